/*
 * fork and wait. A parent makes three children; each is a copy of the parent
 * with memory of its own. wait tells the parent how each of them ended: two
 * exit, with different statuses, and one is killed by a signal.
 */
#include "lab.h"

#define CHILDREN 3

static int number = 7; /* at fork, each child gets its own copy */

/* The child goes here: fork has returned 0 to it. */
static void
be_child(int which)
{
	number += which;
	say("child %d: pid %d, parent %d, my number is %d", which, getpid(),
	    getppid(), number);
	if (which == CHILDREN)
		must("kill", kill(getpid(), SIGKILL));
	exit(which); /* the parent reads this in the status */
}

/* wait returns the child that has ended first, whichever it is. */
static void
reap(const pid_t children[])
{
	int status;
	const pid_t pid = must("wait", wait(&status));

	for (int i = 1; i <= CHILDREN; i++) {
		if (children[i] != pid)
			continue;
		if (WIFEXITED(status))
			say("parent: child %d has exited with status %d", i,
			    WEXITSTATUS(status));
		else
			say("parent: child %d was killed by signal %d", i,
			    WTERMSIG(status));
		expect(i == CHILDREN ?
			WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL :
			WIFEXITED(status) && WEXITSTATUS(status) == i,
		    "the status says how that child ended");
	}
}

int
main(void)
{
	pid_t children[CHILDREN + 1];

	say("parent: pid %d, my number is %d", getpid(), number);
	for (int i = 1; i <= CHILDREN; i++) {
		children[i] = must("fork", fork());
		if (children[i] == 0)
			be_child(i);
	}
	for (int i = 1; i <= CHILDREN; i++)
		reap(children);
	expect(number == 7, "no child has changed the parent's number");
	expect(wait(NULL) == -1 && errno == ECHILD,
	    "nobody is left to wait for (ECHILD)");
	return 0;
}
