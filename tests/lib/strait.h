/*
 * A strait between a bridge and its nats-server: a process that passes on what
 * both say, holds back one direction or both as a cut network does, or drops
 * messages at random.
 */
#ifndef TESTS_LIB_STRAIT_H
#define TESTS_LIB_STRAIT_H

/* What it holds back; and its dropping one of so many messages (0: none). */
enum { STRAIT_TO_NATS = 1, STRAIT_FROM_NATS = 2 };

struct strait {
	unsigned port; /* where it listens */
	unsigned nats; /* the port of the nats-server */
	struct strait_mode {
		volatile int holds, drops;
		volatile int dropped; /* so many so far */
	} * mode; /* shared with the process */
};

/* Starts it; it ends with the test. */
void strait_start(struct strait *strait, unsigned nats);

#endif
