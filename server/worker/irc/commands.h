/*
 * The commands of IRC: a row for each, with what it needs. A line is done in
 * steps, for it may ask more than there is room for at a time. Another table
 * has a row for each kind of question to the router: who hears its answer. What
 * is no answer is an event.
 */
#ifndef SERVER_WORKER_IRC_COMMANDS_H
#define SERVER_WORKER_IRC_COMMANDS_H

#include "shared/grammar.h"
#include "worker/conn/asked.h"
#include "worker/irc/session.h"

/* A line without its LF, or what is left of it: done, or to be given again. */
bool irc_command(struct irc *irc, struct str text);

/* A line was too long, and is gone: told, or to be told. */
bool irc_command_too_long(struct irc *irc);

/* A line of the router, and what was asked if it has to do with that. */
void irc_hear(struct irc *irc, const struct command *said,
    const struct ask *ask, enum relation relation);

#endif
