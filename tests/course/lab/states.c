/*
 * The states of a process, as ps shows them: R running or ready to run, S
 * waiting, T stopped, Z ended but not waited for. A parent takes a child
 * through all of them. Linux does not distinguish ready from running; a new
 * process is ready at once, and a terminated one is Z until it is gone.
 */
#include "ps.h"

/* Looks until the child is there: it gets there when it is scheduled. */
static void
show(pid_t child, char wanted, const char *why)
{
	while (state_of(child) != wanted)
		continue;
	say("%c  %s", wanted, why);
}

/* A child that waits for a byte, and then for the end of the world. */
static pid_t
start(const int line[2])
{
	char byte;
	volatile unsigned long turns = 0;
	const pid_t child = must_fork();

	if (child != 0)
		return child;
	must("read", read(line[0], &byte, 1));
	for (;;)
		turns++;
}

int
main(void)
{
	int line[2], status;

	must("pipe", pipe(line));
	const pid_t child = start(line);
	show(child, 'S', "it waits: read, from a pipe that is empty");
	must("write", write(line[1], "!", 1));
	show(child, 'R', "it runs, or is ready: the byte has come, it counts");
	must("kill", kill(child, SIGSTOP));
	must("waitpid", waitpid(child, &status, WUNTRACED));
	expect(WIFSTOPPED(status), "the parent is told that it was stopped");
	show(child, 'T', "it is stopped, by SIGSTOP (or Ctrl-Z)");
	must("kill", kill(child, SIGCONT));
	show(child, 'R', "it continues where it was, after SIGCONT");
	must("kill", kill(child, SIGTERM));
	show(child, 'Z', "it has ended: a zombie until the parent waits");
	expect(status_of(child) == 128 + SIGTERM, "it was ended by SIGTERM");
	expect(state_of(child) == '-', "after wait it is gone");
	return 0;
}
