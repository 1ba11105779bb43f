/*
 * Semaphores: P (below 0) subtracts, and waits until there is enough; V (above
 * 0) adds; 0 waits until the value is 0. One semop does all its operations or
 * none. Also SETALL, GETALL, GETVAL, GETPID, GETNCNT, GETZCNT and IPC_STAT.
 */
#include "ipc.h"

enum { A, B, C, SEMAPHORES };

static bool
are(int id, unsigned a, unsigned b, unsigned c)
{
	unsigned short values[SEMAPHORES];

	must(
	    "GETALL", semctl(id, 0, GETALL, (union semun) { .array = values }));
	say("A %d, B %d, C %d", values[A], values[B], values[C]);
	return values[A] == a && values[B] == b && values[C] == c;
}

/* A child that does one operation, which has to wait. */
static pid_t
child_changes(int id, int number, int change)
{
	const pid_t child = must_fork();

	if (child != 0)
		return child;
	must_change(id, number, change, 0);
	_exit(0);
}

int
main(void)
{
	unsigned short first[SEMAPHORES] = { 1, 5, 0 };
	struct sembuf both[] = { { A, -1, IPC_NOWAIT }, { C, -1, IPC_NOWAIT } };
	struct semid_ds set;
	const int id = keep_semaphores(IPC_PRIVATE, SEMAPHORES, first);

	expect(are(id, 1, 5, 0), "the values that SETALL has set");
	must_change(id, B, -2, 0);
	expect(are(id, 1, 3, 0), "P: B - 2");
	must_change(id, B, 1, 0);
	expect(are(id, 1, 4, 0), "V: B + 1");
	expect(value_of(id, B, GETPID) == getpid(), "GETPID: the last user");
	must_change(id, C, 0, 0);
	expect(are(id, 1, 4, 0), "the wait for 0 is over at once: C is 0");
	expect(semop(id, both, 2) == -1 && errno == EAGAIN,
	    "P of A and C would wait for C: EAGAIN, with IPC_NOWAIT");
	expect(are(id, 1, 4, 0), "so A was not taken either");
	const pid_t taker = child_changes(id, C, -1);
	const pid_t waiter = child_changes(id, A, 0);
	while (value_of(id, C, GETNCNT) < 1 || value_of(id, A, GETZCNT) < 1)
		continue;
	say("one waits until C is above 0, another until A is 0");
	both[1].sem_op = 1;
	must("semop", semop(id, both, 2));
	expect(status_of(taker) == 0, "one semop, A - 1 and C + 1, wakes one");
	expect(status_of(waiter) == 0, "and the other");
	expect(are(id, 0, 4, 0), "the one has taken C");
	must(
	    "IPC_STAT", semctl(id, 0, IPC_STAT, (union semun) { .buf = &set }));
	expect(set.sem_nsems == SEMAPHORES && set.sem_otime >= set.sem_ctime,
	    "IPC_STAT: how many there are, and when semop was called last");
	return 0;
}
