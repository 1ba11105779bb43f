/* Words of any length, for texts and values up to the longest allowed. */
#ifndef TESTS_LIB_FILLER_H
#define TESTS_LIB_FILLER_H

#include <stddef.h>

#define FILLER_MOST 8192

/*
 * Returns that many letters (at most FILLER_MOST), ended by NUL: neither a verb
 * nor a space.
 */
const char *filler(size_t len);

#endif
