/*
 * A kind of child: what it is called, what it runs and what the system lets it
 * do. The table of all kinds, which knows their main functions, is the parent's
 * (accept/kinds.h); the child reads its own row.
 */
#ifndef SERVER_FORK_KIND_H
#define SERVER_FORK_KIND_H

struct given;

/*
 * System calls (a mask). Every child reads and writes what it has, waits, rings
 * the bell, looks at the clock, comes back from a signal's handler and ends.
 */
enum {
	CALL_SHUTDOWN = 1 << 0,
	CALL_CLOSE = 1 << 1,
	CALL_RECEIVE = 1 << 2, /* a datagram, and from whom */
	CALL_SEND = 1 << 3, /* a datagram, and to whom */
	CALL_FILES = 1 << 4, /* in a directory that it is given */
	CALL_RANDOM = 1 << 5
};

struct kind {
	const char *name; /* in titles and in the log */
	int (*main)(const struct given *given); /* returns an exit code */
	unsigned says; /* KIND_ of grammar.h: which verbs are its */
	unsigned calls; /* CALL_, besides those of every child */
	unsigned memory; /* of addresses, MiB at most */
};

#endif
