/*
 * What others do, and the client itself, as IRC tells it: a row for each event
 * of the router. Each comes whole; nothing of it is kept.
 */
#ifndef SERVER_WORKER_IRC_EVENTS_H
#define SERVER_WORKER_IRC_EVENTS_H

#include "shared/grammar.h"
#include "worker/conn/asked.h"
#include "worker/irc/session.h"

/* An event; or what the client itself has done, which is its answer. */
void irc_event(struct irc *irc, const struct command *said, bool answers);

/* The same once more, if that was said by the client to itself. */
void irc_event_to_itself(struct irc *irc, const struct command *said);

/* Answers that are events. */
void irc_hear_event(
    struct irc *irc, const struct ask *ask, const struct command *said);

/* What the client has said itself: it gets that back if it echoes. */
void irc_hear_message(
    struct irc *irc, const struct ask *ask, const struct command *said);

/* The same, and nothing of what is wrong. */
void irc_hear_notice(
    struct irc *irc, const struct ask *ask, const struct command *said);

#endif
