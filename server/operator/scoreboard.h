/*
 * What the server shows of itself in shared memory (shared/score.h), for
 * forkcastctl(8): what stats.h has counted, at the end of a turn, four times a
 * second at most. Where there is none, all of this does nothing. Used by
 * forkcastd.c and the loop; workers do not have it.
 */
#ifndef SERVER_OPERATOR_SCOREBOARD_H
#define SERVER_OPERATOR_SCOREBOARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/score.h"

/*
 * Makes it, as the user that the server is to be; control is the path of its
 * control socket, or null. The log says so if that cannot be.
 */
void scoreboard_open(const char *control);

/* A descriptor of it for reading only, ours; -1: there is none. */
int scoreboard_reader(void);

/* Removes it: for the good end of a server. */
void scoreboard_close(void);

/* There may be so many clients from now on. */
void scoreboard_limit(size_t clients);

/* At the end of a turn: shows what has changed, if it is time to. */
void scoreboard_turn(void);

/*
 * In a program that has taken over, goes on with the scoreboard of the one
 * before, or, where that is of another version, makes one of its own. Where
 * there is none it does as scoreboard_open, if the configuration wants one.
 */
void scoreboard_take(const char *control);

#endif
