/* Connecting to a server: an ADDRESS in, a connected socket out. */
#ifndef CLIENT_SESSION_CONNECT_H
#define CLIENT_SESSION_CONNECT_H

#include "shared/clock.h"

#define CONNECT_WHY 640

/* The reason why there is no connection: an exit status and a sentence. */
struct connect_failure {
	int status;
	char why[CONNECT_WHY];
};

/*
 * Returns a non-blocking socket that is connected to the server and belongs to
 * the caller, or -1 with *failure. A host without a port has 1234. Tries a
 * host's addresses in turn, IPv6 and IPv4 alternately, each but the last for at
 * most 5 s, until the deadline, a time of clock_mono; looking them up may take
 * longer. With WAIT_FOR_EVER the system decides when to give up on the last.
 * Blocks.
 */
int connect_to(
    const char *address, usec deadline, struct connect_failure *failure);

/*
 * Returns a UDP socket, like connect_to; the address cannot be a path. Sends
 * nothing: it takes the host's first address that has a route.
 */
int connect_udp(const char *address, struct connect_failure *failure);

#endif
