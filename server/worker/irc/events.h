/*
 * Shows the router's events in IRC, those of others and the client's own. A
 * table has a row for each kind of event. Each event tells everything; nothing
 * is kept.
 */
#ifndef SERVER_WORKER_IRC_EVENTS_H
#define SERVER_WORKER_IRC_EVENTS_H

#include "worker/irc/session.h"

/*
 * Shows an event. If answers is set, it is the client's own and answers its
 * line.
 */
void irc_event(struct irc *irc, const struct command *said, bool answers);

/* Shows a message again if the client has sent it to itself. */
void irc_event_to_itself(struct irc *irc, const struct command *said);

#endif
