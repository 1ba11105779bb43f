/*
 * The wall clock, and whether it is set while the server runs: the operator is
 * told whenever it leaps. Called by the loop; asked by bans.c, whose bans end
 * by it.
 */
#ifndef SERVER_BASE_LOG_WALL_H
#define SERVER_BASE_LOG_WALL_H

#include <stdbool.h>

#include "shared/clock.h"

/* By so much it is set, and not only kept right. */
#define WALL_LEAP (60 * SEC)

/* Once a turn. */
void wall_turn(void);

/*
 * Has it moved since the server began, in one leap or several, by more than
 * that otherwise than time has? Then what it says may be wrong, or may have
 * been.
 */
bool wall_has_moved(void);

/* How far it was ahead of the monotonic clock when the server began. */
usec wall_ahead(void);

/*
 * For the next program, where it has moved: how far it was ahead of the
 * monotonic clock when the server began; 0: the next can find that for itself.
 */
usec wall_first(void);
void wall_began(usec first);

#endif
