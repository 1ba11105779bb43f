/*
 * Runs many clients of one server in one process: connects them, has each send
 * its name and group, and waits until the server has accepted all. The caller
 * interprets everything that they receive afterwards. Linux only: epoll.
 */
#ifndef TESTS_BENCH_LIB_CROWD_H
#define TESTS_BENCH_LIB_CROWD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/epoll.h>

#include "shared/addr.h"
#include "shared/clock.h"
#include "tests/bench/lib/dialect.h"

#define CROWD_EVENTS 256 /* most that one wait returns */
#define CROWD_PATIENCE (30 * SEC) /* for a server that does not answer */

/* How far a client has got. */
enum stage {
	STAGE_OUT,
	STAGE_GREETED,
	STAGE_IN,
	STAGE_JOINED,
	STAGE_SETTLED,
	STAGES
};

struct client {
	int fd;
	struct seat seat;
	enum stage stage;
	size_t matched; /* bytes of what it waits for, see struct dialect */
	uint64_t at; /* for the caller: bytes that it has had since */
};

struct crowd {
	const struct dialect *dialect;
	struct addr server;
	struct client *clients;
	size_t count;
	size_t stages[STAGES]; /* clients that have got just so far */
	int epoll;
	bool join_late; /* see crowd_settle; the caller may set it */
	usec heard; /* when anything was last received */
	char *input; /* what crowd_receive has received */
};

/*
 * A crowd of so many, all of them still outside; the caller then gives them
 * their seats. Raises the limit on open files as far as they need. Ends the
 * program, as all functions here do, if something cannot be had.
 */
void crowd_init(struct crowd *crowd, const struct dialect *dialect,
    const char *server, size_t count);
void crowd_free(struct crowd *crowd); /* closes all connections */

/*
 * Connects all clients, who are all outside, as many at once as the dialect
 * says, and returns when everybody is in.
 */
void crowd_enter(struct crowd *crowd);

/*
 * Returns when everything has come that coming in has caused. If join_late is
 * set it is now that all join, at once: where joining is told to all who are
 * there, a thousand who join one by one cost half a million wake-ups.
 */
void crowd_settle(struct crowd *crowd);

/*
 * Reads a client's input into crowd->input. Returns its length, which may be 0;
 * a closed connection ends the program.
 */
size_t crowd_receive(struct crowd *crowd, struct client *client);

/* Sets what is waited for: EPOLLIN, EPOLLOUT; data.ptr is the client. */
void crowd_watch(
    struct crowd *crowd, int operation, struct client *client, uint32_t events);

/* One turn's events; returns after the time, or when there are some. */
size_t crowd_wait(
    struct crowd *crowd, struct epoll_event events[CROWD_EVENTS], usec until);

#endif
