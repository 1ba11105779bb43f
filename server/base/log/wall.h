/*
 * The wall clock, and whether it is set while the server runs. Each leap is
 * logged for the operator. Bans end by the wall clock (bans.c).
 */
#ifndef SERVER_BASE_LOG_WALL_H
#define SERVER_BASE_LOG_WALL_H

#include <stdbool.h>

#include "shared/clock.h"

/* A larger move means that the clock was set, not just adjusted. */
#define WALL_LEAP (60 * SEC)

/* Checks the clock, once a turn. */
void wall_turn(void);

/*
 * Returns whether the clock has moved since the server began, in one leap or
 * several, by more than WALL_LEAP against the time that has passed. If so, it
 * may be wrong now, or may have been.
 */
bool wall_has_moved(void);

#endif
