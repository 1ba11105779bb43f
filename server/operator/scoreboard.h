/*
 * The scoreboard: the server's figures in a file in memory (shared/score.h),
 * for forkcastctl(8). The counts of stats.h are written at the end of a turn,
 * at most four times a second. Without a scoreboard these functions do nothing.
 * Workers cannot see it.
 */
#ifndef SERVER_OPERATOR_SCOREBOARD_H
#define SERVER_OPERATOR_SCOREBOARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/score.h"

/*
 * Creates the scoreboard, if it is wanted, or goes on with that of the program
 * before an upgrade; to be called as the server's user. It is beside the
 * control socket of that path; null: there is neither. Logs a failure.
 */
void scoreboard_open(bool wanted, const char *control);

/* Removes the scoreboard. To be called when the server ends. */
void scoreboard_close(void);

/* Sets how many clients the scoreboard has room for. */
void scoreboard_limit(size_t clients);

/* Writes the changes, if it is time to. To be called at the end of a turn. */
void scoreboard_turn(void);

/* Logs a summary (USR1), bounded in length, without any message texts. */
void scoreboard_log(void);

#endif
