/*
 * The looks of a name: its skeletons, as Unicode Technical Standard 39 calls
 * them, in lower case. Two names with a look in common are confusable.
 *
 * A name has two looks. The folded one changes the name to lower case first, so
 * "PAUI" looks like "paui". The shown one takes the skeleton of the name as it
 * is, and changes that to lower case, so "PAUI" looks like "paul". For most
 * names both are the same. Names that are str_caseeq have the same folded look.
 * ZWNJ and ZWJ are left out.
 */
#ifndef SHARED_TEXT_LOOK_H
#define SHARED_TEXT_LOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/str.h"

enum look_way { LOOK_FOLDED, LOOK_SHOWN, LOOK_WAYS };

/* The most characters of a look for each byte of the name. */
#define LOOK_GROWTH 3

/* The most characters that are sorted together: a letter and its marks. */
#define LOOK_HELD 24

/*
 * An iterator over a look. The look never exists as a whole, so that no name is
 * left on the stack. The name, which is UTF-8, must stay where it is.
 */
struct look {
	struct str rest; /* of the name */
	enum look_way way;
	size_t at; /* the next one in held */
	size_t count;
	uint32_t held[LOOK_HELD];
};

void look_begin(struct look *look, struct str name, enum look_way way);
uint32_t look_next(struct look *look); /* the next character; 0 at the end */

/*
 * Returns whether one name's look, that way, equals the other's, the other way.
 */
bool look_same(
    struct str a, enum look_way a_way, struct str b, enum look_way b_way);

/* Returns whether the two have any look in common. */
bool look_like(struct str a, struct str b);

/*
 * Returns whether the folded look of the name ends with one that looks like the
 * end.
 */
bool look_ends_in(struct str name, struct str end);

#endif
