/*
 * Who of certain people is here: MONITOR (IRCv3), whose list the router has,
 * tells it as they come and go; ISON and USERHOST tell it once, in one line.
 */
#ifndef SERVER_WORKER_IRC_PRESENCE_H
#define SERVER_WORKER_IRC_PRESENCE_H

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

enum irc_done irc_ison(struct irc *irc, const struct irc_line *line);
enum irc_done irc_userhost(struct irc *irc, const struct irc_line *line);

void irc_hear_ison(
    struct irc *irc, const struct ask *ask, const struct command *said);
void irc_hear_userhost(
    struct irc *irc, const struct ask *ask, const struct command *said);
void irc_hear_here(
    struct irc *irc, const struct ask *ask, const struct command *said);

#endif
