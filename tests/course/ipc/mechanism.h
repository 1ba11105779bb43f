/*
 * A mechanism by which two processes send each other messages: pipes, queues,
 * shared memory. Each is one file with one struct mechanism; measure.c times
 * them all by the same code.
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

static inline enum side
other_side(enum side side)
{
	return side == LEFT ? RIGHT : LEFT;
}

struct message {
	long type; /* not sent; here because msgsnd(2) wants one here */
	char text[]; /* as many bytes as the channel was opened for */
};

/* The result of receiving. */
enum outcome {
	CAME, /* a whole message */
	ENDED, /* nothing, nor will there be: the other side is gone */
	FAILED /* errno says why */
};

/*
 * All functions take what open returned; send and receive block.
 */
struct mechanism {
	const char *name;
	const char *bound; /* where the size of messages is bounded, or null */

	/*
	 * Null with errno: ENOSYS where the system has no such thing, another
	 * error where messages of that size are not carried. Nothing of it is
	 * left when all who use it are gone, however they went.
	 */
	void *(*open)(size_t size);

	/*
	 * Makes and removes all that open makes, but in this process: false
	 * with errno. Null where open and close do that alone.
	 */
	bool (*set_up)(size_t size);

	/* After the fork, in either process: only this side will be used. */
	void (*keep)(void *channel, enum side side);

	/* False with errno, EPIPE if the other side is known to be gone. */
	bool (*send)(void *channel, struct message *message);

	enum outcome (*receive)(void *channel, struct message *message);

	/* By who opened it, when the other one is gone. */
	void (*close)(void *channel);
};

extern const struct mechanism pipe_mechanism;
extern const struct mechanism fifo_mechanism;
extern const struct mechanism stream_mechanism; /* a socketpair */
extern const struct mechanism seqpacket_mechanism;
extern const struct mechanism sysv_queue_mechanism;
extern const struct mechanism posix_queue_mechanism;
extern const struct mechanism sysv_shm_mechanism;
extern const struct mechanism posix_shm_mechanism;

#endif
