/* Sentences about commands for the help: see help.h. Pure. */
#ifndef CLIENT_COMMANDS_DETAILS_H
#define CLIENT_COMMANDS_DETAILS_H

#include "shared/str.h"

/* Bytes of the longest details: three lines of a screen with 80 columns. */
#define DETAILS_MOST 190

/* Returns a sentence or two about a command; empty if there are none. */
struct str details_of(struct str word);

#endif
