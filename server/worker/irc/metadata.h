/*
 * METADATA: what stands in the tables of channels and people, for clients of
 * IRC (IRCv3 draft/metadata-3). The tables are the router's, and so are the
 * keys that a client hears of; here is what it says before it has a name.
 */
#ifndef SERVER_WORKER_IRC_METADATA_H
#define SERVER_WORKER_IRC_METADATA_H

#include "worker/irc/line.h"
#include "worker/irc/session.h"

enum irc_done irc_metadata(struct irc *irc, const struct irc_line *line);

/* The client has its name now: what was held goes up, and is told. */
void irc_metadata_begin(struct irc *irc);

/* What the router answers. */
void irc_hear_metadata(
    struct irc *irc, const struct ask *ask, const struct command *said);
void irc_hear_metadata_rows(
    struct irc *irc, const struct ask *ask, const struct command *said);
void irc_hear_join_heard(
    struct irc *irc, const struct ask *ask, const struct command *said);

/* Somebody has written it; or taken it away, if the value is empty. */
void irc_metadata_show(
    struct irc *irc, struct str table, struct str key, struct str value);

#endif
