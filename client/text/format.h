/*
 * What IRC puts into texts to have them bold, coloured and so on. Pure; used
 * where lines are rendered, which leave it out or show it.
 */
#ifndef CLIENT_TEXT_FORMAT_H
#define CLIENT_TEXT_FORMAT_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/str.h"
#include "text/style.h"

/* The length of the code that the text begins with; 0: it begins with none. */
size_t format_len(struct str text);

/* What the code, of that length, makes of the style. */
void format_apply(struct style *style, struct str code);

/*
 * Is the text a CTCP ACTION? *deed is then what is done, which may be empty.
 */
bool format_is_action(struct str text, struct str *deed);

#endif
