/*
 * The charges to each place that clients come from. A place is an address, for
 * IPv6 its /64, or a user of this machine. A place has an entry as long as
 * something is charged to it, even if nobody from there is connected: things
 * that clients have left behind are charged to it until they are gone. The
 * table is bounded. While it is full, further places are charged nothing:
 * whoever has so many addresses can get around any limit for one address.
 */
#ifndef SERVER_ROUTER_MODEL_LEDGER_H
#define SERVER_ROUTER_MODEL_LEDGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/mem/limits.h"
#include "base/state/state.h"

/* The limited resources (quota.h), and how much somebody holds of each. */
enum quota {
	QUOTA_GROUPS, /* groups that they have made */
	QUOTA_KEYS, /* bytes in tables */
	QUOTA_BOXES, /* boxes that they have made */
	QUOTA_ITEMS, /* bytes of their items in boxes */
	QUOTA_MASKS, /* bytes of masks that they have set */
	QUOTA_HOLDS, /* keys that they hold or wait for */
	QUOTAS
};

struct quota_use {
	size_t of[QUOTAS];
};

/* No entry: the place is exempt, or nothing is charged to it. */
#define LEDGER_NONE 0

/*
 * The most places that clients are charged at, and the rows of the table. The
 * additional rows are for charges loaded from a state: before they are loaded,
 * clients for whom the old program had no row may have taken one here.
 */
#define LEDGER_MAX ((size_t)2 * CLIENTS_MAX)
#define LEDGER_ROWS (LEDGER_MAX + CLIENTS_MAX)

/* Returns the entry of the place that the client comes from, if it has one. */
uint32_t ledger_find(uint32_t client);

/*
 * Returns whether things are charged to the client's place; an exempt address
 * is not charged.
 */
bool ledger_charges(uint32_t client);

/*
 * Charges one more thing, of size count, to the place that the client comes
 * from. Returns the entry, which stays at least until the refund; LEDGER_NONE:
 * nothing is charged.
 */
uint32_t ledger_charge(uint32_t client, enum quota what, size_t count);

/* Takes back the charge of one thing; does nothing for LEDGER_NONE. */
void ledger_refund(uint32_t entry, enum quota what, size_t count);

/* Returns how much is charged to the place; 0 for LEDGER_NONE. */
size_t ledger_held(uint32_t entry, enum quota what);

/* Returns the most that is charged to one place. */
size_t ledger_most(enum quota what);

/* Returns how many places have an entry. */
size_t ledger_used(void);

/*
 * ledger_mark marks the entry, with a mark of the caller's that is not 0;
 * ledger_is_marked returns whether it has that mark. For LEDGER_NONE the first
 * does nothing, and the second returns false.
 */
void ledger_mark(uint32_t entry, uint64_t mark);
bool ledger_is_marked(uint32_t entry, uint64_t mark);

/*
 * ledger_save writes a line that names the entry's place. ledger_load reads it
 * back in another program and charges a thing to that place. It returns false,
 * with *entry unchanged, if the line has another key. If the line is wrong, it
 * notes that and sets *entry to LEDGER_NONE.
 */
void ledger_save(struct state *state, uint32_t entry);
bool ledger_load(
    struct state *state, enum quota what, size_t count, uint32_t *entry);

#endif
