/*
 * Letters (forkcast-protocol(7), MAILBOXES). Those for the client's account are
 * shown as messages; once they are written to it, the router deletes them. A
 * message that is kept for somebody who is not connected
 * is echoed, and the client is told as it is when somebody is away.
 */
#ifndef SERVER_WORKER_IRC_LETTERS_H
#define SERVER_WORKER_IRC_LETTERS_H

#include <stdbool.h>
#include <stdint.h>

#include "worker/irc/session.h"

/* Takes a line of the router if it belongs to letters. Returns whether so. */
bool irc_letters_hear(struct irc *irc, const struct command *said);

/* Notes that all that was shown is written to the client. */
void irc_letters_written(struct irc *irc);

#endif
