/*
 * How a list that is long is told: it stops while much waits for the client,
 * and where a turn's budget ends, and goes on from the client's cursor. Used by
 * all that list.
 */
#ifndef SERVER_ROUTER_DELIVERY_LISTING_H
#define SERVER_ROUTER_DELIVERY_LISTING_H

#include <stdbool.h>
#include <stdint.h>

#include "router/delivery/answers.h"
#include "router/model/clients.h"
#include "router/model/slots.h"
#include "router/queue/budget.h"

/* Of who has hung up nothing is read: a list would be made for nobody. */
static inline bool
listing_is_read(uint32_t who)
{
	return slots_get(clients_slot(who))->down.fd != -1;
}

/* It has to read some of the list before there is more, or had enough by now.
 */
static inline bool
listing_must_wait(uint32_t who)
{
	return slots_get(clients_slot(who))->down.over || budget_is_spent();
}

/* Ends a list that was told, or not, and readies the client for the next. */
static inline enum outcome
listing_end(uint32_t who, bool told)
{
	struct client *client = clients_get(who);

	client->cursor = client->listed = 0;
	return told ? OUTCOME_DONE : OUTCOME_FAILED;
}

#endif
