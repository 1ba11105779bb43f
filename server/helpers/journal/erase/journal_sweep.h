/*
 * The pass through what is damaged or lost, after the records that are whole:
 * files in which damaged lines were met, and then the files of lost tails.
 */
#ifndef SERVER_HELPERS_JOURNAL_ERASE_JOURNAL_SWEEP_H
#define SERVER_HELPERS_JOURNAL_ERASE_JOURNAL_SWEEP_H

#include "helpers/journal/erase/journal_cuts.h"
#include "helpers/journal/erase/journal_damage.h"

struct journal_sweep {
	struct journal_damage damage;
	bool is_damage_done;
	struct journal_cuts cuts;
	uint64_t key; /* the file whose lost tail it is; 0: of the rows */
};

/* Sets it up. */
void journal_sweep_init(struct journal_sweep *sweep);

/* Begins, again after a failure. */
void journal_sweep_begin(
    struct journal_sweep *sweep, struct journal_overwrite *overwrite);

/* Carries out the order in some lines; at the end, all is synced. */
enum journal_pass journal_sweep_go_on(
    struct journal_sweep *sweep, const struct journal_order *order);

#endif
