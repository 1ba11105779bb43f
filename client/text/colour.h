/* The colour of a name: always the same for the same name. Pure. */
#ifndef CLIENT_TEXT_COLOUR_H
#define CLIENT_TEXT_COLOUR_H

#include "shared/str.h"
#include "text/depth.h"

/*
 * The escape sequence, of ECMA-48; without regard to ASCII case. It is for the
 * stream, which is shown in any terminal that has colours.
 */
struct str colour_of(struct str name);

/* The longest that there is, in bytes. */
#define COLOUR_LEN 5

/*
 * The same for the window: one that can be read on a dark background and on a
 * light one. Empty where there are no colours.
 */
struct str colour_of_name(struct str name, enum depth depth);

/* The longest of these. */
#define COLOUR_NAME_LEN (LITERAL_LEN("\033[38;2;255;255;255m"))

#endif
