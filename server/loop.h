/*
 * The parent's loop: each concern in turn, in the order of serve in loop.c. It
 * blocks only in select.
 */
#ifndef SERVER_LOOP_H
#define SERVER_LOOP_H

#include <stdbool.h>

/*
 * Loads what the server before has left behind, before anybody is let in. False
 * if the server was told to stop meanwhile.
 */
bool loop_start(void);

/*
 * The router's part of a turn, after watch_wait: what came on the pipes is
 * served first, and the loop's other concerns follow. Then comes what is due;
 * output is flushed after all that produce it, and only then do clients leave.
 */
void loop_begin_turn(void);
void loop_end_turn(void);

/*
 * Serves until TERM or INT. False if it ended by itself, because it could no
 * longer wait for its workers.
 */
bool loop_run(void);

#endif
