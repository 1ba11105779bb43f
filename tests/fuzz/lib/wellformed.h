/*
 * UTF-8 by the table of the Unicode standard ("Well-Formed UTF-8 Byte
 * Sequences"), written without a look at shared/text/utf8.c, which is held
 * against it.
 */
#ifndef TESTS_FUZZ_LIB_WELLFORMED_H
#define TESTS_FUZZ_LIB_WELLFORMED_H

#include <stdbool.h>

#include "shared/str.h"

/* The length of the character at the front; 0: there is none. */
size_t wellformed_first(struct str text);

/* Is it characters from end to end? */
bool wellformed(struct str text);

#endif
