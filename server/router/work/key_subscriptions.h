/*
 * Subscriptions to keys. A client subscribes to keys once, by hear. It is then
 * told of each change of such a key in the tables of its groups, in those of
 * clients with which it shares a group, and in its own. This module knows the
 * subscriptions; keys.c reports the changes.
 */
#ifndef SERVER_ROUTER_WORK_KEY_SUBSCRIPTIONS_H
#define SERVER_ROUTER_WORK_KEY_SUBSCRIPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "router/delivery/fanout.h"
#include "shared/grammar.h"

/*
 * Returns the keys, at most LIMIT_KEYS, that the client subscribes to, as it
 * has sent them, with spaces between; null: none.
 */
struct str subscriptions_keys(uint32_t client);

/*
 * subscriptions_find finds the subscribers to that key of that table, for the
 * next two. subscriptions_are_slow returns whether at least half of them, and
 * at least one, are behind (slots_client_over_mark); the client but does not
 * count. subscriptions_notify sends the line to each; a client that cannot be
 * told is lost.
 */
void subscriptions_find(uint32_t table, struct str key);
bool subscriptions_are_slow(uint32_t but);
void subscriptions_notify(uint32_t table, struct words words);

#endif
