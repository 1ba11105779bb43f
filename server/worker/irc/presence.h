/*
 * Whether certain people are here. MONITOR (IRCv3), whose list the router
 * keeps, reports it whenever they come and go; ISON and USERHOST report it
 * once, in one line.
 */
#ifndef SERVER_WORKER_IRC_PRESENCE_H
#define SERVER_WORKER_IRC_PRESENCE_H

#include "shared/grammar.h"
#include "worker/conn/ask_queue.h"
#include "worker/irc/session.h"

/* The most entries that the router keeps for a client: ISUPPORT's MONITOR. */
#define IRC_MONITORED "100"

enum irc_done irc_monitor(struct irc *irc, const struct irc_line *line);

/*
 * Shows "online ID ACTOR" or "offline ID NAME", as an event or as an answer to
 * MONITOR + and S.
 */
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
