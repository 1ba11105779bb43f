/*
 * MARKREAD: how far the client has read (IRCv3 draft/read-marker), which the
 * router keeps as seen. Its times are of milliseconds: all of one is read.
 */
#ifndef SERVER_WORKER_IRC_MARKREAD_H
#define SERVER_WORKER_IRC_MARKREAD_H

#include "worker/irc/line.h"
#include "worker/irc/session.h"

enum irc_done irc_markread(struct irc *irc, const struct irc_line *line);

/* Asks it with a join: it is told in front of the list of names. */
void irc_markread_ask(struct irc *irc, struct str channel);

/* ok seen T ID, or the same as an event: another client has told it. */
void irc_hear_markread(
    struct irc *irc, const struct ask *ask, const struct command *said);
void irc_hear_join_markread(
    struct irc *irc, const struct ask *ask, const struct command *said);
void irc_markread_show(struct irc *irc, struct str table, struct str id);

#endif
