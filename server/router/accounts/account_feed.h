/*
 * The keeper's news: which accounts exist, whose groups and bans are kept, and
 * the secret that hides the hosts of clients. The keeper reports all of it when
 * it starts ("kept", forkcast-protocol(7), PIPES), and changes later. Its
 * answers come here, too, and go on to whoever asked. The operator's bans
 * (policy/bans.h) take effect here.
 */
#ifndef SERVER_ROUTER_ACCOUNTS_ACCOUNT_FEED_H
#define SERVER_ROUTER_ACCOUNTS_ACCOUNT_FEED_H

#include <stdbool.h>
#include <stdint.h>

#include "policy/bans.h"
#include "shared/grammar.h"

/*
 * Returns whether the accounts are not known yet but will be soon. Stays true
 * for hold_time at most.
 */
bool account_feed_is_awaited(void);

/*
 * Returns whether the accounts are unknown. Then nobody gets a new name, as it
 * may be reserved. They are unknown until a keeper has reported them, and again
 * while there is the trouble STATS_UNREADABLE: the last keeper could not load
 * them.
 */
bool account_feed_is_unknown(void);

/* Returns how many accounts have ended. */
uint64_t account_feed_ended(void);

/*
 * Forgets that the accounts are known: the next keeper keeps them in another
 * place.
 */
void account_feed_reset(void);

/* Takes a line of the keeper in that slot: news, or an answer. */
void account_feed_take(uint32_t slot, const struct command *command);

/*
 * Note that a keeper is in that slot, though it has not reported everything
 * yet; or that it has gone, everything that it sent was taken, and another
 * comes soon, or not.
 */
void account_feed_keeper_started(uint32_t slot);
void account_feed_keeper_ended(bool soon);

/*
 * Watches the keeper, in each turn. If it has not reported everything or owes
 * answers, and has sent nothing for hold_time, that is trouble (STATS_SILENT),
 * whose beginning and end are logged. wanted is false if no keeper is wanted
 * any more.
 */
void account_feed_watch(bool wanted);

/* Returns whether what the keeper has outlasts the server. */
bool account_feed_is_lasting(void);

/* Disconnects the clients from that network; returns how many. */
uint64_t account_feed_kick_banned(const struct ban *ban);

/*
 * Drops the bans that have expired (bans_is_over), also those of the keeper. If
 * there is no keeper, the next one's report shows that it has the ban.
 */
void account_feed_expire_bans(void);

#endif
