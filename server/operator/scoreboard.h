/*
 * The scoreboard: the server's figures in shared memory (shared/score.h), for
 * forkcastctl(8). The counts of stats.h are written at the end of a turn, at
 * most four times a second. Without a scoreboard these functions do nothing.
 * Workers cannot see it.
 */
#ifndef SERVER_OPERATOR_SCOREBOARD_H
#define SERVER_OPERATOR_SCOREBOARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/score.h"

/*
 * Creates the scoreboard, as the user that the server runs as. control is the
 * path of its control socket, or null. Logs it if that fails.
 */
void scoreboard_open(const char *control);

/* Returns our read-only descriptor of the scoreboard; -1: there is none. */
int scoreboard_reader(void);

/* Removes the scoreboard, when the server ends properly. */
void scoreboard_close(void);

/* Sets how many clients there may be from now on. */
void scoreboard_limit(size_t clients);

/* At the end of a turn: writes the changes, if it is time to. */
void scoreboard_turn(void);

/*
 * In a program that has taken over: continues the old program's scoreboard, or
 * creates a new one if that is of another version. If there was none, does what
 * scoreboard_open does, if the configuration wants one.
 */
void scoreboard_adopt(const char *control);

#endif
