/*
 * A barrier, made by waiting for zero. A semaphore starts at the number of
 * children. Each child subtracts one when it arrives, then waits until it is 0,
 * so nobody passes until all have arrived.
 */
#include "ipc.h"

#define CHILDREN 5

/* Says on the pipe that it arrives, and that it has passed. */
static void
arrive_and_pass(int id, int line)
{
	must("write", write(line, "a", 1));
	must_change(id, 0, -1, 0);
	must_change(id, 0, 0, 0);
	must("write", write(line, "p", 1));
	_exit(0);
}

int
main(void)
{
	unsigned short first = CHILDREN;
	const int id = keep_semaphores(IPC_PRIVATE, 1, &first);
	pid_t children[CHILDREN];
	char seen[2 * CHILDREN + 1] = "";
	int line[2];

	must("pipe", pipe(line));
	for (int i = 0; i < CHILDREN; i++) {
		while (i == CHILDREN - 1 && value_of(id, 0, GETZCNT) < i)
			continue; /* the last is late: all others wait */
		if (i == CHILDREN - 1)
			say("%d children wait, and one is missing", i);
		children[i] = must_fork();
		if (children[i] == 0)
			arrive_and_pass(id, line[1]);
	}
	for (int i = 0; i < CHILDREN; i++)
		expect(status_of(children[i]) == 0, "a child has passed");
	must("read", read(line[0], seen, sizeof(seen) - 1));
	say("in this order: %s (a: arrives, p: has passed)", seen);
	expect(strcmp(seen, "aaaaappppp") == 0, "no p before the last a");
	return 0;
}
