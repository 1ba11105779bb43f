/*
 * What is charged to each place that clients come from: an address, of IPv6 its
 * /64, or a user of this machine. A place has an entry as long as something is
 * charged to it, whether anybody from there is connected or not: what clients
 * have left behind is charged to it until it is gone. The table is bounded: a
 * place that finds it full is charged nothing, for whoever has so many
 * addresses needs no other way around a limit for each. This file owns the
 * table; used by holders.c and leftovers.c.
 */
#ifndef SERVER_ROUTER_MODEL_LEDGER_H
#define SERVER_ROUTER_MODEL_LEDGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/mem/limits.h"
#include "base/state/state.h"
#include "router/model/holds.h"

/* No entry: of an exempt place, or of one to which nothing is charged. */
#define LEDGER_NONE 0

/*
 * How many places are charged. Beyond these there is room for what another
 * program has charged: clients may be charged here before that is read, of whom
 * that program had no more room.
 */
#define LEDGER_MAX ((size_t)2 * CLIENTS_MAX)
#define LEDGER_ROWS (LEDGER_MAX + CLIENTS_MAX)

/* False where there is no memory. */
bool ledger_init(void);

/* Returns the entry of the place that the client comes from, if it has one. */
uint32_t ledger_find(uint32_t client);

/* Returns whether anything is charged there: not to an exempt address. */
bool ledger_charges(uint32_t client);

/*
 * Charges one thing more, that counts for so much, to the place that the client
 * comes from. Returns the entry, which stays at least until that is refunded;
 * LEDGER_NONE: nothing is charged.
 */
uint32_t ledger_charge(uint32_t client, enum hold what, size_t count);

/* Takes the charge of one thing back; does nothing of LEDGER_NONE. */
void ledger_refund(uint32_t entry, enum hold what, size_t count);

/* Returns how much is charged to the place; 0 for LEDGER_NONE. */
size_t ledger_held(uint32_t entry, enum hold what);

/* Returns how many places have an entry. */
size_t ledger_used(void);

/*
 * Marks the entry for whoever walks them, and returns whether it has that mark;
 * a mark is never 0. Neither does anything to LEDGER_NONE, which has none.
 */
void ledger_mark(uint32_t entry, uint64_t mark);
bool ledger_is_marked(uint32_t entry, uint64_t mark);

/*
 * Writes a line that says which place it is, and reads it back, in another
 * program: charges a thing to that place. Returns false, with *entry as it was,
 * if the line is none of these; *entry is LEDGER_NONE, and that is noted, if it
 * is a wrong one.
 */
void ledger_save(struct state *state, uint32_t entry);
bool ledger_load(
    struct state *state, enum hold what, size_t count, uint32_t *entry);

#endif
