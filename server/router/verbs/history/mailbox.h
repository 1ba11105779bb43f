/*
 * Mailboxes: the letters that wait for an account, or for a login name of this
 * machine (letter.h). Each client that has logged in, or has such a name, gets
 * them from the journal: 64 at a time, while it has room, and again at its next
 * login unless it has said "done" for them.
 */
#ifndef SERVER_ROUTER_VERBS_HISTORY_MAILBOX_H
#define SERVER_ROUTER_VERBS_HISTORY_MAILBOX_H

#include <stdbool.h>
#include <stdint.h>

#include "shared/str.h"

/*
 * Returns the name of the client's mailbox: its account or, without one, its
 * login name; empty if it has neither.
 */
struct str mailbox_name_of(uint32_t who);

/*
 * mailbox_exists returns whether there is an account or login name of that
 * name, and mailbox_since the ID after which letters are for it: those before
 * were for an earlier account.
 */
bool mailbox_exists(struct str name);
uint64_t mailbox_since(struct str name);

/* Notes a new letter: those whose mailbox it is get it if they are here. */
void mailbox_has_new(struct str name);

/*
 * Returns whether letters for the client are under way, so that no answer with
 * lines "past" may begin: its line is run again afterwards.
 */
bool mailbox_must_wait(uint32_t who);

/* Gives out letters; to be called in each turn. */
void mailbox_turn(void);

#endif
