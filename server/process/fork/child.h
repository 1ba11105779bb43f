/*
 * Everything that a child gets from its parent: besides its exit code
 * (exits.h), only struct child_args is known on both sides. Filled in by
 * spawn.c. And the only fork of the server, for all systems; Linux has a
 * nursery as well (nursery.h).
 */
#ifndef SERVER_PROCESS_FORK_CHILD_H
#define SERVER_PROCESS_FORK_CHILD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

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
	CALL_DIRECTORIES = 1 << 4, /* in CHILD_PLACES of that, their lists, and
				      a sync of all */
	CALL_BEAR = 1 << 5 /* of the nursery: what makes workers */
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
	unsigned files; /* descriptors besides CHILD_FDS, at most */
};

/* The ways in which this system can confine a process: see accept/spawn.h. */
struct confinement {
	bool wanted; /* false: no confinement at all */
	bool calls; /* only those on a list are allowed */
	bool paths; /* Landlock */
	bool hidden; /* root was given up: no process may look into a child */
	uint32_t word; /* the nursery's, to make a process; no worker has it */
};

/* The memory of the arguments, and of the environment after them. */
struct title_room {
	char *at;
	size_t size; /* 0: none, or not in the child's memory */
};

/* The descriptors of a child; it has no others. Only the nursery hears. */
enum {
	CHILD_SOCKET, /* its client's, or its directory; the nursery's births */
	CHILD_UPLINK, /* the end to write to */
	CHILD_DOWNLINK, /* the end to read from */
	CHILD_BELL, /* the doorbell that all children share */
	CHILD_HEARS, /* the end at which the nursery gets its orders */
	CHILD_FDS
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
	int fd[CHILD_FDS]; /* -1: none */
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

/*
 * Forks a child that runs its kind's main function, and returns its pid, or -1
 * with errno. It has a copy of the caller's memory and of all descriptors, of
 * which it closes those that it is not given. All signals must be blocked; they
 * are in the child until it has its own handlers.
 */
pid_t child_fork(const struct child_args *given);

#endif
