/*
 * Shows the router's events in IRC, those of others and the client's own. A
 * table has a row for each kind of event. Each event tells everything; nothing
 * is kept, except between the lines of a message of several lines.
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

/* Shows the answer to a message: the message if the client has echo-message. */
void irc_hear_message(struct irc *irc, const struct command *said);

/* Returns whether more lines of a message of several lines are to come. */
bool irc_lines_go_on(const struct irc *irc);

#endif
