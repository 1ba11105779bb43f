/*
 * Shared memory: for each side a ring of messages, and two semaphores that
 * count the slots of it that are free and those that are filled. See
 * mechanism.h, shm_overview(7), sem_overview(7) and svipc(7).
 *
 * The memory loses its name, or is marked for removal, as soon as it is there,
 * so that it goes with the last who uses it. POSIX's semaphores stand in it;
 * System V's know no such mark, and stay until close.
 */
#include <errno.h>
#include <fcntl.h>
#include <semaphore.h>
#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mechanism.h"
#include "shared/io.h"

#define SLOTS 64 /* of a ring */
#define LINE 64 /* each is in one of its own: a line moves to its writer */

enum count { FREE, FILLED, COUNTS };

struct ring {
	alignas(LINE) sem_t count[COUNTS]; /* of POSIX */
	alignas(LINE) uint64_t put; /* messages, by who puts them in */
	alignas(LINE) uint64_t taken; /* by who takes them out */
	alignas(LINE) char slots[];
};

struct shared {
	size_t size; /* of a message */
	enum side side;
	int semaphores; /* of System V: COUNTS of LEFT's ring, then RIGHT's */
	struct ring *ring[SIDES]; /* of what comes to it */
	bool (*add)(const struct shared *shared, enum side side,
	    enum count count, short change);
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

static bool
send_message(void *channel, struct message *message)
{
	struct shared *shared = channel;
	const enum side to = shared->side == LEFT ? RIGHT : LEFT;
	struct ring *ring = shared->ring[to];

	if (!shared->add(shared, to, FREE, -1))
		return false;
	memcpy(ring->slots + ring->put++ % SLOTS * shared->size, message->text,
	    shared->size);
	return shared->add(shared, to, FILLED, 1);
}

static bool
receive_message(void *channel, struct message *message)
{
	struct shared *shared = channel;
	struct ring *ring = shared->ring[shared->side];

	if (!shared->add(shared, shared->side, FILLED, -1))
		return false;
	memcpy(message->text,
	    ring->slots + ring->taken++ % SLOTS * shared->size, shared->size);
	return shared->add(shared, shared->side, FREE, 1);
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

/* --- POSIX ------------------------------------------------------------ */

/* Counts up or, waiting for it, down. */
static bool
add_posix(
    const struct shared *shared, enum side side, enum count count, short change)
{
	sem_t *semaphore = &shared->ring[side]->count[count];

	return (change > 0 ? sem_post(semaphore) : sem_wait(semaphore)) == 0;
}

static void *
map_posix(size_t bytes)
{
	char name[64];
	void *memory = MAP_FAILED;

	(void)snprintf(name, sizeof(name), "/ipc-memory.%ld", (long)getpid());
	int fd = shm_open(name, O_RDWR | O_CREAT | O_EXCL, S_IRUSR | S_IWUSR);
	if (fd == -1)
		return NULL;
	(void)shm_unlink(name); /* it has just been made */
	if (ftruncate(fd, (off_t)bytes) == 0)
		memory = mmap(
		    NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	io_close(&fd);
	return memory == MAP_FAILED ? NULL : memory;
}

/* Semaphores are not destroyed: the other side may still wait for one. */
static void
close_posix(void *channel)
{
	struct shared *shared = channel;
	const int saved = errno;

	if (shared->ring[LEFT] != NULL)
		(void)munmap(
		    shared->ring[LEFT], SIDES * ring_bytes(shared->size));
	free(shared);
	errno = saved;
}

static void *
open_posix(size_t size)
{
	struct shared *shared = malloc(sizeof(*shared));

	if (shared == NULL)
		return NULL;
	*shared = (struct shared) { .size = size, .add = add_posix };
	bool done = place_rings(shared, map_posix(SIDES * ring_bytes(size)));
	for (enum side side = LEFT; done && side < SIDES; side++)
		done =
		    sem_init(&shared->ring[side]->count[FREE], 1, SLOTS) == 0 &&
		    sem_init(&shared->ring[side]->count[FILLED], 1, 0) == 0;
	if (done)
		return shared;
	close_posix(shared);
	return NULL;
}

const struct mechanism posix_shm_mechanism = {
	.name = "POSIX m",
	.bound = "room in /dev/shm for all slots",
	.open = open_posix,
	.keep = keep_side,
	.send = send_message,
	.receive = receive_message,
	.close = close_posix,
};

/* --- System V --------------------------------------------------------- */

static bool
add_sysv(
    const struct shared *shared, enum side side, enum count count, short change)
{
	struct sembuf operation = {
		.sem_num = (unsigned short)(COUNTS * side + count),
		.sem_op = change,
	};

	return semop(shared->semaphores, &operation, 1) == 0;
}

static void *
map_sysv(size_t bytes)
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
close_sysv(void *channel)
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
open_sysv(size_t size)
{
	struct shared *shared = malloc(sizeof(*shared));
	const union semun slots = { .val = SLOTS };

	if (shared == NULL)
		return NULL;
	*shared = (struct shared) {
		.size = size,
		.add = add_sysv,
		.semaphores =
		    semget(IPC_PRIVATE, COUNTS * SIDES, S_IRUSR | S_IWUSR),
	};
	/* New ones are 0 here; POSIX leaves that open. */
	if (shared->semaphores != -1 &&
	    semctl(shared->semaphores, COUNTS * LEFT + FREE, SETVAL, slots) !=
		-1 &&
	    semctl(shared->semaphores, COUNTS * RIGHT + FREE, SETVAL, slots) !=
		-1 &&
	    place_rings(shared, map_sysv(SIDES * ring_bytes(size))))
		return shared;
	close_sysv(shared);
	return NULL;
}

const struct mechanism sysv_shm_mechanism = {
	.name = "SysV m",
	.bound = "at most /proc/sys/kernel/shmmax bytes for all slots",
	.open = open_sysv,
	.keep = keep_side,
	.send = send_message,
	.receive = receive_message,
	.close = close_sysv,
};
