/* What is shown and read of the past without being asked: see history.c. */
#ifndef SERVER_WORKER_IRC_HISTORY_H
#define SERVER_WORKER_IRC_HISTORY_H

#include "worker/irc/session.h"

/*
 * Asks for the past of a channel that the client has just joined, given the
 * event, if it wants that and cannot ask itself.
 */
void irc_past_join(struct irc *irc, const struct command *said);

/*
 * irc_seen notes a message that a client has been shown which cannot mark
 * itself how far it has read. irc_seen_ping takes a PING that the router has
 * sent, or, if it is time, sends one behind what was shown, or asks for what
 * was missed; the PONG marks it as read for the client's account.
 */
void irc_seen(struct irc *irc, const struct command *said);
void irc_seen_ping(struct irc *irc, bool is_pinged);

#endif
