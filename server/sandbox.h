/* What a worker gives up before it reads its client's first byte. */
#ifndef SERVER_SANDBOX_H
#define SERVER_SANDBOX_H

#include <stdbool.h>

/* The worker's descriptors, all that it has. */
enum { WORKER_SOCKET = 0, WORKER_UPLINK = 1, WORKER_DOWNLINK = 2 };

/*
 * Moves the three to their numbers and closes all others (but standard error
 * in a build with sanitizers). They are over 2. False with errno.
 */
bool sandbox_descriptors(int socket, int uplink, int downlink);

/* Ignores the signals that are for the parent. TERM stays blocked. */
bool sandbox_signals(void);

/* No file beyond these, no process, no core, little memory. */
bool sandbox_limits(void);

#endif
