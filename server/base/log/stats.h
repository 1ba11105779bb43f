/*
 * What has happened since the server was started, counted, and which clients
 * have changed: noted where it happens, which costs next to nothing, and pulled
 * by the scoreboard when it is time to show it. Used by the router's modules.
 */
#ifndef SERVER_BASE_LOG_STATS_H
#define SERVER_BASE_LOG_STATS_H

#include <stdbool.h>
#include <stdint.h>

#include "shared/clock.h"
#include "shared/score.h"

#define STATS_NONE UINT32_MAX

void stats_add(enum score_count what, uint64_t number);
void stats_state(enum score_state state);

/*
 * A turn of the loop took so long. That is no news: it is shown with the next,
 * or a server that is idle would have a turn to show the one before.
 */
void stats_turn(usec time);

/* The operator has to see to that (SCORE_UNREADABLE and so on), or no more. */
void stats_trouble(uint64_t which, bool is_there);
uint64_t stats_troubles(void);

/* The configuration was read, after the start; and when that was last. */
void stats_reload(bool good);
usec stats_reloaded(bool *good); /* clock_wall; 0: never */

/* Something about that client has changed; STATS_NONE: it is nobody's. */
void stats_changed(uint32_t client);

/* What there is to show: has anything changed since it was last taken? */
bool stats_are_new(void);
uint64_t stats_get(enum score_count what);
enum score_state stats_get_state(void);

/* A client that has changed since it was taken last; STATS_NONE: no more. */
uint32_t stats_take(void);

#endif
