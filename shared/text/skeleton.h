/*
 * The skeletons of names (Unicode Technical Standard 39), in lower case. Two
 * names with a skeleton in common are confusable.
 *
 * A name has two skeletons. For the folded one, the name is changed to lower
 * case first, so that "PAUI" has the skeleton of "paui". For the shown one, the
 * skeleton is taken of the name as it is and then changed to lower case, so
 * that "PAUI" has the skeleton of "paul". For most names both are the same.
 * Names that are str_caseeq have the same folded skeleton. ZWNJ and ZWJ are
 * left out.
 */
#ifndef SHARED_TEXT_SKELETON_H
#define SHARED_TEXT_SKELETON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/str.h"

enum skeleton_kind { SKELETON_FOLDED, SKELETON_SHOWN, SKELETON_KINDS };

/* The most characters of a skeleton for each byte of the name. */
#define SKELETON_GROWTH 3

/* The most characters that are sorted together: a letter and its marks. */
#define SKELETON_HELD 24

/*
 * An iterator over a skeleton. The skeleton never exists as a whole, so that no
 * name is left on the stack. The name, which is UTF-8, must stay in place.
 */
struct skeleton {
	struct str rest; /* of the name */
	enum skeleton_kind kind;
	size_t at; /* index in held of the next character */
	size_t count; /* characters in held */
	uint32_t held[SKELETON_HELD];
};

void skeleton_begin(
    struct skeleton *skeleton, struct str name, enum skeleton_kind kind);

/* Returns the next character of the skeleton; 0 at the end. */
uint32_t skeleton_next(struct skeleton *skeleton);

/* Returns whether a's skeleton of a_kind equals b's skeleton of b_kind. */
bool skeleton_same(struct str a, enum skeleton_kind a_kind, struct str b,
    enum skeleton_kind b_kind);

/* Returns whether two names are confusable: have a skeleton in common. */
bool skeleton_confusable(struct str a, struct str b);

/* Returns whether the folded skeleton of the name ends with that of end. */
bool skeleton_ends_in(struct str name, struct str end);

#endif
