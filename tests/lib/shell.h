/*
 * Runs scripts of sh(1), as users write them, with forkcast in PATH and a
 * server to talk to. Any number run at once, in the test's scratch directory,
 * each in a process group of its own with both outputs in files. Scripts that
 * still run when the test exits are killed.
 */
#ifndef TESTS_LIB_SHELL_H
#define TESTS_LIB_SHELL_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "must.h"
#include "scratch.h"
#include "shared/clock.h"

#define SHELL_TEXT 65536

struct page;

struct shell {
	pid_t pid; /* 0 once it has been reaped */
	struct page *page; /* of a paced one: page.h */
	char script[256]; /* its beginning */
	char out[SCRATCH_PATH]; /* the file of its standard output */
	char err[SCRATCH_PATH];
	char text[SHELL_TEXT]; /* the last contents read */
	struct shell *next;
};

/* The result of shell_status after an end by a signal, less its number. */
#define SHELL_SIGNAL 256

/*
 * Starts the script with FORKCAST_SERVER set to the address, without
 * FORKCAST_NAME, and with the configuration file "config/forkcast/config" in
 * the scratch directory, if it exists. In it, "workers" prints a line "PID
 * TITLE" for each child of the server in $SERVER, in their order. With "exec"
 * before a command, the command runs in the script's process. Valid until the
 * test exits.
 */
struct shell *shell_start(const char *address, const char *script);

/*
 * Does so with a forkcast whose clock stands still until shell_pace moves
 * it. The script becomes that client in the end: "exec forkcast ...".
 */
struct shell *shell_start_paced(const char *address, const char *script);

/*
 * Lets so much time pass for the client, as it does when the client sleeps:
 * each of its timers is due in its turn. Before that, the client takes what has
 * come, signals too. What is then due it does before it takes what comes later,
 * and before more time passes. Returns when it has passed, or the client has
 * ended.
 */
void shell_pace(const struct shell *shell, usec time);

/* Signal the script's process, or its whole process group. */
void shell_signal(const struct shell *shell, int signal);
void shell_signal_all(const struct shell *shell, int signal);

/* Sets a further variable for scripts, mostly SERVER to a server's PID. */
void shell_set_number(const char *variable, long number);

/*
 * Waits for the script's end. Returns the exit status, or SHELL_SIGNAL plus the
 * signal.
 */
int shell_status(struct shell *shell);

/* Return the output or the error output so far; valid until the next call. */
const char *shell_said(struct shell *shell);
const char *shell_complained(struct shell *shell);

/* Waits until a line of that file, of the output or the errors, matches. */
void shell_expect(struct shell *shell, const char *file, const char *pattern);

/* Waits until a client of that name is in the group. */
void shell_await(const char *address, const char *name, const char *group);

/* Returns whether the text consists of lines that match these patterns. */
bool shell_matches(const char *patterns, const char *text);

#endif
