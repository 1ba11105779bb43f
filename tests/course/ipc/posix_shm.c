/*
 * POSIX shared memory with process-shared semaphores in it: see mechanism.h,
 * shm_overview(7) and sem_overview(7). Its name is gone as soon as it is open,
 * so that it goes with the last who uses it, and the semaphores with it.
 */
#include <errno.h>
#include <fcntl.h>
#include <semaphore.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mechanism.h"
#include "own_name.h"
#include "ring.h"
#include "shared/io.h"

/* How many slots of an inbox are free and filled, each in its own line. */
struct counts {
	alignas(RING_LINE) sem_t free;
	alignas(RING_LINE) sem_t filled;
};

/* The memory begins with this, and the two rings stand behind it. */
struct head {
	struct counts counts[SIDES]; /* of each side's inbox */
};

struct shared {
	size_t bytes; /* of the memory */
	struct head *head;
	struct ring *inbox[SIDES];
	enum side side;
};

static int
make_memory(size_t bytes)
{
	char name[OWN_NAME];

	own_name(name, "");
	int fd = shm_open(name, O_RDWR | O_CREAT | O_EXCL, S_IRUSR | S_IWUSR);
	if (fd == -1)
		return -1;
	(void)shm_unlink(name); /* it has just been made */
	if (ftruncate(fd, (off_t)bytes) != 0)
		io_close(&fd);
	return fd;
}

static void *
map_memory(size_t bytes)
{
	int fd = make_memory(bytes);

	if (fd == -1)
		return NULL;
	void *memory =
	    mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	io_close(&fd);
	if (memory == MAP_FAILED)
		return NULL;
	return memory;
}

static bool
set_up(struct shared *shared, enum side side, size_t size)
{
	struct counts *counts = &shared->head->counts[side];
	char *rings = (char *)(shared->head + 1);

	shared->inbox[side] =
	    (struct ring *)(void *)(rings + (size_t)side * ring_bytes(size));
	ring_init(shared->inbox[side], size);
	return sem_init(&counts->free, 1, RING_SLOTS) == 0 &&
	    sem_init(&counts->filled, 1, 0) == 0;
}

/* Semaphores are not destroyed: the other side may still wait for one. */
static void
close_shared(void *channel)
{
	struct shared *shared = channel;
	const int saved = errno;

	if (shared->head != NULL)
		(void)munmap(shared->head, shared->bytes);
	free(shared);
	errno = saved;
}

static void *
open_shared(size_t size)
{
	struct shared *shared = malloc(sizeof(*shared));

	if (shared == NULL)
		return NULL;
	*shared = (struct shared) {
		.bytes = sizeof(struct head) + SIDES * ring_bytes(size),
	};
	shared->head = map_memory(shared->bytes);
	if (shared->head != NULL && set_up(shared, LEFT, size) &&
	    set_up(shared, RIGHT, size))
		return shared;
	close_shared(shared);
	return NULL;
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
	const enum side to = other_side(shared->side);
	struct counts *counts = &shared->head->counts[to];

	if (sem_wait(&counts->free) != 0)
		return false;
	ring_put(shared->inbox[to], message->text);
	return sem_post(&counts->filled) == 0;
}

static enum outcome
receive_message(void *channel, struct message *message)
{
	struct shared *shared = channel;
	struct counts *counts = &shared->head->counts[shared->side];

	if (sem_wait(&counts->filled) != 0)
		return FAILED;
	ring_take(shared->inbox[shared->side], message->text);
	return sem_post(&counts->free) == 0 ? CAME : FAILED;
}

const struct mechanism posix_shm_mechanism = {
	.name = "POSIX m",
	.bound = "room in /dev/shm for all slots",
	.open = open_shared,
	.keep = keep_side,
	.send = send_message,
	.receive = receive_message,
	.close = close_shared,
};
