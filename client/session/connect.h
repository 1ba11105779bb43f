/*
 * The way to the server: an ADDRESS in, a connected socket out. Used by the
 * client for people and by the scripts' commands.
 */
#ifndef CLIENT_SESSION_CONNECT_H
#define CLIENT_SESSION_CONNECT_H

#include "shared/clock.h"

#define CONNECT_WHY 640

/* Why there is no connection: the exit status, and a sentence. */
struct connect_failure {
	int status;
	char why[CONNECT_WHY];
};

/*
 * A non-blocking socket that is connected to the server, the caller's to
 * close, or -1 with *failure. A host's addresses are tried in turn until the
 * deadline, a time of clock_mono; looking them up may take longer. With
 * WAIT_FOR_EVER the system decides when to give up.
 */
int connect_to(
    const char *address, usec deadline, struct connect_failure *failure);

/*
 * The same over UDP, which a path cannot be called by. Nothing is sent: of a
 * host's addresses it is the first that there is a way to.
 */
int connect_udp(const char *address, struct connect_failure *failure);

#endif
