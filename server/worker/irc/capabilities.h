/*
 * What a client can do beyond RFC 1459 (IRCv3 capability negotiation): what is
 * offered, what was asked for, and CAP itself.
 */
#ifndef SERVER_WORKER_IRC_CAPABILITIES_H
#define SERVER_WORKER_IRC_CAPABILITIES_H

#include "shared/grammar.h"
#include "worker/conn/asked.h"
#include "worker/irc/session.h"

/* CAP SUBCOMMAND [WORDS] */
enum irc_done irc_cap(struct irc *irc, const struct irc_line *line);

/* What is offered of accounts, at first; and from now on: CAP NEW, CAP DEL. */
void irc_hear_can(
    struct irc *irc, const struct ask *ask, const struct command *said);
void irc_capabilities_change(struct irc *irc, struct str words);

#endif
