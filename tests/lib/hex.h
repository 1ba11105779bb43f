/* Formats bytes as hexadecimal digits, as digests and keys are published. */
#ifndef TESTS_LIB_HEX_H
#define TESTS_LIB_HEX_H

#include <stddef.h>

#include "shared/str.h"

#define HEX_MOST 64

/*
 * Returns two lower-case digits for each byte, of at most HEX_MOST; valid until
 * the next call.
 */
struct str hex(const void *bytes, size_t len);

#endif
