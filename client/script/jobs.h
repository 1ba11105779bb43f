/*
 * The commands that forkcast listen -x runs, one for each message, and forkcast
 * work, one for each item: the queue of what waits, the processes, what they
 * get, and how long they may take. Nothing in it blocks.
 */
#ifndef CLIENT_SCRIPT_JOBS_H
#define CLIENT_SCRIPT_JOBS_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/clock.h"
#include "shared/grammar.h"
#include "shared/str.h"

/* How many commands may run at once. */
#define JOBS_MOST 256

/* How many may wait. */
#define JOBS_WAITING 1000

/* A command has ended. */
struct jobs_end {
	struct str id; /* of what it was run for */
	bool good; /* with status 0 */
	int output; /* what it has printed, now the callee's; or -1 */
};

struct jobs_options {
	char *const *words; /* the command; null: there are no jobs */
	const char *what; /* it is run for: "message" */
	size_t most; /* at a time, up to JOBS_MOST */
	usec limit; /* for each; 0: none */
	bool json; /* it gets the event as JSON, not the text alone */
	const char *server; /* the address for FORKCAST_SERVER */
	bool keeps; /* what it prints, for jobs_end */
	void (*begun)(struct str id); /* or null, both */
	void (*ended)(const struct jobs_end *end);
};

/* Before any signal is caught. */
void jobs_begin(const struct jobs_options *options);

/* May one more be added? */
bool jobs_have_room(void);

/* Adds a line of the server, an event; rank 0 goes first. */
void jobs_add(size_t rank, struct str line);

/* Sees which have ended or run for too long, and begins what can begin. */
void jobs_tend(void);

/* When jobs_tend has something to do at the latest, besides SIGCHLD. */
usec jobs_due(void);

/* Is none running, and does none wait? */
bool jobs_done(void);

/* Has one failed? */
bool jobs_failed(void);

/* Forgets all that wait. */
void jobs_forget(void);

/* Tells all that run to end, and says for how many none is run. */
void jobs_abandon(void);

/*
 * What waits: first that of a group that matters more, and that of one group in
 * the order in which it came.
 */

/* How many ranks there are at most; what is beyond shares the last. */
#define BACKLOG_RANKS 64

struct backlog_item;

/* All zero: empty. */
struct backlog {
	struct backlog_rank {
		struct backlog_item *first, *last;
	} rank[BACKLOG_RANKS];
	size_t count;
};

/* Adds a copy of the line; rank 0 is the first. Ends if there is no memory. */
void backlog_add(struct backlog *backlog, size_t rank, struct str line);

/* The line that is next, valid until backlog_drop; a null if there is none. */
struct str backlog_next(const struct backlog *backlog);
void backlog_drop(struct backlog *backlog);

/* Forgets all. */
void backlog_free(struct backlog *backlog);

#endif
