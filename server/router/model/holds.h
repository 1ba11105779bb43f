/*
 * How much somebody holds of what there is not without end: a client
 * (holders.c), or all from one place (ledger.c).
 */
#ifndef SERVER_ROUTER_MODEL_HOLDS_H
#define SERVER_ROUTER_MODEL_HOLDS_H

#include <stddef.h>

enum hold {
	HOLD_GROUPS, /* that they have made */
	HOLD_KEYS, /* bytes of the tables */
	HOLD_BOXES, /* that they have made */
	HOLD_ITEMS, /* bytes of what they have put into boxes */
	HOLD_MASKS, /* bytes of the masks of groups */
	HOLDS
};

struct holds {
	size_t of[HOLDS];
};

#endif
