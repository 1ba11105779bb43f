/*
 * METADATA: the entries in the tables of channels and people, for IRC clients
 * (IRCv3 draft/metadata-3). The router keeps the tables and the keys that a
 * client subscribes to; only METADATA from before the client has a name is held
 * here.
 */
#ifndef SERVER_WORKER_IRC_METADATA_H
#define SERVER_WORKER_IRC_METADATA_H

#include "worker/irc/line.h"
#include "worker/irc/session.h"

enum irc_done irc_metadata(struct irc *irc, const struct irc_line *line);

/* Sends and reports the held entries, now that the client has a name. */
void irc_metadata_begin(struct irc *irc);

void irc_hear_metadata(
    struct irc *irc, const struct ask *ask, const struct command *said);
void irc_hear_metadata_rows(
    struct irc *irc, const struct ask *ask, const struct command *said);
void irc_hear_join_heard(
    struct irc *irc, const struct ask *ask, const struct command *said);

/* Shows that somebody has set a key, or removed it if the value is empty. */
void irc_metadata_show(
    struct irc *irc, struct str table, struct str key, struct str value);

#endif
