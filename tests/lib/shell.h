/*
 * Runs scripts of sh(1), as a user would write them, with forkcast in their
 * PATH and a server to talk to. They run in the test's scratch directory, any
 * number at once, each as a process group with both outputs in files. Scripts
 * that still run when the test exits are killed.
 */
#ifndef TESTS_LIB_SHELL_H
#define TESTS_LIB_SHELL_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "must.h"
#include "scratch.h"

#define SHELL_TEXT 65536

struct shell {
	pid_t pid; /* 0 once it has been reaped */
	char out[SCRATCH_PATH]; /* the file that is its standard output */
	char err[SCRATCH_PATH];
	char text[SHELL_TEXT]; /* what was last read of one of them */
	struct shell *next;
};

/* The value of shell_status after an end by a signal. */
#define SHELL_SIGNAL 256

/*
 * Starts the script with FORKCAST_SERVER set to the address, and with neither
 * FORKCAST_NAME nor a configuration file but "config/forkcast/config" in the
 * scratch directory. With "exec" in front of a command, the script's process is
 * that. Valid until the test exits.
 */
struct shell *shell_start(const char *address, const char *script);

/* To its process, or to all that it has started. */
void shell_signal(const struct shell *shell, int signal);
void shell_signal_all(const struct shell *shell, int signal);

/* Gives this process the environment that scripts get. */
void shell_environment(const char *address);

/* A variable that they get besides: a server's pid, mostly as SERVER. */
void shell_set_number(const char *variable, long number);

/* Waits for its end: the exit status, or SHELL_SIGNAL and the signal. */
#define shell_status(shell) shell_status_at(HERE, shell)
int shell_status_at(const char *where, struct shell *shell);

/* Returns the output so far; valid until the next call. */
const char *shell_said(struct shell *shell);
const char *shell_complained(struct shell *shell);

/* Waits until a line of its output, or of what it complains, matches. */
#define shell_expect(shell, pattern) \
	shell_expect_at(HERE, shell, (shell)->out, pattern)
#define shell_expect_complaint(shell, pattern) \
	shell_expect_at(HERE, shell, (shell)->err, pattern)
void shell_expect_at(const char *where, struct shell *shell, const char *file,
    const char *pattern);

/* A script that is run to its end, and what it must give. */
struct shell_case {
	const char *script;
	int status;
	const char *said; /* each line a pattern */
	const char *complained;
};
#define shell_cases(address, cases) \
	shell_cases_at(HERE, address, cases, COUNT(cases))
void shell_cases_at(const char *where, const char *address,
    const struct shell_case *cases, size_t count);

/* One alone, of a command that needs no address. */
#define shell_run(script, status, said, complained)             \
	shell_cases_at(HERE, "1",                               \
	    (const struct shell_case[]) {                       \
		{ (script), (status), (said), (complained) } }, \
	    1)

/* Waits until somebody is in the group, or is not. */
#define shell_await(address, name, group) \
	shell_await_at(HERE, address, name, group)
void shell_await_at(const char *where, const char *address, const char *name,
    const char *group);

/* Does the text have just these lines, each a pattern? */
bool shell_matches(const char *patterns, const char *text);

#endif
