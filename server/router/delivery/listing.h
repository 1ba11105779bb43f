/*
 * The pacing of long lists: a list pauses while much waits for the client or
 * once the turn's budget is spent, and resumes from the client's cursor.
 */
#ifndef SERVER_ROUTER_DELIVERY_LISTING_H
#define SERVER_ROUTER_DELIVERY_LISTING_H

#include <stdbool.h>
#include <stdint.h>

#include "router/delivery/answers.h"
#include "router/delivery/disconnect_requests.h"
#include "router/delivery/fanout.h"
#include "router/model/clients.h"
#include "router/model/slots.h"
#include "router/queue/budget.h"

/*
 * Returns whether the client gets more of the list. A client that has hung up
 * or is lost (MARK_LOST) would not read it.
 */
static inline bool
listing_has_reader(uint32_t who)
{
	const struct slot *slot = slots_get(clients_slot(who));

	return slot->down.fd != -1 && (slot->marks & MARK_LOST) == 0;
}

/*
 * Returns whether the list must pause: the client has much to read, or has used
 * its budget.
 */
static inline bool
listing_must_wait(uint32_t who)
{
	return slots_get(clients_slot(who))->down.over_mark ||
	    budget_is_spent();
}

/*
 * Ends a list by an ok with the title, unless that is empty, and the number of
 * rows; resets the client's cursor for the next list.
 */
static inline enum outcome
listing_end(uint32_t who, const struct command *command, struct str title)
{
	struct client *client = clients_get(who);
	const struct str count = DECIMAL(client->listed);

	client->cursor = client->listed = 0;
	client->listed_key[0] = '\0';
	return answers_ok(
	    who, command, title.len > 0 ? WORDS(title, count) : WORDS(count));
}

#endif
