/*
 * Letters: a message to an account that is not connected is kept in its mailbox
 * until it comes (mailbox.h). The sender has an account, too.
 *
 * The journal says whether the mailbox has room; senders to the same one ask
 * one after the other. Then the letter is logged (mail_log.h), and the sender
 * waits until it is stored. All of it is one line of the client, which is run
 * again when there is news.
 */
#ifndef SERVER_ROUTER_VERBS_HISTORY_LETTER_H
#define SERVER_ROUTER_VERBS_HISTORY_LETTER_H

#include <stdbool.h>
#include <stdint.h>

#include "router/delivery/answers.h"
#include "shared/grammar.h"

/*
 * Returns whether the client's line, "tell NAME TEXT", is to be sent as a
 * letter: it has been logged as one, or nobody is called NAME now and both are
 * accounts, as far as is known: the accounts may not have been told yet.
 */
bool letter_is_due(uint32_t who, const struct command *command);

/* Sends the letter, or continues to wait. */
enum outcome letter_send(uint32_t who, const struct command *command);

/* Has those answered whose letter is stored by now; to be called in each turn.
 */
void letter_turn(void);

#endif
