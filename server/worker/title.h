/*
 * The process's title, as ps shows it. title_init is for main, before the
 * first worker; title_set for those. (setproctitle(3) is not in POSIX.)
 */
#ifndef SERVER_WORKER_TITLE_H
#define SERVER_WORKER_TITLE_H

#include "shared/str.h"

/*
 * Moves the environment to the router's memory, so that its room can hold the
 * title and no worker can read it; title_leave_environment is for the worker,
 * where there is none then.
 */
void title_init(int argc, char **argv);
void title_leave_environment(void);

/* The pieces as they stand; cut where the room ends. */
void title_set(const struct str *pieces, size_t count);
#define TITLE(...)                                      \
	title_set((const struct str[]) { __VA_ARGS__ }, \
	    COUNT(((const struct str[]) { __VA_ARGS__ })))

#endif
