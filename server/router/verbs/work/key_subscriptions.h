/*
 * Who hears of which keys: a client says so once, by hear, and is told of each
 * change of such a key, be it its groups' or of somebody with whom it shares a
 * group, or its own. This file owns who hears what; keys.c tells it what there
 * is to be heard.
 */
#ifndef SERVER_ROUTER_VERBS_WORK_KEY_SUBSCRIPTIONS_H
#define SERVER_ROUTER_VERBS_WORK_KEY_SUBSCRIPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "router/delivery/fanout.h"
#include "shared/grammar.h"

/* Does it hear of that key? */
bool subscriptions_hears(uint32_t client, struct str key);

/* It hears nothing any more. */
void subscriptions_left(uint32_t client);

/*
 * Finds who is to hear of that key of that table, for the two that follow: does
 * much wait for half of them, but for that one, and for one at least; and the
 * line goes to each. Who cannot be told is lost.
 */
void subscriptions_find(uint32_t table, struct str key);
bool subscriptions_are_slow(uint32_t but);
void subscriptions_tell(uint32_t table, struct words words);

#endif
