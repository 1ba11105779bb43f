/*
 * What a name looks like: its skeleton, as Unicode Technical Standard 39 calls
 * it, in small letters. Two names with a look in common can be taken for each
 * other. Used by names.c, and by server/base/data/confusables.c, which finds
 * such names.
 *
 * A name has two looks. As folded, all its letters are made small first; so
 * "PAUI" looks like "paui". As shown, it is looked at as it stands, and what it
 * looks like is made small then; so "PAUI" looks like "paul". Most names look
 * the same both ways. Names that are str_same are so as folded. ZWNJ and ZWJ
 * are left out.
 */
#ifndef SHARED_TEXT_LOOK_H
#define SHARED_TEXT_LOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/str.h"

enum look_way { LOOK_FOLDED, LOOK_SHOWN, LOOK_WAYS };

/* A look has at most so many characters for each byte of the name. */
#define LOOK_GROWTH 3

/* The marks on a letter, and what else is put in order with them. */
#define LOOK_HELD 24

/*
 * A look in the making: it is never there as a whole, so that no name is left
 * on the stack. The name stays where it is, and is UTF-8.
 */
struct look {
	struct str rest; /* of the name */
	enum look_way way;
	size_t at; /* in held: the next */
	size_t count;
	uint32_t held[LOOK_HELD];
};

void look_begin(struct look *look, struct str name, enum look_way way);
uint32_t look_next(struct look *look); /* the next character; 0 at the end */

/* Is the one's look, that way, the other's, the other way? */
bool look_same(
    struct str a, enum look_way a_way, struct str b, enum look_way b_way);

/* Returns whether the two have any look in common. */
bool look_like(struct str a, struct str b);

/* Does the name, as folded, end in something that looks like the end? */
bool look_ends_in(struct str name, struct str end);

#endif
