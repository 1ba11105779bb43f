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

/* Children that may be without descriptors of their own at a time. */
#define CHILD_NEWBORNS 4

/*
 * Makes a child that runs what it is given, and returns its pid, or -1 with
 * errno. Its number, below CHILD_NEWBORNS, is no other newborn's. The
 * descriptors in *given stay the caller's, who may close them; the board and
 * the bell are the same ones each time, or there is no board. All signals are
 * blocked meanwhile, and in the child until it has its own handlers.
 */
pid_t child_make(const struct given *given, int newborn);

/* The plain body of child_make, which the other falls back to. */
pid_t child_fork(const struct given *given);

/*
 * Where the children say that they have their own descriptors, for select; -1
 * where they have from the start. child_ready is the number of one that has
 * said so, once; -1: none has. Of who has, or has ended, child_release gives up
 * what was shared; the number is free then.
 */
int child_ready_fd(void);
int child_ready(void);
void child_release(int newborn);

/* The scoreboard is another one from now on. */
void child_forget_board(void);

#endif
