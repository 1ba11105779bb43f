/*
 * System V shared memory and semaphores, and those at it whose partner is
 * killed: with the lock in its hands, in the middle of writing.
 */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/course/ipc/keeper.h"
#include "tests/course/ipc/orphans.h"
#include "tests/course/ipc/ring.h"
#include "tests/course/ipc/trial.h"

#define TEXT 16

static const char text[TEXT] = "fifteen letters";

static struct {
	int lock; /* a semaphore: 1 if nobody has it, else 0 */
	struct ring *ring; /* in shared memory, guarded by the lock */
} test;

/* The argument of semctl(2); each program has to define it. */
union semun {
	int val;
};

static bool
is_left(pid_t dead)
{
	return orphan_of(ORPHAN_SEMAPHORES, dead) != -1 ||
	    orphan_of(ORPHAN_MEMORY, dead) != -1;
}

static bool
set_lock(int id, int value)
{
	const union semun set = { .val = value };

	return semctl(id, 0, SETVAL, set) == 0;
}

static int
make_lock(void)
{
	const int id = semget(IPC_PRIVATE, 1, S_IRUSR | S_IWUSR);

	return id != -1 && set_lock(id, 1) ? id : -1;
}

static void
remove_lock(int id)
{
	(void)orphan_remove(ORPHAN_SEMAPHORES, id);
}

/* Without waiting; false with EAGAIN if somebody has it. */
static bool
change_lock(short change, short undo)
{
	struct sembuf operation = {
		.sem_op = change,
		.sem_flg = (short)(undo | IPC_NOWAIT),
	};

	return semop(test.lock, &operation, 1) == 0;
}

static struct ring *
make_ring(int *id)
{
	*id = shmget(IPC_PRIVATE, ring_bytes(TEXT), S_IRUSR | S_IWUSR);
	void *memory = *id == -1 ? (void *)-1 : shmat(*id, NULL, 0);

	MUST(memory != (void *)-1, "no shared memory: %s", strerror(errno));
	ring_init(memory, TEXT);
	return memory;
}

static void
write_half_locked(short undo)
{
	if (!change_lock(-1, undo))
		_exit(1);
	ring_put_half(test.ring, text);
}

static void
write_with_undo(void)
{
	write_half_locked(SEM_UNDO);
}

static void
write_without_undo(void)
{
	write_half_locked(0);
}

/*
 * The next owner of the lock sees the dead one's unfinished work, repairs it
 * and continues.
 */
static void
expect_half(void)
{
	char got[TEXT];

	TAP_OK(ring_is_torn(test.ring), "what is half written is seen to be");
	ring_mend(test.ring);
	ring_put(test.ring, text);
	ring_take(test.ring, got);
	TAP_OK(!ring_is_torn(test.ring) && memcmp(got, text, TEXT) == 0,
	    "when it is mended, others can go on");
}

static void
undo_releases(void)
{
	(void)killed_after(write_with_undo);
	TAP_OK(change_lock(-1, SEM_UNDO),
	    "SEM_UNDO: the lock of who was killed is free");
	expect_half();
	TAP_OK(change_lock(1, SEM_UNDO), "it can be released");
}

static void
without_undo_it_stays(void)
{
	const pid_t dead = killed_after(write_without_undo);

	TAP_OK(!change_lock(-1, SEM_UNDO) && errno == EAGAIN,
	    "without SEM_UNDO: the lock stays with who was killed");
	TAP_NUM(semctl(test.lock, 0, GETPID), dead, "the system knows whose");
	TAP_OK(kill(dead, 0) == -1 && errno == ESRCH, "and that he is gone");
	TAP_OK(set_lock(test.lock, 1) && change_lock(-1, SEM_UNDO),
	    "so that the lock can be broken");
	expect_half();
}

static void
locks(void)
{
	struct keeper keeper;
	int memory;

	test.lock = keeper_start(&keeper, make_lock, remove_lock);
	MUST(test.lock != -1, "no semaphore: %s", strerror(errno));
	test.ring = make_ring(&memory);
	MUST(orphan_remove(ORPHAN_MEMORY, memory), "shmctl: %s",
	    strerror(errno));
	undo_releases();
	without_undo_it_stays();
	keeper_end(&keeper);
	(void)shmdt(test.ring); /* it is attached there */
}

static void
leave_both(void)
{
	int id;
	struct ring *ring = make_ring(&id);

	ring_put(ring, text);
	if (make_lock() == -1)
		_exit(1);
}

static void
memory_is_found(pid_t dead)
{
	char got[TEXT];
	const int id = orphan_of(ORPHAN_MEMORY, dead);

	if (!TAP_OK(id != -1, "the memory outlives who made it"))
		return;
	struct ring *ring = shmat(id, NULL, 0);
	MUST(ring != (void *)-1, "shmat: %s", strerror(errno));
	ring_take(ring, got);
	TAP_OK(memcmp(got, text, TEXT) == 0, "with what he wrote");
	(void)shmdt(ring); /* it is attached there */
	TAP_OK(orphan_remove(ORPHAN_MEMORY, id), "it can be removed");
}

static void
orphans_are_found(void)
{
	const pid_t dead = killed_after(leave_both);
	const int id = orphan_of(ORPHAN_SEMAPHORES, dead);

	memory_is_found(dead);
	TAP_OK(id != -1 && orphan_remove(ORPHAN_SEMAPHORES, id),
	    "semaphores outlive who made them, and can be removed");
	TAP_OK(!is_left(dead), "then nothing is left");
}

int
main(void)
{
	trial_of(&sysv_shm_mechanism);
	trial_carries();
	trial_killed_behind(INTERRUPTED);
	trial_killed_within(INTERRUPTED);
	trial_receiver_killed(EINTR, 0);
	locks();
	if (orphans_are_seen()) {
		trial_leaves_nothing(is_left);
		orphans_are_found();
	} else {
		tap_note("orphans are not looked for: there is no "
			 "/proc/sysvipc");
	}
	return tap_done();
}
