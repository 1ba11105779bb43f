/*
 * The commands of the person's that are run for an event: what they get to know
 * of it, in their environment alone, and how a child becomes one. Used by the
 * commands of forkcast listen -x and work, and by those of notify.
 */
#ifndef CLIENT_SESSION_SPAWN_H
#define CLIENT_SESSION_SPAWN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdnoreturn.h>

#include "shared/grammar.h"

/* The exit status of what could not be begun. */
#define SPAWN_FAILED 126

struct spawn {
	char *const *words; /* the command, and a null */
	const char *server; /* for FORKCAST_SERVER */
	const struct command *event; /* FORKCAST_KIND, _ID, _GROUP and so on */
	struct str text; /* for FORKCAST_TEXT; its at is null: as in event */
	size_t count; /* for FORKCAST_COUNT; 0: as in event */
	int fd[3]; /* what becomes 0, 1 and 2; -1: that stays as it is */
	/*
	 * Nothing else of ours is open in it, and it is of no terminal; else it
	 * is a process group of its own and what is not closed on exec stays.
	 */
	bool alone;
};

/*
 * The child becomes the command, with the signals as they were at our start. If
 * that cannot be it says so on its standard error and ends.
 */
noreturn void spawn_become(const struct spawn *spawn);

#endif
