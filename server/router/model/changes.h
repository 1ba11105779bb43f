/*
 * One change of a group's modes. It is prepared first, so that it can be
 * announced, and then made.
 */
#ifndef SERVER_ROUTER_MODEL_CHANGES_H
#define SERVER_ROUTER_MODEL_CHANGES_H

#include <stdbool.h>
#include <stdint.h>

#include "router/model/masks.h"
#include "router/model/modes.h"
#include "shared/codes.h"
#include "shared/str.h"

/*
 * A change. Its client, group, direction, letters and word are set before
 * changes_prepare, which sets the rest.
 */
struct change {
	uint32_t who;
	uint32_t group;
	bool adds;
	struct str letters; /* one, or several flags */
	/*
	 * As the client sent it, or empty; then as it is announced. A mask is
	 * valid until the next one is prepared.
	 */
	struct str word;
	uint64_t id; /* of its event; set before changes_make */
	bool has_effect;
	struct str announcement; /* as it is announced, such as "+m" */
	struct excess over; /* the limit that its word exceeds, if any */
	struct str why; /* the reply if it is refused; empty: the code's */
	uint32_t member; /* the client it is about */
	enum masks_list list;
	uint32_t limit;
	unsigned flags; /* flags that change */
	char room[1 + MODES_LETTERS];
	char refusal[48]; /* room for why */
	struct mask_entry *row; /* the mask to be set */
	char digits[STR_DIGITS];
};

/*
 * Prepares the change. Returns CODE_OK or the reason for a refusal. A change
 * with has_effect must then be made or dropped.
 */
enum code changes_prepare(struct change *change);
void changes_make(struct change *change);
void changes_drop(struct change *change);

#endif
