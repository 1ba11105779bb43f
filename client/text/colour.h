/* The colour of a name: always the same for the same name. Pure. */
#ifndef CLIENT_TEXT_COLOUR_H
#define CLIENT_TEXT_COLOUR_H

#include "shared/str.h"
#include "text/depth.h"

/*
 * Returns the escape sequence (ECMA-48) for a name, whatever the case of its
 * ASCII letters. For the stream, which runs in any terminal that has colours.
 */
struct str colour_of(struct str name);

/* The length of the longest sequence, in bytes. */
#define COLOUR_LEN 5

/*
 * Returns the sequence for the window: a colour that is readable on dark and on
 * light backgrounds. Empty where there are no colours.
 */
struct str colour_of_name(struct str name, enum depth depth);

/* The length of the longest sequence for the window, in bytes. */
#define COLOUR_NAME_LEN (LITERAL_LEN("\033[38;2;255;255;255m"))

#endif
