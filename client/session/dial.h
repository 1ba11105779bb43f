/*
 * A call to the server that holds up nobody: a child looks up the address and
 * connects, however long that takes, and hands back the socket. Used by the
 * chat when it has lost the connection.
 */
#ifndef CLIENT_SESSION_DIAL_H
#define CLIENT_SESSION_DIAL_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define DIAL_WHY 512

/*
 * Connects to the address, blocking. Returns a socket; if there is none it
 * complains on standard error and ends the process.
 */
typedef int dial_connect(const char *address);

struct dial {
	pid_t pid;
	int fd; /* to wait for, or -1 if no call is under way */
	char why[DIAL_WHY]; /* what the child has complained of */
	size_t len;
};

enum dial_result { DIAL_WAITS, DIAL_DONE, DIAL_FAILED };

/* Begins a call; false with errno if there cannot be one. */
bool dial_begin(struct dial *dial, dial_connect *connect, const char *address);

/*
 * Call it when fd can be read. After DIAL_DONE *socket is the caller's, after
 * DIAL_FAILED dial_why says why; either ends the call.
 */
enum dial_result dial_take(struct dial *dial, int *socket);
const char *dial_why(const struct dial *dial);

/* Ends a call if one is under way. */
void dial_stop(struct dial *dial);

#endif
