/* Clients that have got an account or a name: see arrivals.h. */
#include "router/model/arrivals.h"

#include <stdbool.h>
#include <stddef.h>

#include "base/loop/watch.h"
#include "base/mem/limits.h"
#include "base/state/module.h"
#include "router/model/clients.h"

/* Not saved: all are taken in the same turn. */
static struct {
	uint32_t *ring;
	bool *has; /* by client */
	size_t first, count;
} arrivals;

void
arrivals_add(uint32_t client)
{
	if (arrivals.has[client])
		return;
	arrivals.has[client] = true;
	arrivals.ring[(arrivals.first + arrivals.count++) % CLIENTS_MAX] =
	    client;
	watch_no_wait();
}

uint32_t
arrivals_next(void)
{
	uint32_t client;

	if (arrivals.count == 0)
		return CLIENT_NONE;
	client = arrivals.ring[arrivals.first];
	arrivals.first = (arrivals.first + 1) % CLIENTS_MAX;
	arrivals.count--;
	arrivals.has[client] = false;
	return client;
}

MODULE(arrivals) = { TABLES(
    TABLE(arrivals.ring, CLIENTS_MAX), TABLE(arrivals.has, CLIENTS_MAX)) };
