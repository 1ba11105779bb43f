/*
 * forkcast ping -u: asks the server's responder over UDP, without a place of
 * the chat, and says what it answers and what is lost. Used by cmd_ping.c.
 */
#ifndef CLIENT_SCRIPT_PING_UDP_H
#define CLIENT_SCRIPT_PING_UDP_H

#include <stddef.h>

#include "shared/clock.h"

struct ping_udp {
	const char *address;
	size_t most; /* requests; 0: for ever */
	usec interval; /* between two of them */
	usec wait; /* for each answer */
};

/*
 * Asks until the end or a signal. Returns the exit status, or ends the program
 * if there is no way to the address or standard output fails, or by the signal.
 */
int ping_udp(const struct ping_udp *wanted);

#endif
