/*
 * Mailboxes: the letters of an account are told to its clients when they log
 * in, want them again, or a new one has come: "letters", then each as an event
 * of the past, then "letters ID". They stay until a client says "done ID".
 */
#ifndef SERVER_ROUTER_LETTERS_MAILBOX_H
#define SERVER_ROUTER_LETTERS_MAILBOX_H

#include <stdbool.h>
#include <stdint.h>

#include "shared/codes.h"
#include "shared/str.h"

/* Notes that there is a new letter for the account. */
void mailbox_has_new(struct str account);

/*
 * Returns whether letters are on their way to the client, so that its request
 * for the past must wait; the line is run again then.
 */
bool mailbox_must_wait(uint32_t who);

/* Returns whether the client got a letter of that ID and has not done it. */
bool mailbox_may_have(uint32_t who, uint64_t id);

/*
 * Has the letters up to that ID deleted. Returns false while the client has to
 * wait.
 */
bool mailbox_finish(uint32_t who, uint64_t id, enum code *code);

/* Tells letters; to be called in each turn. */
void mailbox_turn(void);

#endif
