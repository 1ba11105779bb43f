/*
 * System V shared memory with System V semaphores: see mechanism.h and
 * svipc(7). The memory is marked for removal as soon as it is there, so that
 * it goes with the last who uses it; semaphores know no such mark.
 */
#include <errno.h>
#include <stdlib.h>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/stat.h>

#include "keeper.h"
#include "mechanism.h"
#include "ring.h"

/* The semaphores of an inbox: slots of its ring that are free, and filled. */
enum count { FREE, FILLED, COUNTS };

struct shared {
	struct keeper keeper;
	int semaphores; /* COUNTS of LEFT's inbox, then those of RIGHT's */
	struct ring *inbox[SIDES]; /* LEFT's is where the memory begins */
	enum side side;
};

/* The argument of semctl(2); each program has to define it. */
union semun {
	int val;
};

static int
make_semaphores(void)
{
	return semget(IPC_PRIVATE, COUNTS * SIDES, S_IRUSR | S_IWUSR);
}

static void
remove_semaphores(int id)
{
	(void)semctl(id, 0, IPC_RMID); /* there is nobody left to tell */
}

static unsigned short
number_of(enum side side, enum count count)
{
	return (unsigned short)(COUNTS * side + count);
}

static bool
set_counts(const struct shared *shared, enum side side)
{
	const union semun slots = { .val = RING_SLOTS };
	const union semun none = { .val = 0 };

	return semctl(shared->semaphores, number_of(side, FREE), SETVAL,
		   slots) != -1 &&
	    semctl(shared->semaphores, number_of(side, FILLED), SETVAL, none) !=
	    -1;
}

/* Counts up or, waiting for it, down. */
static bool
add(const struct shared *shared, enum side side, enum count count, short change)
{
	struct sembuf operation = {
		.sem_num = number_of(side, count),
		.sem_op = change,
	};

	return semop(shared->semaphores, &operation, 1) == 0;
}

/* Two rings of that many bytes; null with errno if they cannot be had. */
static void *
map_memory(size_t bytes)
{
	const int id = shmget(IPC_PRIVATE, SIDES * bytes, S_IRUSR | S_IWUSR);

	if (id == -1)
		return NULL;
	void *memory = shmat(id, NULL, 0);
	const int saved = errno;
	(void)shmctl(id, IPC_RMID, NULL); /* it is ours, and just made */
	errno = saved;
	return memory == (void *)-1 ? NULL : memory;
}

static bool
open_memory(struct shared *shared, size_t size)
{
	char *memory = map_memory(ring_bytes(size));

	if (memory == NULL)
		return false;
	shared->inbox[LEFT] = (struct ring *)(void *)memory;
	shared->inbox[RIGHT] =
	    (struct ring *)(void *)(memory + ring_bytes(size));
	ring_init(shared->inbox[LEFT], size);
	ring_init(shared->inbox[RIGHT], size);
	return true;
}

static void
close_shared(void *channel)
{
	struct shared *shared = channel;
	const int saved = errno;

	keeper_end(&shared->keeper);
	if (shared->inbox[LEFT] != NULL)
		(void)shmdt(shared->inbox[LEFT]); /* it is attached there */
	free(shared);
	errno = saved;
}

static void *
open_shared(size_t size)
{
	struct shared *shared = calloc(1, sizeof(*shared));

	if (shared == NULL)
		return NULL;
	shared->semaphores =
	    keeper_start(&shared->keeper, make_semaphores, remove_semaphores);
	if (shared->semaphores == -1) {
		free(shared);
		return NULL;
	}
	if (set_counts(shared, LEFT) && set_counts(shared, RIGHT) &&
	    open_memory(shared, size))
		return shared;
	close_shared(shared);
	return NULL;
}

static bool
set_up(size_t size)
{
	struct shared shared = { .semaphores = make_semaphores() };

	if (shared.semaphores == -1)
		return false;
	const bool done = set_counts(&shared, LEFT) &&
	    set_counts(&shared, RIGHT) && open_memory(&shared, size);
	const int saved = errno;
	if (done)
		(void)shmdt(shared.inbox[LEFT]); /* it is attached there */
	remove_semaphores(shared.semaphores);
	errno = saved;
	return done;
}

static void
keep_side(void *channel, enum side side)
{
	((struct shared *)channel)->side = side;
}

static bool
send_message(void *channel, struct message *message)
{
	const struct shared *shared = channel;
	const enum side to = other_side(shared->side);

	if (!add(shared, to, FREE, -1))
		return false;
	ring_put(shared->inbox[to], message->text);
	return add(shared, to, FILLED, 1);
}

static enum outcome
receive_message(void *channel, struct message *message)
{
	const struct shared *shared = channel;

	if (!add(shared, shared->side, FILLED, -1))
		return FAILED;
	ring_take(shared->inbox[shared->side], message->text);
	return add(shared, shared->side, FREE, 1) ? CAME : FAILED;
}

const struct mechanism sysv_shm_mechanism = {
	.name = "SysV m",
	.bound = "at most /proc/sys/kernel/shmmax bytes for all slots",
	.open = open_shared,
	.set_up = set_up,
	.keep = keep_side,
	.send = send_message,
	.receive = receive_message,
	.close = close_shared,
};
