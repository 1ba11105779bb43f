/*
 * Shows the router's events in IRC, those of others and the client's own. A
 * table has a row for each kind of event. Each event tells everything; nothing
 * is kept.
 */
#ifndef SERVER_WORKER_IRC_EVENTS_H
#define SERVER_WORKER_IRC_EVENTS_H

#include "shared/grammar.h"
#include "worker/conn/ask_queue.h"
#include "worker/irc/session.h"

/*
 * Shows an event. If answers is set, it is the client's own and answers its
 * line.
 */
void irc_event(struct irc *irc, const struct command *said, bool answers);

/* Shows a message again if the client has sent it to itself. */
void irc_event_to_itself(struct irc *irc, const struct command *said);

/* Shows an answer that is an event. */
void irc_hear_event(
    struct irc *irc, const struct ask *ask, const struct command *said);

/*
 * Sends the client's own message back if it has echo-message. Shows the away
 * text of the person it is for.
 */
void irc_hear_message(
    struct irc *irc, const struct ask *ask, const struct command *said);

/* Does what irc_hear_message does, but ignores errors and away texts. */
void irc_hear_notice(
    struct irc *irc, const struct ask *ask, const struct command *said);

#endif
