/*
 * How much somebody holds of each limited resource: a client (holders.c), or
 * everybody from one place (ledger.c).
 */
#ifndef SERVER_ROUTER_MODEL_HOLDS_H
#define SERVER_ROUTER_MODEL_HOLDS_H

#include <stddef.h>

enum hold {
	HOLD_GROUPS, /* groups that they have made */
	HOLD_KEYS, /* bytes in tables */
	HOLD_BOXES, /* boxes that they have made */
	HOLD_ITEMS, /* bytes of their items in boxes */
	HOLD_MASKS, /* bytes of their masks of groups */
	HOLDS
};

struct holds {
	size_t of[HOLDS];
};

#endif
