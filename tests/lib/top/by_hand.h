/*
 * What the sections of a state save by hand, not by a table of fields: their
 * keys, and between which ends the numbers behind them are. Used by the test of
 * what can be saved (unit/top/columns).
 */
#ifndef TESTS_LIB_TOP_BY_HAND_H
#define TESTS_LIB_TOP_BY_HAND_H

#include <stdint.h>

#include "shared/str.h"

#define BY_HAND_WORDS 8

struct by_hand {
	const char *section;
	const char *key; /* "*": any */
	struct {
		uint64_t least, most; /* both 0: it is not to be changed */
	} word[BY_HAND_WORDS]; /* of those behind it */
};

/* Null: it is in no list. */
const struct by_hand *by_hand_find(const char *section, struct str key);

#endif
