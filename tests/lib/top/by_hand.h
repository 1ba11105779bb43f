/*
 * Lists the keys that sections of the state save by hand rather than through a
 * table of fields, and the range of the numbers after them.
 */
#ifndef TESTS_LIB_TOP_BY_HAND_H
#define TESTS_LIB_TOP_BY_HAND_H

#include <stdint.h>

#include "shared/str.h"

#define BY_HAND_WORDS 8

struct by_hand {
	const char *section;
	const char *key; /* "*": any key */
	struct {
		uint64_t least, most; /* both 0: must not be changed */
	} word[BY_HAND_WORDS]; /* the words after the key */
};

/* Returns the row of the key, or null if it is in no list. */
const struct by_hand *by_hand_find(const char *section, struct str key);

#endif
