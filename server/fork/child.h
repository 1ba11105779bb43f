/*
 * The one fork of the server, in two bodies: child_clone.c for Linux, where a
 * child can share the parent's descriptors until it has its own, and
 * child_fork.c for all other systems. Called by spawn.c.
 */
#ifndef SERVER_FORK_CHILD_H
#define SERVER_FORK_CHILD_H

#include <stdbool.h>
#include <sys/types.h>

#include "fork/given.h"

/* Reserves what is needed; false with errno. */
bool child_init(void);

/*
 * Makes a child that runs what it is given, and returns its pid, or -1 with
 * errno. The descriptors in *given stay the caller's, who may close them; the
 * board is the same one each time, or there is none. All signals are blocked
 * meanwhile, and in the child until it has its own handlers.
 */
pid_t child_make(const struct given *given);

/* The plain body of child_make, which the other falls back to. */
pid_t child_fork(const struct given *given);

/*
 * Where the children say that they have their own descriptors, for select; -1
 * where they have from the start. child_is_ready reads it; after that, and
 * before the next child_make, child_release gives up what was shared.
 */
int child_ready_fd(void);
bool child_is_ready(void);
void child_release(void);

#endif
