/*
 * Counters since the server was started, and the clients that have changed.
 * Events are noted where they happen, which costs next to nothing; the
 * scoreboard collects them when it is time to show them.
 */
#ifndef SERVER_BASE_LOG_STATS_H
#define SERVER_BASE_LOG_STATS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/data/rows.h"
#include "shared/clock.h"
#include "shared/score.h"

struct stats {
	uint64_t count[SCORE_COUNTS];
	enum score_state state;
	usec reloaded; /* clock_wall; 0: no reload since the start */
	bool reload_bad;
	uint64_t trouble; /* SCORE_UNREADABLE and so on */
	bool is_new; /* something has changed since all was taken */
};

/* Returns them, for the scoreboard. */
const struct stats *stats_now(void);

void stats_add(enum score_count what, uint64_t number);
void stats_state(enum score_state state);

/*
 * Counts a turn of the loop that took so long. That alone is not worth showing,
 * and is shown with the next change: otherwise an idle server would need a turn
 * to show the one before.
 */
void stats_turn(usec time);

/* Notes that a problem for the operator has come or gone. */
void stats_trouble(uint64_t which, bool is_there);

/* Notes a reload and its result. */
void stats_reload(bool good);

#define STATS_NONE RING_NONE

/* Notes a change of that client; STATS_NONE: of no client. */
void stats_changed(uint32_t client);

/*
 * Returns a client that has changed since it was last taken, or STATS_NONE if
 * there are no more.
 */
uint32_t stats_take(void);

#endif
