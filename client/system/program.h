/*
 * Programs that are run for the user: the one place where they begin. A program
 * for an event gets it in environment variables, never in its arguments.
 */
#ifndef CLIENT_SYSTEM_PROGRAM_H
#define CLIENT_SYSTEM_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "shared/clock.h"
#include "text/words/heard.h"

/*
 * The exit status if the program could not be started, and for one that stays
 * in our process group, if it was not found.
 */
#define PROGRAM_FAILED 126
#define PROGRAM_NOT_FOUND 127

/* Room for how a program has ended, and a NUL. */
#define PROGRAM_HOW 40

struct program_start {
	const char *line; /* for sh -c; null: words is the program */
	char *const *words; /* ended by a null */
	int fd[3]; /* to become 0, 1 and 2; -1: as ours */
	enum {
		/* in a session of its own: it has no terminal, nor any other
		   descriptor of ours */
		PROGRAM_APART,
		PROGRAM_GROUP, /* leads a process group */
		/* in our process group; it dies with us, where the system can
		   have that */
		PROGRAM_HERE
	} place;
	/* The event for FORKCAST_KIND, _ID, _GROUP and so on, or null. */
	const struct heard *heard;
	size_t count; /* with heard: for FORKCAST_COUNT; 0: as in the event */
};

/*
 * Starts the program, with the signals as they were when we started; what goes
 * wrong after that, it reports on its standard error. Returns its process ID,
 * of the caller's child; -1 with errno. Does not block.
 */
pid_t program_start(const struct program_start *start);

/* Returns how a program with that status has ended, as "exit status 1". */
const char *program_how(int status, char room[PROGRAM_HOW]);

/*
 * Ends a program that leads a process group, and all in the group: waits so
 * many milliseconds for it to end by itself, then sends a TERM and, a fifth of
 * a second later, a KILL. Blocks so long. Returns whether it has ended by
 * itself; *status is as of waitpid.
 */
bool program_end(pid_t pid, int milliseconds, int *status);

#endif
