/* What a worker gives up before it reads its client's first byte. */
#ifndef SERVER_WORKER_SANDBOX_H
#define SERVER_WORKER_SANDBOX_H

#include <stdbool.h>

/* The worker's descriptors, all that it has. */
enum { WORKER_SOCKET, WORKER_UPLINK, WORKER_DOWNLINK, WORKER_BELL, WORKER_FDS };

/*
 * Moves the given ones (by the numbers above) to their places and closes all
 * others, but standard error in a build with sanitizers. False with errno.
 */
bool sandbox_descriptors(const int given[WORKER_FDS]);

/* Ignores the signals that are for the parent. TERM stays blocked. */
bool sandbox_signals(void);

/* No file beyond these, no process, no core, little memory. */
bool sandbox_limits(void);

#endif
