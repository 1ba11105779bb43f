/*
 * A connection attempt that blocks nobody: a child looks up the address and
 * connects, however long that takes, and passes the socket back.
 */
#ifndef CLIENT_SESSION_DIAL_H
#define CLIENT_SESSION_DIAL_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define DIAL_WHY 512

/*
 * Connects to the address, blocking, and returns the socket. On failure it
 * reports the error on standard error and ends the process.
 */
typedef int dial_connect(const char *address);

struct dial {
	pid_t pid;
	int fd; /* to wait for, or -1 if no attempt is under way */
	char why[DIAL_WHY]; /* the child's error message */
	size_t len;
};

enum dial_result { DIAL_WAITS, DIAL_DONE, DIAL_FAILED };

/* Begins an attempt. Returns false with errno on failure. */
bool dial_begin(struct dial *dial, dial_connect *connect, const char *address);

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
