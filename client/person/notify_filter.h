/*
 * What the person wants to hear of: who is ignored, and what is for us. Pure
 * but for the lists of ignore.h and highlight.h; used by the chat.
 */
#ifndef CLIENT_PERSON_NOTIFY_FILTER_H
#define CLIENT_PERSON_NOTIFY_FILTER_H

#include <stdbool.h>

#include "session/joined.h"
#include "shared/grammar.h"
#include "shared/str.h"

/* Has somebody else said this line of the server's who is ignored there? */
bool notify_filter_ignores(
    const struct command *line, struct str me, const struct joined *joined);

/*
 * Is it the coming, going or new name of somebody else who is ignored there, or
 * everywhere? It is to be noted all the same.
 */
bool notify_filter_hides(const struct command *line, struct str me);

/*
 * Is it a message of somebody else that is for us: told to us alone, or with
 * our name or a word of ours in it?
 */
bool notify_filter_means_us(const struct command *line, struct str me);

#endif
