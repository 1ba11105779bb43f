/*
 * How a list that is long is told: it stops while much waits for the client,
 * and goes on from the client's cursor as its queue drains. Used by lists.c and
 * who.c.
 */
#ifndef SERVER_ROUTER_LISTING_H
#define SERVER_ROUTER_LISTING_H

#include <stdbool.h>
#include <stdint.h>

#include "router/answers.h"
#include "router/clients.h"
#include "router/slots.h"

/* Of who has hung up nothing is read: a list would be made for nobody. */
static inline bool
listing_is_read(uint32_t who)
{
	return slots_get(clients_slot(who))->down.fd != -1;
}

/* It has to read some of the list before there is more. */
static inline bool
listing_must_wait(uint32_t who)
{
	return slots_get(clients_slot(who))->down.over;
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
