/*
 * The files in which damaged lines were met: such a line may be what an order
 * to erase means, or a record that was half overwritten before a kill.
 */
#ifndef SERVER_HELPERS_JOURNAL_ERASE_JOURNAL_DAMAGE_H
#define SERVER_HELPERS_JOURNAL_ERASE_JOURNAL_DAMAGE_H

#include "helpers/journal/erase/journal_orders.h"
#include "helpers/journal/erase/journal_tags.h"

struct journal_damage {
	struct journal_overwrite *overwrite; /* the caller's */
	uint64_t key, at; /* the place of the next line */
	struct journal_tags tags; /* before it, which are its own */
};

/* Begins with the first such file. */
void journal_damage_begin(
    struct journal_damage *damage, struct journal_overwrite *overwrite);

/*
 * Carries out the order in some lines of these files. At the end, what was
 * overwritten is synced.
 */
enum journal_pass journal_damage_go_on(
    struct journal_damage *damage, const struct journal_order *order);

#endif
