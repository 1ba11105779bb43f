/* IRC formatting codes, such as those of colours, which are not shown. Pure. */
#ifndef CLIENT_TEXT_FORMAT_H
#define CLIENT_TEXT_FORMAT_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/str.h"

/*
 * Returns the length of the code at the start of the text, or 0 if there is
 * none.
 */
size_t format_len(struct str text);

/*
 * Returns whether the text is a CTCP ACTION. If so, *phrase is the action,
 * which may be empty.
 */
bool format_is_action(struct str text, struct str *phrase);

#endif
