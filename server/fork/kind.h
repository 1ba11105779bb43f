/*
 * A kind of child: its name, the function it runs and what the system lets it
 * do. The table of all kinds, which knows their main functions, is the parent's
 * (accept/spawn.c); a child reads only its own row.
 */
#ifndef SERVER_FORK_KIND_H
#define SERVER_FORK_KIND_H

struct child_args;

/*
 * System calls, as a mask. Every child may read and write its descriptors,
 * wait, ring the bell, read the clock, return from a signal handler, and exit.
 */
enum {
	CALL_SHUTDOWN = 1 << 0,
	CALL_CLOSE = 1 << 1,
	CALL_RECEIVE = 1 << 2, /* a datagram and its source */
	CALL_SEND = 1 << 3, /* a datagram and its destination */
	CALL_FILES = 1 << 4, /* in the directory that it is given */
	CALL_RANDOM = 1 << 5,
	CALL_DIRECTORIES = 1 << 6 /* in those of journal.h, their lists, and a
				     sync of all */
};

struct kind {
	const char *name; /* in titles and in the log */
	int (*main)(const struct child_args *given); /* returns an exit code */
	unsigned says; /* KIND_ of grammar.h: the verbs it may send */
	unsigned calls; /* CALL_, besides those every child may make */
	unsigned memory; /* address space, MiB at most */
	unsigned files; /* descriptors besides those of sandbox.h, at most */
};

#endif
