/*
 * Counters since the server was started, and troubles. Events are noted where
 * they happen, which costs next to nothing; operator/figures.h tells them.
 */
#ifndef SERVER_BASE_LOG_STATS_H
#define SERVER_BASE_LOG_STATS_H

#include <stdbool.h>
#include <stdint.h>

#include "shared/clock.h"
#include "shared/codes.h"

enum stats_state { STATS_RUNNING, STATS_DRAINING, STATS_STOPPING };

/*
 * The histogram of the loop's turns: each place counts turns up to that many
 * µs, the last one any longer turn.
 */
#define STATS_TURNS 14
extern const uint64_t stats_turns[STATS_TURNS];

/* The counters. Their numbers are in the state of an upgrade. */
enum stats_count {
	STATS_CAME, /* workers created */
	STATS_ENDED,
	STATS_CRASHED, /* workers that ended by a fault */
	STATS_REFUSED, /* newcomers refused for their address */
	STATS_FULL, /* newcomers refused for lack of room */
	STATS_LINES_IN,
	STATS_LINES_OUT,
	STATS_BYTES_IN,
	STATS_BYTES_OUT,
	STATS_RETURNED, /* items that came back into their boxes */
	STATS_LOST, /* lines of the log that were lost */
	STATS_RECORDED, /* records that the journal has stored */
	STATS_GAPS, /* gaps in the history */
	STATS_BYE, /* goodbyes to clients, by code: STATS_BYE + enum bye */
	STATS_TURN_TIME = STATS_BYE + BYE_COUNT, /* of all turns, in µs */
	STATS_TURN, /* turns of the loop, by duration: stats_turns */
	STATS_COUNTS = STATS_TURN + STATS_TURNS
};

/* Troubles that the operator should look into (a mask), also in the state. */
enum {
	STATS_UNREADABLE = 1 << 0, /* no keeper can load the accounts */
	STATS_UNWRITTEN = 1 << 1, /* no keeper can write the accounts */
	STATS_SILENT = 1 << 3, /* the keeper does not answer */
	STATS_NO_JOURNAL = 1 << 5, /* no journal is ready, or it hangs */
	STATS_UNRECORDED = 1 << 6 /* the journal cannot write the history */
};

struct stats {
	uint64_t count[STATS_COUNTS];
	enum stats_state state;
	usec started; /* clock_wall */
	usec reloaded; /* clock_wall; 0: no reload since the start */
	bool reload_bad;
	uint64_t trouble; /* STATS_UNREADABLE and so on */
};

const struct stats *stats_now(void);

void stats_add(enum stats_count what, uint64_t number);
void stats_state(enum stats_state state);

/* Counts a turn of the loop that took so long. */
void stats_turn(usec time);

/* Notes that a problem for the operator has come or gone. */
void stats_trouble(uint64_t which, bool is_there);

/* Notes a reload and its result. */
void stats_reload(bool good);

#endif
