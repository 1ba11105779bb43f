/*
 * All that a child gets from its parent: with its kind and its exit code the
 * one thing that both sides of the fork know. Filled in by spawn.c.
 */
#ifndef SERVER_FORK_GIVEN_H
#define SERVER_FORK_GIVEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fork/kind.h"
#include "shared/addr.h"
#include "shared/clock.h"

/* What the system can refuse a process here: see accept/confine.h. */
struct confinement {
	bool wanted; /* or nothing of what follows */
	bool privileges; /* it can never get any */
	bool calls; /* all but those of a list */
	int paths; /* of Landlock: a descriptor of the rules; -1: none */
};

/* Where the arguments stand, and the environment behind them. */
struct title_room {
	char *at;
	size_t size; /* 0: there is none, or the child has no part of it */
};

/* Room for a path. It is little, for each child has a page of all this. */
#define GIVEN_PLACE 512

struct given {
	const struct kind *kind;
	int socket; /* its client's, or its own; or what its files are in */
	int uplink; /* the end to write to */
	int downlink; /* the end to read from */
	int bell; /* the doorbell that all children share */
	int board; /* the scoreboard, for reading; -1: it is not to have it */
	uint32_t ring; /* what is written to the bell */
	int nice; /* its priority: the router's own may be better */
	struct confinement confinement;
	struct title_room title;
	usec grace; /* for the parent to answer TERM */

	/* The keeper's. */
	bool expects; /* what it keeps: that this is missing is an error */
	usec ahead; /* the wall clock, of the other, when the server began */
	char place[GIVEN_PLACE]; /* the path of its directory; empty: none */

	/* A worker's. */
	bool proxied; /* a proxy says first whose connection it is */
	bool native; /* whatever its client begins with, it speaks no IRC */
	usec chunk_time; /* 0: its client must end its lines */
	usec patience; /* for the client to take its last lines */
	char peer[ADDR_TEXT]; /* for the title */
};

#endif
