/*
 * The loop of the parent: each concern in its turn, as the table in loop.c has
 * them; it blocks nowhere but in select. Called by forkcastd.c.
 */
#ifndef SERVER_LOOP_H
#define SERVER_LOOP_H

#include <stdbool.h>

/*
 * Serves until TERM or INT. False if it ended by itself, for it could not wait
 * for its workers any more.
 */
bool loop_run(void);

#endif
