/*
 * What the server shows of itself in shared memory (shared/score.h), for
 * forkcastctl(8). A change is noted where it happens, which costs next to
 * nothing, and shown at the end of a turn, four times a second at most. Where
 * there is no scoreboard, all of this does nothing. Used by the router's
 * modules; workers do not have it.
 */
#ifndef SERVER_SCOREBOARD_H
#define SERVER_SCOREBOARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/clock.h"
#include "shared/score.h"

/*
 * Makes it, as the user that the server is to be; control is the path of its
 * control socket, or null. The log says so if that cannot be.
 */
void scoreboard_open(const char *control);

/* Removes it: for the good end of a server. */
void scoreboard_close(void);

/* There may be so many clients from now on. */
void scoreboard_limit(size_t clients);

void scoreboard_state(enum score_state state);

/* Something has happened. */
void scoreboard_count(enum score_count what);

/* Something about the client of the slot has changed. */
void scoreboard_changed(uint32_t slot);

/* The slot is about to be released. */
void scoreboard_ended(uint32_t slot);

/* At the end of a turn: shows what has changed, if it is time to. */
void scoreboard_turn(void);

/* How long the loop may sleep until it is, or WATCH_FOREVER. */
usec scoreboard_timeout(void);

#endif
