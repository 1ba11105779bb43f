/*
 * Mailboxes: the letters of an account are told to its clients when they log
 * in, or a new one has come: "letters", then each as an event of the past, then
 * "letters ID". They stay until a client says "done ID".
 */
#ifndef SERVER_ROUTER_LETTERS_MAILBOX_H
#define SERVER_ROUTER_LETTERS_MAILBOX_H

#include "shared/str.h"

/* Notes that there is a new letter for the account. */
void mailbox_has_new(struct str account);

/* Tells letters; to be called in each turn. */
void mailbox_turn(void);

#endif
