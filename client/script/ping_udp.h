/*
 * forkcast ping -u: sends requests to the server's responder over UDP, without
 * taking a client's place, and reports answers and losses.
 */
#ifndef CLIENT_SCRIPT_PING_UDP_H
#define CLIENT_SCRIPT_PING_UDP_H

#include <stddef.h>

#include "shared/clock.h"

struct ping_udp {
	const char *address;
	size_t most; /* requests; 0: forever */
	usec interval; /* between two of them */
	usec wait; /* for each answer */
	size_t repeats; /* how often a lost request is sent again */
};

/*
 * Sends requests until the last one or a signal. Returns the exit status. Ends
 * the program if the address cannot be reached or standard output fails, or by
 * the signal.
 */
int ping_udp(const struct ping_udp *wanted);

#endif
