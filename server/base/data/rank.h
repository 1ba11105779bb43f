/*
 * The order in which secrets are hashed: lanes, each with a share of the
 * keeper's time, and an order within each lane. The router ranks each request
 * (router/verbs/accounts/attempts.c), and the keeper serves them by rank
 * (helpers/keeper/keeper.c).
 */
#ifndef SERVER_BASE_DATA_RANK_H
#define SERVER_BASE_DATA_RANK_H

#include <stdbool.h>
#include <stdint.h>

#include "shared/str.h"

enum lane {
	LANE_OPERATOR, /* before all others */
	LANE_KNOWN, /* the address has logged in to the account before */
	LANE_NEW, /* nothing is known against the address */
	LANE_FAILED, /* the address has sent wrong secrets lately */
	LANES
};

struct rank {
	enum lane lane;
	uint32_t order; /* within the lane; the lowest goes first */
};

/* The longest text of a rank, without a NUL. */
#define RANK_TEXT 24

/* Writes a rank as text, such as "known.3"; valid as long as the room is. */
struct str rank_text(struct rank rank, char room[RANK_TEXT]);

/* Reads such a text. False, with *rank unchanged, if it is invalid. */
bool rank_read(struct str text, struct rank *rank);

#endif
