/*
 * Leads each line of the client to the function of its command, and each answer
 * of the router to the function that takes it, by the rows of commands.def. A
 * line is processed in steps, because it may need more commands to the router
 * than there is room for at a time. A line of the router that is no answer is
 * an event.
 */
#ifndef SERVER_WORKER_IRC_COMMANDS_H
#define SERVER_WORKER_IRC_COMMANDS_H

#include "worker/irc/session.h"

/*
 * Processes the next steps of a line, without its LF. Returns true if the line
 * is finished, and false if it must be given again.
 */
bool irc_command(struct irc *irc, struct str text);

/*
 * Reports a line that was too long and has been dropped. Returns false if it
 * must be called again.
 */
bool irc_command_too_long(struct irc *irc);

/* Takes a line of the router. ask is the command that it answers, or null. */
void irc_hear(struct irc *irc, const struct command *said,
    const struct ask *ask, enum relation relation);

#endif
