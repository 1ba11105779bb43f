/*
 * Capabilities of a client beyond RFC 1459 (IRCv3 capability negotiation):
 * those that are offered, those that the client has requested, and the command
 * CAP.
 */
#ifndef SERVER_WORKER_IRC_CAPABILITIES_H
#define SERVER_WORKER_IRC_CAPABILITIES_H

#include "worker/irc/session.h"

/* Takes a later list of the server's account offers; sends CAP NEW and DEL. */
void irc_capabilities_change(struct irc *irc, struct str words);

#endif
