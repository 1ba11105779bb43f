/*
 * Shared memory of System V: for each side a ring of messages, and two
 * semaphores that count the slots of it that are free and those that are
 * filled. See mechanism.h and svipc(7).
 *
 * The memory is marked for removal as soon as it is there, so that it goes with
 * the last who uses it. Semaphores know no such mark, and stay until close.
 */
#include <errno.h>
#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/stat.h>

#include "mechanism.h"

#define SLOTS 64 /* of a ring */
#define LINE 64 /* each is in one of its own: a line moves to its writer */

enum count { FREE, FILLED, COUNTS };

struct ring {
	alignas(LINE) uint64_t put; /* messages, by who puts them in */
	alignas(LINE) uint64_t taken; /* by who takes them out */
	alignas(LINE) char slots[];
};

struct shared {
	size_t size; /* of a message */
	enum side side;
	int semaphores; /* COUNTS of LEFT's ring, then RIGHT's */
	struct ring *ring[SIDES]; /* of what comes to it */
};

/* The argument of semctl(2); each program has to define it. */
union semun {
	int val;
};

/* How much memory a ring takes: one stands behind the other. */
static size_t
ring_bytes(size_t size)
{
	const size_t bytes = sizeof(struct ring) + SLOTS * size;

	return (bytes + LINE - 1) / LINE * LINE;
}

static void
keep_side(void *channel, enum side side)
{
	((struct shared *)channel)->side = side;
}

/* Counts up or, waiting for it, down. */
static bool
change_count(
    const struct shared *shared, enum side side, enum count count, short change)
{
	struct sembuf operation = {
		.sem_num = (unsigned short)(COUNTS * side + count),
		.sem_op = change,
	};

	return semop(shared->semaphores, &operation, 1) == 0;
}

static bool
send_message(void *channel, struct message *message)
{
	struct shared *shared = channel;
	const enum side to = shared->side == LEFT ? RIGHT : LEFT;
	struct ring *ring = shared->ring[to];

	if (!change_count(shared, to, FREE, -1))
		return false;
	memcpy(ring->slots + ring->put++ % SLOTS * shared->size, message->text,
	    shared->size);
	return change_count(shared, to, FILLED, 1);
}

static bool
receive_message(void *channel, struct message *message)
{
	struct shared *shared = channel;
	struct ring *ring = shared->ring[shared->side];

	if (!change_count(shared, shared->side, FILLED, -1))
		return false;
	memcpy(message->text,
	    ring->slots + ring->taken++ % SLOTS * shared->size, shared->size);
	return change_count(shared, shared->side, FREE, 1);
}

/* Takes the memory, which is all zero; null if there is none. */
static bool
place_rings(struct shared *shared, void *memory)
{
	if (memory == NULL)
		return false;
	shared->ring[LEFT] = memory;
	shared->ring[RIGHT] =
	    (void *)((char *)memory + ring_bytes(shared->size));
	return true;
}

static void *
map_memory(size_t bytes)
{
	const int id = shmget(IPC_PRIVATE, bytes, S_IRUSR | S_IWUSR);

	if (id == -1)
		return NULL;
	void *memory = shmat(id, NULL, 0);
	const int saved = errno;
	(void)shmctl(id, IPC_RMID, NULL); /* it is ours, and just made */
	errno = saved;
	return memory == (void *)-1 ? NULL : memory;
}

static void
close_memory(void *channel)
{
	struct shared *shared = channel;
	const int saved = errno;

	if (shared->semaphores != -1)
		(void)semctl(shared->semaphores, 0, IPC_RMID); /* it is ours */
	if (shared->ring[LEFT] != NULL)
		(void)shmdt(shared->ring[LEFT]); /* it is attached there */
	free(shared);
	errno = saved;
}

static void *
open_memory(size_t size)
{
	struct shared *shared = malloc(sizeof(*shared));
	const union semun slots = { .val = SLOTS };

	if (shared == NULL)
		return NULL;
	*shared = (struct shared) {
		.size = size,
		.semaphores =
		    semget(IPC_PRIVATE, COUNTS * SIDES, S_IRUSR | S_IWUSR),
	};
	/* New ones are 0 here; POSIX leaves that open. */
	if (shared->semaphores != -1 &&
	    semctl(shared->semaphores, COUNTS * LEFT + FREE, SETVAL, slots) !=
		-1 &&
	    semctl(shared->semaphores, COUNTS * RIGHT + FREE, SETVAL, slots) !=
		-1 &&
	    place_rings(shared, map_memory(SIDES * ring_bytes(size))))
		return shared;
	close_memory(shared);
	return NULL;
}

const struct mechanism memory_mechanism = {
	.name = "memory",
	.open = open_memory,
	.keep = keep_side,
	.send = send_message,
	.receive = receive_message,
	.close = close_memory,
};
