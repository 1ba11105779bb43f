/*
 * POSIX shared memory, semaphores and a robust mutex in it, and those at it
 * whose partner is killed: with the lock in its hands, in the middle of
 * writing.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shared/io.h"
#include "tests/course/ipc/ring.h"
#include "tests/course/ipc/trial.h"

#define TEXT 16

static const char text[TEXT] = "fifteen letters";

/* The shared memory; the ring that the mutex guards follows it. */
struct desk {
	alignas(RING_LINE) pthread_mutex_t mutex;
	sem_t semaphore; /* another lock: 1 if nobody has it */
};

static struct {
	struct desk *desk;
} test;

static size_t
desk_bytes(void)
{
	return sizeof(struct desk) + ring_bytes(TEXT);
}

static struct ring *
ring_of(struct desk *desk)
{
	return (struct ring *)(void *)(desk + 1);
}

static bool
is_memory(const char *name)
{
	int fd = shm_open(name, O_RDWR, 0);

	if (fd == -1)
		return false;
	io_close(&fd);
	return true;
}

static bool
is_left(pid_t dead)
{
	char name[OWN_NAME];

	return find_name(name, "", dead, is_memory);
}

/* Maps the memory of that name, and makes it if that is what flags say. */
static struct desk *
map_desk(const char *name, int flags)
{
	int fd = shm_open(name, O_RDWR | flags, S_IRUSR | S_IWUSR);

	MUST(fd != -1, "shm_open: %s", strerror(errno));
	MUST(ftruncate(fd, (off_t)desk_bytes()) == 0, "ftruncate: %s",
	    strerror(errno));
	void *memory =
	    mmap(NULL, desk_bytes(), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	MUST(memory != MAP_FAILED, "mmap: %s", strerror(errno));
	io_close(&fd);
	return memory;
}

static bool
make_mutex(pthread_mutex_t *mutex)
{
	pthread_mutexattr_t how;

	return pthread_mutexattr_init(&how) == 0 &&
	    pthread_mutexattr_setpshared(&how, PTHREAD_PROCESS_SHARED) == 0 &&
	    pthread_mutexattr_setrobust(&how, PTHREAD_MUTEX_ROBUST) == 0 &&
	    pthread_mutex_init(mutex, &how) == 0 &&
	    pthread_mutexattr_destroy(&how) == 0;
}

static void
set_up(void)
{
	char name[OWN_NAME];

	own_name(name, "");
	test.desk = map_desk(name, O_CREAT | O_EXCL);
	MUST(shm_unlink(name) == 0, "shm_unlink: %s", strerror(errno));
	MUST(make_mutex(&test.desk->mutex), "no robust mutex");
	MUST(sem_init(&test.desk->semaphore, 1, 1) == 0, "sem_init: %s",
	    strerror(errno));
	ring_init(ring_of(test.desk), TEXT);
}

static void
write_half_locked(void)
{
	if (pthread_mutex_lock(&test.desk->mutex) != 0)
		_exit(1);
	ring_put_half(ring_of(test.desk), text);
}

static void
mutex_is_mended(void)
{
	struct desk *desk = test.desk;
	char got[TEXT];

	(void)killed_after(write_half_locked);
	TAP_NUM(pthread_mutex_lock(&desk->mutex), EOWNERDEAD,
	    "who locks next gets the lock, and word of the death");
	TAP_OK(
	    ring_is_torn(ring_of(desk)), "what is half written is seen to be");
	ring_mend(ring_of(desk));
	ring_put(ring_of(desk), text);
	ring_take(ring_of(desk), got);
	TAP_OK(!ring_is_torn(ring_of(desk)) && memcmp(got, text, TEXT) == 0,
	    "it can be mended");
	TAP_NUM(pthread_mutex_consistent(&desk->mutex), 0, "and declared so");
	TAP_NUM(pthread_mutex_unlock(&desk->mutex), 0, "it is unlocked");
	TAP_NUM(pthread_mutex_lock(&desk->mutex), 0, "the next one gets it");
	TAP_NUM(pthread_mutex_unlock(&desk->mutex), 0, "as if nothing was");
}

static void
mutex_is_given_up(void)
{
	(void)killed_after(write_half_locked);
	TAP_NUM(pthread_mutex_lock(&test.desk->mutex), EOWNERDEAD,
	    "a second one is killed");
	TAP_NUM(pthread_mutex_unlock(&test.desk->mutex), 0,
	    "who does not mend what he left");
	TAP_NUM(pthread_mutex_lock(&test.desk->mutex), ENOTRECOVERABLE,
	    "makes the mutex useless to all");
}

static void
take_semaphore(void)
{
	if (sem_wait(&test.desk->semaphore) != 0)
		_exit(1);
}

static void
semaphore_stays(void)
{
	(void)killed_after(take_semaphore);
	TAP_OK(sem_trywait(&test.desk->semaphore) == -1 && errno == EAGAIN,
	    "a semaphore has no owner: it stays with who was killed");
	TAP_OK(sem_post(&test.desk->semaphore) == 0 &&
		sem_trywait(&test.desk->semaphore) == 0,
	    "until one who knows of the death posts in his place");
}

static void
leave_memory(void)
{
	char name[OWN_NAME];

	own_name(name, "");
	struct desk *desk = map_desk(name, O_CREAT | O_EXCL);
	ring_init(ring_of(desk), TEXT);
	ring_put(ring_of(desk), text);
}

static void
orphan_is_found(void)
{
	char name[OWN_NAME];
	char got[TEXT];
	const pid_t dead = killed_after(leave_memory);

	if (!TAP_OK(find_name(name, "", dead, is_memory),
		"the memory outlives who made it"))
		return;
	struct desk *desk = map_desk(name, 0);
	ring_take(ring_of(desk), got);
	TAP_OK(memcmp(got, text, TEXT) == 0, "with what he wrote");
	(void)munmap(desk, desk_bytes()); /* it is mapped there */
	TAP_OK(shm_unlink(name) == 0 && !is_left(dead), "it can be removed");
}

int
main(void)
{
	trial_of(&posix_shm_mechanism);
	trial_carries();
	trial_killed_behind(INTERRUPTED);
	trial_killed_within(INTERRUPTED);
	trial_receiver_killed(EINTR, 0);
	trial_leaves_nothing(is_left);
	set_up();
	mutex_is_mended();
	mutex_is_given_up();
	semaphore_stays();
	(void)munmap(test.desk, desk_bytes()); /* it is mapped there */
	orphan_is_found();
	return tap_done();
}
