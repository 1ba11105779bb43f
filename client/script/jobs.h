/*
 * The commands that forkcast listen -x runs for each message, and forkcast work
 * for each item: their queue, processes, input and time limits. Nothing in it
 * blocks.
 */
#ifndef CLIENT_SCRIPT_JOBS_H
#define CLIENT_SCRIPT_JOBS_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/clock.h"
#include "shared/grammar.h"
#include "shared/str.h"

/* Commands that may run at once. */
#define JOBS_MOST 256

/* Commands that should wait at most. */
#define JOBS_WAITING 1000

/* The end of a command. */
struct jobs_end {
	struct str id; /* of the event it was run for */
	bool good; /* exit status 0 */
	int status; /* as of waitpid */
	int output; /* file of its output, now the callee's; or -1 */
};

struct jobs_options {
	char *const *words; /* the command; null: there are no jobs */
	const char *what; /* kind of event, for messages: "message" */
	size_t most; /* at once, up to JOBS_MOST */
	usec limit; /* time for each; 0: none */
	bool json; /* the command reads the event as JSON, not its text */
	const char *server; /* address for FORKCAST_SERVER */
	bool one_is_normal; /* exit status 1 is no failure */
	bool keeps; /* keep the output for jobs_end */
	int output; /* the commands' standard output; 0: ours, or kept */
	void (*begun)(struct str id); /* may be null, as ended may */
	void (*ended)(const struct jobs_end *end);
};

/* Initializes; to be called before any signal is caught. */
void jobs_begin(const struct jobs_options *options);

/* Returns the number of events that wait for a command. */
size_t jobs_waiting(void);

/* Adds an event of the server; rank 0 goes first. */
void jobs_add(size_t rank, struct str line);

/* Handles commands that have ended or run for too long, and begins others. */
void jobs_tend(void);

/* Returns when jobs_tend must be called next, if no SIGCHLD comes before. */
usec jobs_due(void);

/* Returns whether no command runs and none waits. */
bool jobs_done(void);

/* Returns whether any command has failed. */
bool jobs_failed(void);

/* Forgets all waiting events. */
void jobs_forget(void);

/* Terminates the running commands, and reports the events without a command. */
void jobs_abandon(void);

/* The queue of waiting events: by rank, and in order of arrival in each. */

/* The number of ranks; all beyond share the last. */
#define BACKLOG_RANKS 64

struct backlog_item;

/* All zero: empty. */
struct backlog {
	struct backlog_rank {
		struct backlog_item *first, *last;
	} rank[BACKLOG_RANKS];
	size_t count;
};

/*
 * Adds a copy of the line; rank 0 is the first. Ends the program if out of
 * memory.
 */
void backlog_add(struct backlog *backlog, size_t rank, struct str line);

/* Returns the next line, valid until backlog_drop; a null if there is none. */
struct str backlog_next(const struct backlog *backlog);
void backlog_drop(struct backlog *backlog);

/* Forgets all lines. */
void backlog_free(struct backlog *backlog);

#endif
