/*
 * Whose mailbox it is: that of an account, or of a login name of this machine
 * (peer_names). A client has the mailboxes of its account and of its login
 * name. If there is an account of a login name, the mailbox is the account's:
 * the two may be different people.
 */
#ifndef SERVER_ROUTER_VERBS_HISTORY_MAILBOX_NAMES_H
#define SERVER_ROUTER_VERBS_HISTORY_MAILBOX_NAMES_H

#include <stdbool.h>
#include <stdint.h>

#include "shared/str.h"

/*
 * Returns the client's name if that is the login name of its user, unless there
 * is an account of that name that it is not logged in to; or an empty string.
 */
struct str mailbox_names_login(uint32_t who);

/*
 * Returns the name by which the client leaves letters: its account or, without
 * one, its login name; empty if it has neither.
 */
struct str mailbox_names_sender(uint32_t who);

/*
 * mailbox_names_has returns whether there is an account or login name of that
 * name, and mailbox_names_since the ID after which letters are for it: those
 * before were for an earlier account, or for a login name without one.
 */
bool mailbox_names_has(struct str name);
uint64_t mailbox_names_since(struct str name);

#endif
