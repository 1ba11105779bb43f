/*
 * Five philosophers take the left fork with one semop and the right fork with
 * another. Here all have taken the left one before anybody tries the right one,
 * so each waits for a neighbour forever. The parent detects this and kills one
 * philosopher, whose fork SEM_UNDO puts back.
 */
#include "ipc.h"

#define PHILOSOPHERS 5
#define BARRIER PHILOSOPHERS /* the semaphore after the forks */

static void
live(int id, int number)
{
	const int other = (number + 1) % PHILOSOPHERS;

	must_change(id, number, -1, SEM_UNDO);
	must_change(id, BARRIER, -1, 0);
	must_change(id, BARRIER, 0, 0); /* until all have one */
	must_change(id, other, -1, SEM_UNDO);
	say("philosopher %d eats", number);
	must_change(id, other, 1, SEM_UNDO);
	must_change(id, number, 1, SEM_UNDO);
	exit(0);
}

/* How many forks are missing, with somebody who waits for them. */
static int
waiting(int id)
{
	int count = 0;

	for (int i = 0; i < PHILOSOPHERS; i++)
		if (value_of(id, i, GETVAL) == 0)
			count += value_of(id, i, GETNCNT);
	return count;
}

int
main(void)
{
	unsigned short values[] = { 1, 1, 1, 1, 1, PHILOSOPHERS };
	const int id = keep_semaphores(IPC_PRIVATE, PHILOSOPHERS + 1, values);
	pid_t children[PHILOSOPHERS];

	for (int i = 0; i < PHILOSOPHERS; i++) {
		children[i] = must_fork();
		if (children[i] == 0)
			live(id, i);
	}
	while (waiting(id) < PHILOSOPHERS)
		continue;
	for (int i = 0; i < PHILOSOPHERS; i++) {
		say("fork %d: philosopher %d has it, the other one waits", i,
		    i);
		expect(
		    value_of(id, i, GETPID) == children[i], "GETPID says so");
	}
	expect(waiting(id) == PHILOSOPHERS, "all wait in a circle: a deadlock");
	must("kill", kill(children[0], SIGKILL));
	expect(status_of(children[0]) == 128 + SIGKILL, "one is killed");
	for (int i = 1; i < PHILOSOPHERS; i++)
		expect(status_of(children[i]) == 0, "another has eaten");
	return 0;
}
