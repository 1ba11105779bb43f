/*
 * Compares a screen (vt.h) with the expected rows, written as a person reads
 * them, and shows the differences. Pure. A row "..." stands for any number of
 * rows, even none; elsewhere "##" stands for two digits. Trailing spaces do not
 * count.
 */
#ifndef TESTS_LIB_WANTED_H
#define TESTS_LIB_WANTED_H

#include <stdbool.h>

#include "vt.h"

/* Return whether it is that text, and whether it contains that text. */
bool wanted_is(struct str wanted, struct str text);
bool wanted_has(struct str wanted, struct str text);

/*
 * Are these the rows of the screen, from the top, with LF between them? The
 * rows below them are empty.
 */
bool wanted_screen(const char *wanted, const struct vt *vt);

/*
 * The rows of both, for messages: those that are wanted and not there with
 * "-", those that are there and not wanted with "+", others that "..." stands
 * for with ".", and the cursor's with ">". Valid until the next call.
 */
const char *wanted_difference(const char *wanted, const struct vt *vt);

#endif
