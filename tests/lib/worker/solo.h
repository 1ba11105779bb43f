/*
 * A real worker in a process of its own; the test plays its router and its
 * client. No time passes for the worker, whose grace is 0.
 */
#ifndef TESTS_LIB_WORKER_SOLO_H
#define TESTS_LIB_WORKER_SOLO_H

#include <stddef.h>
#include <sys/types.h>

#include "tests/lib/router/pace.h"

#define SOLO_HEARD ((size_t)256 * 1024)

struct solo {
	pid_t pid;
	int client; /* its end of the socket */
	int downlink; /* the write end; -1: the router has ended */
	int uplink; /* the read end */
	size_t len; /* of heard */
	char heard[SOLO_HEARD];
};

/*
 * Starts the worker. All descriptors are non-blocking, and the socket has a
 * small buffer toward the client.
 */
void solo_begin(struct solo *solo);

/* Sends bytes as the router, and waits until the worker has read them. */
void solo_say(struct solo *solo, const char *data, size_t len);

/* Read as the client until it has len more bytes, or to the end. */
void solo_hear(struct solo *solo, size_t len);
void solo_hear_to_the_end(struct solo *solo);

/* Waits for the worker's end and closes what is left. Returns its exit code. */
int solo_end(struct solo *solo);

#endif
