/*
 * The router's lines: who hears which answer, a row for each kind of question,
 * and what is no answer is an event.
 */
#ifndef SERVER_WORKER_IRC_ANSWERS_H
#define SERVER_WORKER_IRC_ANSWERS_H

#include "shared/grammar.h"
#include "worker/conn/asked.h"
#include "worker/irc/session.h"

/* A line of the router, and what was asked if it has to do with that. */
void irc_hear(struct irc *irc, const struct command *said,
    const struct ask *ask, enum relation relation);

#endif
