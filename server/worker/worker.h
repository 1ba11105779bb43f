/*
 * The child: it owns one client's socket and a pair of pipes, and knows of
 * nobody else. It copies the downlink to the client and puts what the client
 * says on the uplink, checked; neither direction ever waits for the other.
 * Called right behind fork, as the main function of its kind.
 */
#ifndef SERVER_WORKER_WORKER_H
#define SERVER_WORKER_WORKER_H

#include "fork/given.h"

/* Serves the client to its end; returns the exit code, one of exits.h. */
int worker_main(const struct given *given);

#endif
