/*
 * Compares a screen (vt.h) with the expected rows, written as a person reads
 * them, and shows both. Pure. A row "..." stands for any number of
 * rows, "##" elsewhere for two digits. Trailing spaces do not count.
 */
#ifndef TESTS_LIB_WANTED_H
#define TESTS_LIB_WANTED_H

#include <stdbool.h>

#include "vt.h"

/* Return whether the text is the wanted one, or contains it. */
bool wanted_is(struct str wanted, struct str text);
bool wanted_has(struct str wanted, struct str text);

/*
 * Returns whether these are the rows of the screen, from the top, separated by
 * LF; the rows below must be empty.
 */
bool wanted_screen(const char *wanted, const struct vt *vt);

/*
 * Returns the rows of both, for messages: those that are wanted with "-", and
 * those of the screen with "+", or ">" at the cursor. Valid until the next
 * call.
 */
const char *wanted_difference(const char *wanted, const struct vt *vt);

#endif
