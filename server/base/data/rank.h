/*
 * The order in which secrets are hashed: lanes, each with a share of the
 * keeper's time, and an order within a lane. The router says it of each
 * question (router/verbs/accounts/attempts.c), the keeper serves by it
 * (helpers/keeper_queue.c).
 */
#ifndef SERVER_BASE_DATA_RANK_H
#define SERVER_BASE_DATA_RANK_H

#include <stdbool.h>
#include <stdint.h>

#include "shared/str.h"

enum lane {
	LANE_OPERATOR, /* before all others */
	LANE_KNOWN, /* has logged in to that account from that address before */
	LANE_NEW, /* nothing is known against the address */
	LANE_FAILED, /* wrong secrets came from the address lately */
	LANES
};

struct rank {
	enum lane lane;
	uint32_t order; /* within the lane: the lowest goes first */
};

/* The longest text of a rank, without a NUL. */
#define RANK_TEXT 24

/* "known.3"; valid as long as the room is. */
struct str rank_text(struct rank rank, char room[RANK_TEXT]);

/* Reads that; false, with *rank as it was, if it is none. */
bool rank_read(struct str text, struct rank *rank);

#endif
