/*
 * The child: it owns one client's socket and a pair of pipes, and knows no
 * other client. It copies the downlink to the client, checks the client's
 * commands and writes them to the uplink. Neither direction ever waits for the
 * other.
 */
#ifndef SERVER_WORKER_WORKER_H
#define SERVER_WORKER_WORKER_H

#include "process/fork/child.h"

/*
 * Serves the client until it is gone. Returns the exit code, one of exits.h. To
 * be called right after fork, as the main function of this kind of child.
 */
int worker_main(const struct child_args *given);

#endif
