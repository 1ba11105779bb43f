/*
 * The lines that the person wants to notice: who is ignored, and which messages
 * are for us. Pure but for the lists of ignore.h and highlight.h.
 */
#ifndef CLIENT_PERSON_NOTIFY_FILTER_H
#define CLIENT_PERSON_NOTIFY_FILTER_H

#include <stdbool.h>

#include "session/our_groups.h"
#include "shared/grammar.h"
#include "shared/str.h"

/* Returns whether the line was said by somebody else who is ignored there. */
bool notify_filter_ignores(
    const struct command *line, struct str me, const struct our_groups *joined);

/*
 * Returns whether the line is the arrival, departure or new name of somebody
 * else who is ignored there or everywhere. The caller still notes such a line.
 */
bool notify_filter_hides(const struct command *line, struct str me);

/*
 * Returns whether the line is a message of somebody else for us: a private one,
 * or one with our name or one of our words in it.
 */
bool notify_filter_means_us(const struct command *line, struct str me);

#endif
