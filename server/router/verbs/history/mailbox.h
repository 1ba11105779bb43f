/*
 * Mailboxes: the letters that wait for an account (letter.h). Each client that
 * has logged in gets them from the journal: 64 at a time, while it has room,
 * and again at its next login unless it has said "done" for them.
 */
#ifndef SERVER_ROUTER_VERBS_HISTORY_MAILBOX_H
#define SERVER_ROUTER_VERBS_HISTORY_MAILBOX_H

#include <stdbool.h>
#include <stdint.h>

#include "shared/str.h"

/* Notes a new letter: those whose mailbox it is get it if they are here. */
void mailbox_has_new(struct str name);

/*
 * Returns whether letters for the client are under way, so that no answer with
 * lines "past" may begin: its line is run again afterwards.
 */
bool mailbox_must_wait(uint32_t who);

/*
 * Returns whether the ID is that of a letter that the client has got and not
 * done yet, or between two of them.
 */
bool mailbox_may_have(uint32_t who, uint64_t id);

/*
 * Deletes all letters up to that ID in the client's mailbox. Returns false if
 * that could not be logged.
 */
bool mailbox_finish(uint32_t who, uint64_t id);

/* Gives out letters; to be called in each turn. */
void mailbox_turn(void);

#endif
