/*
 * The commands that forkcast listen -x and bot -x run for each message, and
 * forkcast work for each item, one at a time: their queue, process, input and
 * time limit. Nothing in it blocks.
 */
#ifndef CLIENT_SCRIPT_JOBS_H
#define CLIENT_SCRIPT_JOBS_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/clock.h"
#include "shared/grammar.h"
#include "shared/str.h"

/* Commands that should wait at most. */
#define JOBS_WAITING 1000

/* The end of a command. */
struct jobs_end {
	const struct command *event; /* that it was run for */
	bool good; /* exit status 0 */
	int status; /* as of waitpid */
	int output; /* file of its output, now the callee's; or -1 */
};

struct jobs_options {
	const char *line; /* the command, for sh -c; null: words is it */
	char *const *words;
	const char *what; /* kind of event, for messages: "message" */
	usec limit; /* time for each; 0: none */
	bool json; /* the command reads the event as JSON, not its text */
	bool one_is_normal; /* exit status 1 is no failure */
	bool keeps; /* keep the output for jobs_end */
	int output; /* the commands' standard output; 0: ours, or kept */
	void (*ended)(const struct jobs_end *end);
};

/* Initializes; to be called before any signal is caught. */
void jobs_begin(const struct jobs_options *options);

/* Returns how many events wait for a command, and whether one with that ID. */
size_t jobs_waiting(void);
bool jobs_has(struct str id);

/*
 * Adds a copy of an event of the server, after all others. Ends the program if
 * out of memory.
 */
void jobs_add(struct str line);

/* Handles a command that has ended or runs for too long, and begins the next.
 */
void jobs_tend(void);

/* Returns when jobs_tend must be called next, if no SIGCHLD comes before. */
usec jobs_due(void);

/* Returns whether no command runs and none waits. */
bool jobs_done(void);

/* Returns whether any command has failed. */
bool jobs_failed(void);

/* Forgets all waiting events. */
void jobs_forget(void);

/* Terminates the running command, and reports the events without a command. */
void jobs_abandon(void);

#endif
