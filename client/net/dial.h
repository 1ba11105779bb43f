/*
 * Connecting to a server: an ADDRESS in, a connected socket out; blocking, or
 * in a child that passes the socket back, however long that takes.
 */
#ifndef CLIENT_NET_DIAL_H
#define CLIENT_NET_DIAL_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

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
 * host's addresses in the system's order, each but the last for at most 5 s,
 * until the deadline, a time of clock_mono; looking them up may take longer.
 * With WAIT_FOR_EVER the system decides when to give up on the last. Blocks.
 */
int connect_to(
    const char *address, usec deadline, struct connect_failure *failure);

/* An attempt of a child. */
struct dial {
	pid_t pid;
	int fd; /* to wait for, or -1 if no attempt is under way */
	char why[CONNECT_WHY]; /* why it failed */
	size_t len;
};

enum dial_result { DIAL_WAITS, DIAL_DONE, DIAL_FAILED };

/* Begins an attempt. Returns false with errno on failure. */
bool dial_begin(struct dial *dial, const char *address);

/*
 * Takes the child's answer; call it when fd is readable. After DIAL_DONE,
 * *socket belongs to the caller; after DIAL_FAILED, dial_why gives the reason.
 * Either ends the attempt.
 */
enum dial_result dial_take(struct dial *dial, int *socket);
const char *dial_why(const struct dial *dial);

/* Ends the attempt, if one is under way. */
void dial_stop(struct dial *dial);

#endif
