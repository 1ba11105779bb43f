/*
 * Five philosophers, with a fork between any two neighbours. To eat, each needs
 * the forks on both sides, and takes them with a single semop: both or neither.
 * So there is no deadlock. ("deadlock" takes them with two semops.)
 */
#include <stdatomic.h>

#include "ipc.h"

#define PHILOSOPHERS 5
#define MEALS 1000

static struct {
	atomic_int eats[PHILOSOPHERS]; /* 1 if that one eats now */
	atomic_int meals[PHILOSOPHERS];
} * table;

/* Takes (-1) or returns (1) both forks. SEM_UNDO: also if it is killed. */
static void
change_both(int id, int number, short change)
{
	struct sembuf both[] = {
		{ (unsigned short)number, change, SEM_UNDO },
		{ (unsigned short)((number + 1) % PHILOSOPHERS), change,
		    SEM_UNDO },
	};

	must("semop", semop(id, both, 2));
}

static void
live(int id, int number)
{
	const int left = (number + PHILOSOPHERS - 1) % PHILOSOPHERS;
	const int right = (number + 1) % PHILOSOPHERS;

	while (table->meals[number] < MEALS) {
		change_both(id, number, -1);
		table->eats[number] = 1;
		if (table->eats[left] || table->eats[right])
			exit(1); /* with the same fork! */
		table->meals[number]++;
		table->eats[number] = 0;
		change_both(id, number, 1);
	}
	exit(0);
}

int
main(void)
{
	unsigned short forks[] = { 1, 1, 1, 1, 1 };
	const int id = keep_semaphores(IPC_PRIVATE, PHILOSOPHERS, forks);
	pid_t children[PHILOSOPHERS];

	table = must_attach(keep_memory(IPC_PRIVATE, sizeof(*table)), 0);
	for (int i = 0; i < PHILOSOPHERS; i++) {
		children[i] = must_fork();
		if (children[i] == 0)
			live(id, i);
	}
	for (int i = 0; i < PHILOSOPHERS; i++)
		expect(status_of(children[i]) == 0, "no neighbour ate with it");
	for (int i = 0; i < PHILOSOPHERS; i++)
		say("philosopher %d has eaten %d times", i, table->meals[i]);
	for (int i = 0; i < PHILOSOPHERS; i++)
		expect(value_of(id, i, GETVAL) == 1, "a fork is on the table");
	return 0;
}
