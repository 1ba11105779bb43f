/*
 * What of a stranger's text may be shown, a character at a time: none that
 * could do anything to a terminal, or pass for what it is not. Pure; used where
 * lines are rendered.
 */
#ifndef CLIENT_TEXT_HARMLESS_H
#define CLIENT_TEXT_HARMLESS_H

#include <stddef.h>

#include "shared/str.h"

/* Columns that stand for a TAB, and bytes; all else gets no longer. */
#define HARMLESS_TAB 4

/*
 * What stands for the first *len bytes of the text, which is not empty: one
 * character, or several columns of space, or nothing. It lies in the text or is
 * a constant.
 */
struct str harmless_first(struct str text, size_t *len);

#endif
