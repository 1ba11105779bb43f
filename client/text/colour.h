/* The colour of a name: always the same for the same name. Pure. */
#ifndef CLIENT_TEXT_COLOUR_H
#define CLIENT_TEXT_COLOUR_H

#include "shared/str.h"

/* The escape sequence, of ECMA-48; without regard to ASCII case. */
struct str colour_of(struct str name);

/* The longest that there is, in bytes. */
#define COLOUR_LEN 5

#endif
