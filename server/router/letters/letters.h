/*
 * Letters: a message to an account that is not connected is kept in its mailbox
 * until it comes. The sender has an account, too. The journal says whether the
 * mailbox takes the letter; until then the sender's line waits. The letters of
 * an account are told to its clients when they log in, or a new one has come:
 * "letters", then each as an event of the past, then "letters ID". They stay
 * until a client says "done ID".
 */
#ifndef SERVER_ROUTER_LETTERS_LETTERS_H
#define SERVER_ROUTER_LETTERS_LETTERS_H

#include <stdbool.h>
#include <stdint.h>

#include "router/delivery/answers.h"
#include "shared/grammar.h"

/*
 * Returns whether the client's line, "tell NAME TEXT", is to be sent as a
 * letter: it is one already, or nobody is called NAME now and both have
 * accounts, as far as is known: the accounts may not have been told yet.
 */
bool letter_is_due(uint32_t who, const struct command *command);

/* Sends the letter, or continues to wait. */
enum outcome letter_send(uint32_t who, const struct command *command);

/* Tells letters; to be called in each turn. */
void letters_turn(void);

#endif
