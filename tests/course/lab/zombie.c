/*
 * A zombie: a child that has ended, but whose parent has not called wait yet.
 * Its memory and descriptors are gone. Its row in the process table, with the
 * status for the parent, stays until wait removes it; ps shows it as Z.
 */
#include "lab.h"

/* Shows what ps has to say about a process; true if it shows a zombie. */
static bool
ps_shows_zombie(pid_t pid)
{
	char command[64], line[256], state[16];
	bool is_zombie = false;

	must("snprintf",
	    snprintf(command, sizeof(command), "ps -o pid,ppid,stat,comm -p %d",
		pid));
	say("$ %s", command);
	FILE *ps = popen(command, "r");
	must("popen", ps == NULL ? -1 : 0);
	while (fgets(line, sizeof(line), ps) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		say("%s", line);
		if (sscanf(line, "%*d %*d %15s", state) == 1)
			is_zombie = state[0] == 'Z';
	}
	const int status = pclose(ps);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
		skip("ps", "there is no such program");
	return is_zombie;
}

int
main(void)
{
	siginfo_t info;
	const pid_t child = must_fork();

	if (child == 0)
		_exit(42);
	/* WNOWAIT: waits until the child has ended, but leaves the zombie. */
	must("waitid", waitid(P_PID, (id_t)child, &info, WEXITED | WNOWAIT));
	say("the child %d has ended; its parent %d has not called wait", child,
	    getpid());
	expect(ps_shows_zombie(child), "ps shows a zombie (Z)");
	expect(kill(child, SIGKILL) == 0, "a signal to it is no error");
	expect(ps_shows_zombie(child), "and has no effect: it is dead already");
	const int status = status_of(child);
	say("now the parent has called waitpid: the status is %d", status);
	expect(status == 42, "the zombie has kept the child's exit status");
	expect(!ps_shows_zombie(child), "ps does not show it any more");
	expect(kill(child, 0) == -1 && errno == ESRCH,
	    "the process does not exist any more (ESRCH)");
	return 0;
}
