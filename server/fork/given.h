/*
 * All that a child gets from its parent: the one thing besides its exit code
 * (exits.h) that both sides of the fork know. Filled in by spawn.c.
 */
#ifndef SERVER_FORK_GIVEN_H
#define SERVER_FORK_GIVEN_H

#include <stdbool.h>
#include <stdint.h>

#include "shared/addr.h"
#include "shared/clock.h"

struct given {
	int (*main)(const struct given *given); /* returns its exit code */
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

#endif
