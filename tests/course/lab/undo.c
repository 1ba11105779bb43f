/*
 * SEM_UNDO: if a process ends between P and V, for whatever reason, the system
 * undoes its P. Here a process is killed in between, with SEM_UNDO and without,
 * while another one waits.
 */
#include "ipc.h"

/* A child that takes the semaphore; then it works until it is killed. */
static pid_t
take_for_ever(int id, int flags)
{
	const pid_t child = must_fork();

	if (child != 0)
		return child;
	must_change(id, 0, -1, flags);
	for (;;)
		(void)pause();
}

static pid_t
take_and_return(int id)
{
	const pid_t child = must_fork();

	if (child != 0)
		return child;
	must_change(id, 0, -1, SEM_UNDO);
	say("the other one has it now");
	must_change(id, 0, 1, SEM_UNDO);
	exit(0);
}

/* Returns the child that waits for a semaphore whose holder was killed. */
static pid_t
kill_in_the_middle(int id, int flags)
{
	const pid_t holder = take_for_ever(id, flags);

	while (value_of(id, 0, GETVAL) != 0)
		continue; /* it has not taken it yet */
	const pid_t waiter = take_and_return(id);
	while (value_of(id, 0, GETNCNT) != 1)
		continue; /* it does not wait yet */
	must("kill", kill(holder, SIGKILL));
	expect(status_of(holder) == 128 + SIGKILL, "the holder is killed");
	return waiter;
}

int
main(void)
{
	unsigned short one = 1;
	const int id = keep_semaphores(IPC_PRIVATE, 1, &one);

	say("with SEM_UNDO:");
	pid_t waiter = kill_in_the_middle(id, SEM_UNDO);
	expect(status_of(waiter) == 0, "the system has returned it");
	expect(value_of(id, 0, GETVAL) == 1, "GETVAL: 1");
	say("without:");
	waiter = kill_in_the_middle(id, 0);
	expect(value_of(id, 0, GETVAL) == 0, "GETVAL: 0, it stays taken");
	expect(
	    value_of(id, 0, GETNCNT) == 1, "GETNCNT: 1, somebody still waits");
	must("SETVAL", semctl(id, 0, SETVAL, (union semun) { .val = 1 }));
	expect(status_of(waiter) == 0, "until the parent repairs it by SETVAL");
	return 0;
}
