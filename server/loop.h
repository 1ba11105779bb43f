/*
 * The parent's loop: each concern in turn, in the order of the table in loop.c.
 * It blocks only in select.
 */
#ifndef SERVER_LOOP_H
#define SERVER_LOOP_H

#include <stdbool.h>

/*
 * Serves until TERM or INT. False if it ended by itself, because it could no
 * longer wait for its workers.
 */
bool loop_run(void);

#endif
