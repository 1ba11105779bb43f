/*
 * Capabilities of a client beyond RFC 1459 (IRCv3 capability negotiation):
 * those that are offered, those that the client has requested, and the command
 * CAP.
 */
#ifndef SERVER_WORKER_IRC_CAPABILITIES_H
#define SERVER_WORKER_IRC_CAPABILITIES_H

#include "shared/grammar.h"
#include "worker/conn/ask_queue.h"
#include "worker/irc/session.h"

/* CAP SUBCOMMAND [WORDS] */
enum irc_done irc_cap(struct irc *irc, const struct irc_line *line);

/*
 * irc_hear_can takes the first list of the server's account offers;
 * irc_capabilities_change takes a later one and sends CAP NEW and CAP DEL.
 */
void irc_hear_can(
    struct irc *irc, const struct ask *ask, const struct command *said);
void irc_capabilities_change(struct irc *irc, struct str words);

#endif
