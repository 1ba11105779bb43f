/*
 * How a list that is long is told: it stops while much waits for the client,
 * and where a turn's budget ends, and goes on from the client's cursor.
 */
#ifndef SERVER_ROUTER_DELIVERY_LISTING_H
#define SERVER_ROUTER_DELIVERY_LISTING_H

#include <stdbool.h>
#include <stdint.h>

#include "router/delivery/answers.h"
#include "router/delivery/fanout.h"
#include "router/delivery/marks.h"
#include "router/model/clients.h"
#include "router/model/slots.h"
#include "router/queue/budget.h"

/*
 * Returns whether the client gets more of the list: nothing is read of who has
 * hung up, nor of who lacks a line, and a list would be made for nobody.
 */
static inline bool
listing_is_read(uint32_t who)
{
	const struct slot *slot = slots_get(clients_slot(who));

	return slot->down.fd != -1 && (slot->marks & MARK_LOST) == 0;
}

/* It has to read some of the list before there is more, or had enough by now.
 */
static inline bool
listing_must_wait(uint32_t who)
{
	return slots_get(clients_slot(who))->down.over || budget_is_spent();
}

/* Ends a list with that line, and readies the client for the next. */
static inline enum outcome
listing_end(uint32_t who, struct words words)
{
	struct client *client = clients_get(who);

	fan_one(who, words); /* which may hold what is in these two */
	client->cursor = client->listed = 0;
	return OUTCOME_DONE;
}

#endif
