/*
 * MONITOR (IRCv3): who of certain people comes and goes. The router has the
 * list.
 */
#ifndef SERVER_WORKER_IRC_MONITOR_H
#define SERVER_WORKER_IRC_MONITOR_H

#include "shared/grammar.h"
#include "worker/conn/asked.h"
#include "worker/irc/session.h"

/* As many as the router has of one: ISUPPORT's MONITOR. */
#define IRC_MONITORED "100"

enum irc_done irc_monitor(struct irc *irc, const struct irc_line *line);

/* online ID ACTOR, offline ID NAME: as an event, or in answer to + and S. */
void irc_monitor_show(struct irc *irc, const struct command *said);

void irc_hear_monitor(
    struct irc *irc, const struct ask *ask, const struct command *said);
void irc_hear_monitored(
    struct irc *irc, const struct ask *ask, const struct command *said);

#endif
