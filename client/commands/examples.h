/* The rest of the help for a command or a setting: see help.h. Pure. */
#ifndef CLIENT_COMMANDS_EXAMPLES_H
#define CLIENT_COMMANDS_EXAMPLES_H

#include "shared/str.h"

/* Return an example of a command, and related ones; empty if there is none. */
struct str examples_of(struct str word);
struct str examples_also(struct str word);

/* Returns the form of a setting and its meaning; empty if there is none. */
struct str examples_setting(struct str key);

#endif
