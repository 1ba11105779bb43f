/*
 * The only fork of the server, in two bodies: child_clone.c for Linux, where a
 * child can share the parent's descriptors until it has its own, and
 * child_fork.c for all other systems. And everything that a child gets from its
 * parent: besides its exit code (exits.h), only struct child_args is known on
 * both sides. Filled in by spawn.c.
 */
#ifndef SERVER_PROCESS_FORK_CHILD_H
#define SERVER_PROCESS_FORK_CHILD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "process/fork/apart.h"
#include "shared/addr.h"
#include "shared/clock.h"

struct child_args;

/*
 * System calls, as a mask. Every child may read and write its descriptors,
 * wait, ring the bell, read the clock, return from a signal handler, and exit.
 */
enum {
	CALL_SHUTDOWN = 1 << 0,
	CALL_CLOSE = 1 << 1,
	CALL_FILES = 1 << 2, /* in the directory that it is given */
	CALL_RANDOM = 1 << 3,
	CALL_DIRECTORIES = 1 << 4 /* in CHILD_PLACES of that, their lists, and a
				     sync of all */
};

#define CHILD_PLACES \
	"history", "tables", "boxes", "read" /* helpers/journal/journal.h */

/*
 * A kind of child: its name, the function it runs and what the system lets it
 * do. The table of all kinds, which knows their main functions, is the parent's
 * (accept/spawn.c); a child reads only its own row.
 */
struct kind {
	const char *name; /* in titles and in the log */
	int (*main)(const struct child_args *given); /* returns an exit code */
	unsigned says; /* KIND_ of grammar.h: the verbs it may send */
	unsigned calls; /* CALL_, besides those every child may make */
	unsigned memory; /* address space, MiB at most */
	unsigned files; /* descriptors besides those of sandbox.h, at most */
};

/* The ways in which this system can confine a process: see accept/spawn.h. */
struct confinement {
	bool wanted; /* false: no confinement at all */
	bool calls; /* only those on a list are allowed */
	int paths; /* descriptor of Landlock's ruleset; -1: none */
};

/* The memory of the arguments, and of the environment after them. */
struct title_room {
	char *at;
	size_t size; /* 0: none, or not in the child's memory */
};

/*
 * Room for a path. It is small, since each child has a page with all of this.
 */
#define CHILD_ARGS_PLACE 512

/* Room for the names of the web: CONFIG_WEB, and the server's own. */
#define CHILD_ARGS_WEB 1024

/* A delay of syncing: the system may take its time. */
#define CHILD_NO_SYNC 0

struct child_args {
	const struct kind *kind;
	int socket; /* its client's, or its directory; -1: none */
	int uplink; /* the end to write to */
	int downlink; /* the end to read from */
	int bell; /* the doorbell that all children share */
	uint32_t ring; /* the number that it writes to the bell */
	int nice; /* its nice value; the router's own may be lower */
	struct confinement confinement;
	struct title_room title;
	usec grace; /* time for the parent to answer TERM */

	/* For the keeper, and for the journal. */
	bool expects; /* accounts are known: the store must exist */
	char place[CHILD_ARGS_PLACE]; /* the path of its directory; empty: none
				       */

	/* For the journal: the keys history_... */
	usec sync; /* or CHILD_NO_SYNC */
	size_t days; /* 0: no limit */
	size_t size;

	/* For a worker. */
	bool proxied; /* a proxy first says whose connection it is */
	bool forwarded; /* by a header of HTTP */
	char web[CHILD_ARGS_WEB]; /* the names and origins for browsers, with
				     spaces; empty: none may come */
	bool native; /* no IRC, whatever the client begins with */
	usec chunk_time; /* 0: the client must end its lines */
	usec patience; /* time for the client to take its last lines */
	char peer[ADDR_TEXT]; /* for the title */
};

/* Makes a child by plain fork, which child_make falls back to. */
pid_t child_fork(const struct child_args *given);

/* The most children that may lack descriptors of their own at a time. */
#define CHILD_NEWBORNS 4

/*
 * child_init reserves descriptors. False with errno on failure.
 *
 * child_make makes a child that runs its kind's main function, and returns its
 * pid, or -1 with errno. newborn, below CHILD_NEWBORNS, must not be in use by
 * another child. The caller still owns the descriptors in *given and may close
 * them. The bell must be the same in each call. All signals are blocked during
 * the call, and in the child until it has its own handlers.
 *
 * child_ready_fd returns the descriptor on which children report that they have
 * their own descriptors, for select; -1 if they have them from the start.
 * child_ready returns the number of a child that has reported, once each, or
 * -1. child_release gives up what was shared with a child that has reported or
 * ended, and frees its number.
 */
#ifdef CLONING
bool child_init(void);
pid_t child_make(const struct child_args *given, int newborn);
int child_ready_fd(void);
int child_ready(void);
void child_release(int newborn);
#else
#define child_init() true
#define child_make(given, newborn) ((void)(newborn), child_fork(given))
#define child_ready_fd() (-1)
#define child_ready() (-1)
#define child_release(newborn) ((void)(newborn))
#endif

#endif
