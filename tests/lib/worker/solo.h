/*
 * A real worker in a process of its own, whose router and client the test
 * plays.
 */
#ifndef TESTS_LIB_WORKER_SOLO_H
#define TESTS_LIB_WORKER_SOLO_H

#include <stddef.h>
#include <sys/types.h>

#define SOLO_HEARD ((size_t)256 * 1024)

struct solo {
	pid_t pid;
	int client; /* its end of the socket */
	int downlink; /* to write to; -1: the router has ended */
	int uplink; /* to read from */
	size_t len; /* of what the client has heard */
	char heard[SOLO_HEARD];
};

/*
 * Starts the worker. All descriptors are non-blocking, and the socket takes
 * little of what goes to the client.
 */
void solo_begin(struct solo *solo);

/* The router says so much, and waits until the worker has read it. */
void solo_say(struct solo *solo, const char *data, size_t len);

/* The client reads until it has so much more, or all up to the end. */
void solo_hear(struct solo *solo, size_t len);
void solo_hear_to_the_end(struct solo *solo);

/* Waits for the worker's end, and closes what is left: its exit code. */
int solo_end(struct solo *solo);

#endif
