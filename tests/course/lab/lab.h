/*
 * Three things that all programs of the lab need: errors end the program,
 * checks are printed, and no child outlives its parent.
 */
#ifndef LAB_H
#define LAB_H

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#define SKIPPED 77 /* the exit status of a program that cannot run here */

/* Returns the result of a call; ends the program if the call failed (-1). */
static inline int
must(const char *call, long result)
{
	if (result == -1) {
		perror(call);
		exit(1);
	}
	return (int)result;
}

/* Prints a line at once: it is out before the process forks or is killed. */
static inline void __attribute__((format(printf, 1, 2)))
say(const char *format, ...)
{
	va_list values;

	va_start(values, format);
	const bool failed = vprintf(format, values) < 0 || putchar('\n') == EOF;
	va_end(values);
	must(
	    "write to standard output", failed || fflush(stdout) != 0 ? -1 : 0);
}

/* Says that a sentence is true; ends the program if it is not. */
static inline void
expect(bool is_true, const char *sentence)
{
	say("%s - %s", is_true ? "ok" : "not ok", sentence);
	if (!is_true)
		exit(1);
}

/* Ends the program, because it cannot run here. */
static inline void
skip(const char *what, const char *why)
{
	say("1..0 # SKIP %s: %s", what, why);
	exit(SKIPPED);
}

/* fork(2), whose child ends with its parent, even if that is killed. */
static inline pid_t
must_fork(void)
{
	const pid_t parent = getpid();
	const pid_t child = must("fork", fork());

	if (child != 0)
		return child;
#ifdef __linux__
	must("prctl", prctl(PR_SET_PDEATHSIG, SIGKILL));
	if (getppid() != parent) /* it was gone before we asked */
		_exit(1);
#else
	(void)parent;
	(void)alarm(600);
#endif
	return child;
}

/* Waits for a child; returns its exit status, or 128 and its signal. */
static inline int
status_of(pid_t child)
{
	int status;

	while (waitpid(child, &status, 0) == -1)
		must("waitpid", errno == EINTR ? 0 : -1);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

#endif
