/*
 * Names that look alike. A letter has twins: its other case, and what most
 * fonts draw the same. Those of Latin letters are known among digits and in
 * Greek and Cyrillic, and those that Arabic and Persian keyboards write for
 * each other. Since a name uses one writing system (names.h), what is left to
 * look at are whole words of another one.
 *
 * A capital I is the twin of i and of l, which are none of each other; and m is
 * that of rn. ZWNJ and ZWJ count for nothing.
 */
#ifndef SHARED_TEXT_TWINS_H
#define SHARED_TEXT_TWINS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/str.h"

/*
 * A walk over a name. The letters never exist as a whole, so that no name is
 * left on the stack. The name, which is UTF-8, must stay in place.
 */
struct twins {
	struct str rest; /* of the name */
	bool half; /* r has been returned of an m: now n comes */
};

/* The most letters of a name for each of its bytes. */
#define TWINS_GROWTH 2

/*
 * Returns the next letter, which stands for all of its twins; 0 at the end.
 * Names that look alike have the same letters, if i and I count as l.
 */
uint32_t twins_next(struct twins *twins);

/* Returns whether two names look alike. */
bool twins_alike(struct str a, struct str b);

/* The same, where a capital I is an i alone: so case decides nothing. */
bool twins_same(struct str a, struct str b);

/* Returns whether the name ends with what is twins_same as end. */
bool twins_end_in(struct str name, struct str end);

#endif
