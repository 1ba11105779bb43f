/*
 * The next program, tried before anything depends on it: it runs as a process
 * of its own, reads the state, looks whether it would write the same, checks
 * the configuration, and says so. Called by leap.c and reap.c.
 */
#ifndef SERVER_REHEARSAL_H
#define SERVER_REHEARSAL_H

#include <stdbool.h>
#include <sys/types.h>

#include "shared/clock.h"
#include "shared/error.h"

/* What such a program says, and its version behind it, if all is well. */
#define REHEARSAL_WORD "rehearsed"

/* Starts it; it has grace to end. The path has to stay. False with *why. */
bool rehearsal_begin(const char *path, int state, struct error *why);

/* Once a turn: why is what it said was wrong, or what became of it. */
enum rehearsal { REHEARSAL_RUNS, REHEARSAL_GOOD, REHEARSAL_BAD };
enum rehearsal rehearsal_look(struct error *why);

/*
 * The same from its beginning to its end, which has to come in that time: all
 * else stands still meanwhile. No signal gets in, and no other child is reaped.
 * False with *why.
 */
bool rehearsal_run(const char *path, int state, usec time, struct error *why);

/* A process has died that is nobody else's. */
void rehearsal_reaped(pid_t pid, int status);

#endif
