/*
 * How much those from one place, an address or a user of this machine, hold of
 * what there is not without end. The table of addresses and that of users have
 * one in each entry; the numbers are those of router/holders.c, which alone
 * counts.
 */
#ifndef SERVER_POLICY_HOLDS_H
#define SERVER_POLICY_HOLDS_H

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
