/*
 * One change of how a group is to be used: what it would be is found first, so
 * that it can be told, then it is made. Used by group_op_cmds.c.
 */
#ifndef SERVER_ROUTER_MODEL_CHANGES_H
#define SERVER_ROUTER_MODEL_CHANGES_H

#include <stdbool.h>
#include <stdint.h>

#include "router/model/masks.h"
#include "router/model/modes.h"
#include "shared/codes.h"
#include "shared/str.h"

/* Who makes it, where and which: set before changes_prepare; the rest by it. */
struct change {
	uint32_t who;
	uint32_t group;
	bool adds;
	struct str letters; /* one; or several flags */
	struct str word; /* as it was said, or empty; then as it is to be told:
			    of a mask until the next one is made up */
	uint64_t id; /* of its event: before changes_make */
	bool has_effect;
	struct str told; /* how it is to be told, as "+m" */
	struct excess over; /* the limit that its word is over, if any */
	struct str why; /* what to say if it is refused; empty: the code's */
	uint32_t member; /* whom it is about */
	enum masks_list list;
	uint32_t limit;
	unsigned flags; /* that are not as they are to be */
	char room[1 + MODES_LETTERS];
	struct masked *row; /* to be set */
	char digits[STR_DIGITS];
};

/*
 * CODE_OK, or why that cannot be. If it would have an effect it is to be made,
 * or dropped.
 */
enum code changes_prepare(struct change *change);
void changes_make(struct change *change);
void changes_drop(struct change *change);

#endif
