/*
 * The child: it owns one client's socket and a pair of pipes, and knows of
 * nobody else. It copies the downlink to the client and puts what the client
 * says on the uplink, checked; neither direction ever waits for the other.
 * Called by admit.c, right behind fork.
 */
#ifndef SERVER_WORKER_WORKER_H
#define SERVER_WORKER_WORKER_H

#include <stdbool.h>
#include <stdint.h>

#include "shared/addr.h"
#include "shared/clock.h"
#include "shared/limits.h"

/* Of what its client says a worker has no more than this, in bytes. */
#define WORKER_HOLDS ((size_t)33 * LIMIT_LINE)

/* All that a worker gets from its parent. */
struct worker {
	int socket;
	int uplink; /* the end to write to */
	int downlink; /* the end to read from */
	int bell; /* the doorbell that all workers share */
	uint32_t ring; /* what is written to it */
	int nice; /* its priority: the router's own may be better */
	bool proxied; /* a proxy says first whose connection it is */
	usec chunk_time; /* 0: its client must end its lines */
	usec grace; /* for the parent to answer TERM */
	usec patience; /* for the client to take its last lines */
	bool confined; /* gives up what it does not need */
	char peer[ADDR_TEXT]; /* for the title */
};

/* Serves the client to its end; returns the exit code, one of exits.h. */
int worker_main(const struct worker *given);

#endif
