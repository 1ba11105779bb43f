/*
 * Letters (forkcast-protocol(7), MAILBOXES). Those for the client's account are
 * shown as messages, with a PING after them; its PONG tells the router that
 * they have arrived. A message that is kept for somebody who is not connected
 * is echoed, and the client is told as it is when somebody is away.
 */
#ifndef SERVER_WORKER_IRC_LETTERS_H
#define SERVER_WORKER_IRC_LETTERS_H

#include <stdbool.h>
#include <stdint.h>

#include "worker/irc/session.h"

/* Notes that the client has got all that it gets when it has registered. */
void irc_letters_greeted(struct irc *irc);

/* Takes a line of the router if it belongs to letters. Returns whether so. */
bool irc_letters_hear(struct irc *irc, const struct command *said);

#endif
