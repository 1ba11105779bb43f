/*
 * What a client can do beyond RFC 1459 (IRCv3 capability negotiation): what is
 * offered, what was asked for, and CAP itself.
 */
#ifndef SERVER_WORKER_IRC_CAPABILITIES_H
#define SERVER_WORKER_IRC_CAPABILITIES_H

#include "worker/irc/session.h"

/* CAP SUBCOMMAND [WORDS] */
enum irc_done irc_cap(struct irc *irc, const struct irc_line *line);

#endif
