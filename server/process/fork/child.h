/*
 * The only fork of the server, in two bodies: child_clone.c for Linux, where a
 * child can share the parent's descriptors until it has its own, and
 * child_fork.c for all other systems.
 */
#ifndef SERVER_PROCESS_FORK_CHILD_H
#define SERVER_PROCESS_FORK_CHILD_H

#include <stdbool.h>
#include <sys/types.h>

#include "process/fork/child_args.h"

/* Reserves descriptors. False with errno on failure. */
bool child_init(void);

/* The most children that may lack descriptors of their own at a time. */
#define CHILD_NEWBORNS 4

/*
 * Makes a child that runs its kind's main function, and returns its pid, or -1
 * with errno. newborn, below CHILD_NEWBORNS, must not be in use by another
 * child. The caller still owns the descriptors in *given and may close them.
 * The board and the bell must be the same in each call; the board may be -1.
 * All signals are blocked during the call, and in the child until it has its
 * own handlers.
 */
pid_t child_make(const struct child_args *given, int newborn);

/* Makes a child by plain fork, which child_make falls back to. */
pid_t child_fork(const struct child_args *given);

/*
 * child_ready_fd returns the descriptor on which children report that they have
 * their own descriptors, for select; -1 if they have them from the start.
 * child_ready returns the number of a child that has reported, once each, or
 * -1. child_release gives up what was shared with a child that has reported or
 * ended, and frees its number.
 */
int child_ready_fd(void);
int child_ready(void);
void child_release(int newborn);

#endif
