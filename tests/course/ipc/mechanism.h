/*
 * A mechanism by which two processes send each other messages: pipes and
 * sockets (pipe.c), queues (queue.c), shared memory (memory.c).
 *
 * One process opens a channel, forks, and from then on each of the two keeps
 * one side. All messages of a channel have the size that it was opened for.
 */
#ifndef TESTS_IPC_MECHANISM_H
#define TESTS_IPC_MECHANISM_H

#include <stdbool.h>
#include <stddef.h>

#define MESSAGE_LEAST 16
#define MESSAGE_MOST 65536

enum side { LEFT, RIGHT, SIDES };

struct message {
	long type; /* not sent; here because msgsnd(2) wants one here */
	char text[]; /* as many bytes as the channel was opened for */
};

/* All functions but open take what open returned. */
struct mechanism {
	const char *name;

	/*
	 * Null with errno: ENOSYS where the system has no such thing, another
	 * error where messages of that size are not carried.
	 */
	void *(*open)(size_t size);

	/* After the fork, in either process: only this side will be used. */
	void (*keep)(void *channel, enum side side);

	/* Both block. False with errno, or 0 when the other side is gone. */
	bool (*send)(void *channel, struct message *message);
	bool (*receive)(void *channel, struct message *message);

	/* By who opened it, when the other one is gone: nothing is left. */
	void (*close)(void *channel);
};

extern const struct mechanism pipe_mechanism;
extern const struct mechanism fifo_mechanism;
extern const struct mechanism stream_mechanism; /* a socketpair */
extern const struct mechanism queue_mechanism; /* of System V */
extern const struct mechanism memory_mechanism;

#endif
