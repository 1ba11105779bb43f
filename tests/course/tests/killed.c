/*
 * A program of the lab that is killed at any moment leaves no process, no
 * System V object and no FIFO behind.
 */
#define _GNU_SOURCE /* unshare */
#include <errno.h>
#include <glob.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/lib/deadline.h"
#include "tests/lib/dice.h"
#include "tests/lib/must.h"
#include "tests/lib/tap.h"

#ifdef __linux__
#include <fcntl.h>
#include <sched.h>
#include <sys/prctl.h>

/* How often each program is killed, and how late at most. */
#define ROUNDS 10
#define LATEST (30 * MSEC)

/* Orphans become children of this process, and no others see its objects. */
static void
separate(void)
{
	if (prctl(PR_SET_CHILD_SUBREAPER, 1) != 0)
		tap_skip("needs subreapers");
	if (unshare(CLONE_NEWIPC) != 0 &&
	    unshare(CLONE_NEWUSER | CLONE_NEWIPC) != 0)
		tap_skip("needs an IPC namespace of its own");
}

static pid_t
start(const char *program)
{
	const pid_t child = fork();

	MUST(child != -1, "cannot fork");
	if (child != 0)
		return child;
	const int null = open("/dev/null", O_RDWR);
	if (null == -1 || dup2(null, STDIN_FILENO) == -1 ||
	    dup2(null, STDOUT_FILENO) == -1 || dup2(null, STDERR_FILENO) == -1)
		_exit(1);
	(void)execl(program, program, (char *)NULL);
	_exit(127);
}

/* Waits for the program and all that it has started. */
static void
expect_no_process(const char *program)
{
	const usec end = deadline();

	for (;;) {
		const pid_t child = waitpid(-1, NULL, WNOHANG);
		if (child == -1 && errno == ECHILD)
			return;
		if (child == 0)
			MUST(deadline_pause(end), "%s: a process is left",
			    program);
	}
}

/* The system lists objects by one line each, below a heading. */
static void
expect_no_object(const char *program, const char *list)
{
	char line[256];
	FILE *file = fopen(list, "r");

	MUST(file != NULL, "cannot read %s", list);
	MUST(fgets(line, sizeof(line), file) != NULL, "%s is empty", list);
	if (fgets(line, sizeof(line), file) != NULL)
		must_end(HERE, "%s: left in %s: %s", program, list, line);
	(void)fclose(file); /* it was only read */
}

static void
kill_once(const char *program)
{
	char fifo[64];
	const pid_t child = start(program);

	pass_time(dice(LATEST));
	MUST(kill(child, SIGKILL) == 0, "cannot kill %s", program);
	expect_no_process(program);
	expect_no_object(program, "/proc/sysvipc/msg");
	expect_no_object(program, "/proc/sysvipc/sem");
	expect_no_object(program, "/proc/sysvipc/shm");
	(void)snprintf(fifo, sizeof(fifo), "/tmp/lab-fifo.%d", child);
	MUST(access(fifo, F_OK) != 0, "%s: %s is left", program, fifo);
}

/* Objects and dependencies have a dot in their names. */
static bool
is_program(const char *path)
{
	const char *name = strrchr(path, '/') + 1;

	return strchr(name, '.') == NULL && strcmp(name, "minichat") != 0;
}

int
main(void)
{
	char pattern[4096];
	glob_t found;
	const char *build = getenv("FORKCAST_BUILD");

	(void)snprintf(pattern, sizeof(pattern), "%s/tests/course/lab/*",
	    build != NULL ? build : "build");
	MUST(glob(pattern, 0, NULL, &found) == 0, "%s is empty", pattern);
	separate();
	dice_begin();
	for (size_t i = 0; i < found.gl_pathc; i++) {
		if (!is_program(found.gl_pathv[i]))
			continue;
		for (int round = 0; round < ROUNDS; round++)
			kill_once(found.gl_pathv[i]);
		PASS("%s was killed, and nothing is left",
		    strrchr(found.gl_pathv[i], '/') + 1);
	}
	globfree(&found);
	return tap_done();
}
#else
int
main(void)
{
	tap_skip("needs Linux");
}
#endif
