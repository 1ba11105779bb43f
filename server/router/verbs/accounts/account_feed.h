/*
 * The keeper's news of all accounts: which exist, whose groups and bans are
 * kept, and the secret that hides the hosts of clients. The keeper reports all
 * of it when it starts ("kept", forkcast-protocol(7), PIPES), and changes
 * later. Its answers come here, too, and go on to whoever asked.
 */
#ifndef SERVER_ROUTER_VERBS_ACCOUNTS_ACCOUNT_FEED_H
#define SERVER_ROUTER_VERBS_ACCOUNTS_ACCOUNT_FEED_H

#include <stdbool.h>

#include "shared/grammar.h"

/*
 * Returns whether the accounts are not known yet but will be soon. Stays true
 * for hold_time at most.
 */
bool account_feed_is_awaited(void);

/*
 * Returns whether the accounts are unknown. Then nobody gets a new name, as it
 * may be reserved. They are unknown until a keeper has reported them, and again
 * from account_feed_set_unreadable(true) on, when the last keeper could not
 * load them, until one has.
 */
bool account_feed_is_unknown(void);
void account_feed_set_unreadable(bool is_so);

/*
 * Forgets that the accounts are known: the next keeper keeps them in another
 * place.
 */
void account_feed_reset(void);

/*
 * Takes a line of the keeper. Returns false if it is neither news nor an
 * answer.
 */
bool account_feed_take(const struct command *command);

#endif
