/*
 * What the keeper tells of all accounts: which there are, whose groups and bans
 * are kept, and the secret behind the hosts that are shown. It tells all when
 * it starts ("kept", forkcast-protocol(7), PIPES), and later what changes. Used
 * by commands.c and login.c, and by who keeps the keeper.
 */
#ifndef SERVER_ROUTER_VERBS_ACCOUNTS_ACCOUNT_FEED_H
#define SERVER_ROUTER_VERBS_ACCOUNTS_ACCOUNT_FEED_H

#include <stdbool.h>

#include "shared/grammar.h"

/*
 * Returns whether it will be known soon, and is not yet, which accounts there
 * are: for hold_time at most.
 */
bool account_feed_is_awaited(void);

/*
 * Returns whether that is not known. Then nobody gets another name: it may be
 * reserved. So it is until a keeper has told it, and from
 * account_feed_unreadable (the last keeper could not load them) until one has.
 */
bool account_feed_is_unknown(void);
void account_feed_unreadable(bool is_so);

/* The next keeper tells of another place; until then that is not known. */
void account_feed_anew(void);

/* Takes a line of the keeper: false, if it is none of these, nor an answer. */
bool account_feed_take(const struct command *command);

#endif
