/*
 * Running the user's commands for events. A child becomes the command, which
 * gets the event in environment variables, never in its arguments.
 */
#ifndef CLIENT_CONF_SPAWN_H
#define CLIENT_CONF_SPAWN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdnoreturn.h>

#include "shared/grammar.h"

/*
 * The exit status if the command could not be started, and for one that stays
 * in place, if it was not found.
 */
#define SPAWN_FAILED 126
#define SPAWN_NOT_FOUND 127

struct spawn {
	char *const *words; /* the command, null-terminated */
	const char *server; /* for FORKCAST_SERVER */
	const struct command *event; /* FORKCAST_KIND, _ID, _GROUP and so on */
	struct str kind; /* for FORKCAST_KIND; null string: as in event */
	struct str account; /* for FORKCAST_ACCOUNT; null string: not set */
	struct str text; /* for FORKCAST_TEXT; null string: as in event */
	size_t count; /* for FORKCAST_COUNT; 0: as in event */
	int fd[3]; /* to become 0, 1 and 2; -1: unchanged */
	/*
	 * True: the command has no terminal, and all other descriptors of ours
	 * are closed. False: it gets a process group of its own, and only
	 * descriptors marked close-on-exec are closed.
	 */
	bool alone;
	bool in_place; /* it stays in our process group and has our terminal */
};

/*
 * Turns the child into the command, with the signals as they were when we
 * started. On failure reports it on standard error and exits.
 */
noreturn void spawn_become(const struct spawn *spawn);

#endif
