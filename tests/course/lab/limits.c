/*
 * How others end a process. A parent kills a child that takes too long; the
 * system kills one that uses too much processor time. A child whose parent ends
 * first is an orphan: getppid then returns another parent.
 */
#include <poll.h>
#include <sys/resource.h>

#include "lab.h"

/* The child has a pipe's only write end: when it ends, so does the pipe. */
static int
parent_kills(void)
{
	int line[2];

	must("pipe", pipe(line));
	const pid_t child = must_fork();
	if (child == 0)
		for (;;)
			continue; /* it works forever */
	must("close", close(line[1]));
	struct pollfd end = { line[0], POLLIN, 0 };
	if (must("poll", poll(&end, 1, 200)) == 0) /* ms */
		must("kill", kill(child, SIGKILL));
	must("close", close(line[0]));
	return status_of(child);
}

/* For a second of its own on the processor, which the system counts. */
static int
system_kills(void)
{
	const struct rlimit soft = { 1, 2 };
	const pid_t child = must_fork();

	if (child != 0)
		return status_of(child);
	must("setrlimit", setrlimit(RLIMIT_CPU, &soft));
	for (;;)
		continue;
}

/* A child that leaves its own child behind, which then looks for its parent. */
static void
leave_orphan(int answer)
{
	int line[2];
	char end;

	must("pipe", pipe(line));
	const pid_t parent = getpid();
	if (must("fork", fork()) != 0)
		_exit(0);
	must("close", close(line[1])); /* only the parent has it now */
	must("read", read(line[0], &end, 1)); /* until it has ended */
	while (getppid() == parent)
		continue; /* its descriptors were closed before */
	say("orphan: my parent was %d, now it is %d", parent, getppid());
	_exit(write(answer, "", 1) == 1 ? 0 : 1);
}

int
main(void)
{
	int answer[2];
	char byte;

	expect(parent_kills() == 128 + SIGKILL, "too slow: KILL by the parent");
	expect(
	    system_kills() == 128 + SIGXCPU, "RLIMIT_CPU: the system kills it");
	must("pipe", pipe(answer));
	const pid_t child = must_fork();
	if (child == 0)
		leave_orphan(answer[1]);
	must("close", close(answer[1]));
	expect(status_of(child) == 0, "the orphan's parent has ended");
	expect(read(answer[0], &byte, 1) == 1, "the orphan has another one");
	return 0;
}
