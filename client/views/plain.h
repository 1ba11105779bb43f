/*
 * Styled text as plain text: which bytes a file, or a search for addresses,
 * leaves out. Pure.
 */
#ifndef CLIENT_VIEWS_PLAIN_H
#define CLIENT_VIEWS_PLAIN_H

#include <stddef.h>

#include "shared/str.h"

/*
 * Returns how many bytes at the front of a text, which is not empty, to skip:
 * an escape sequence, a direction isolate, or a control character other than
 * TAB. 0: the byte is plain text.
 */
size_t plain_skip(struct str text);

#endif
