/* Clients that have got an account or a name: see arrivals.h. */
#include "router/model/arrivals.h"

#include <assert.h>

#include "base/data/list.h"
#include "base/loop/watch.h"
#include "base/mem/limits.h"
#include "base/state/module.h"
#include "router/model/clients.h"

static_assert(RING_NONE == CLIENT_NONE, "no row is no client");

/* Not saved: all are taken in the same turn. */
static struct ring arrivals;

void
arrivals_add(uint32_t client)
{
	if (ring_add(&arrivals, CLIENTS_MAX, client))
		watch_no_wait();
}

uint32_t
arrivals_next(void)
{
	return ring_take(&arrivals, CLIENTS_MAX);
}

MODULE(arrivals) = { TABLES(
    TABLE(arrivals.has, CLIENTS_MAX), TABLE(arrivals.row, CLIENTS_MAX)) };
