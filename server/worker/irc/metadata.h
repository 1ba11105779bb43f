/*
 * METADATA: the entries in the tables of channels and people, for IRC clients
 * (IRCv3 draft/metadata-3). The router keeps the tables and the keys that a
 * client subscribes to; only METADATA from before the client has a name is held
 * here.
 */
#ifndef SERVER_WORKER_IRC_METADATA_H
#define SERVER_WORKER_IRC_METADATA_H

#include "worker/irc/session.h"

/* Sends and reports what is held, now that the client has a name. */
void irc_metadata_begin(struct irc *irc);

/*
 * Shows that somebody has set a key, or removed it if the value is empty, to a
 * client that has the capability.
 */
void irc_metadata_show(
    struct irc *irc, struct str table, struct str key, struct str value);

#endif
