/* Reports of messages that are missing from the history. */
#ifndef CLIENT_SCRIPT_HEAR_GAP_H
#define CLIENT_SCRIPT_HEAR_GAP_H

#include "shared/grammar.h"
#include "shared/str.h"

/* Reports "gap FROM TO" of a group, or of "@NAME", on standard error. */
void gap_tell(struct str target, const struct command *gap);

#endif
