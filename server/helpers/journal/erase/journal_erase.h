/*
 * Erasing: carries out orders (journal_orders.h), a little at a time. A record
 * is overwritten in place, so that all others stay where they are, and the file
 * is synced before the next order. Talks of guests that have ended are one
 * order of their own (journal_guests.h), by turns with the others. An order
 * begins when it is stored: all records before it are then in files, and none
 * of them is still in the writer's memory. Files of lost tails (.cut) are
 * looked through, too, and damaged lines in files where some were met: they may
 * be what is meant, or a record that was half overwritten before a kill. An
 * order that fails again and again is put aside, so that the others go on.
 */
#ifndef SERVER_HELPERS_JOURNAL_ERASE_JOURNAL_ERASE_H
#define SERVER_HELPERS_JOURNAL_ERASE_JOURNAL_ERASE_H

#include "helpers/journal/erase/journal_account.h"
#include "helpers/journal/erase/journal_orders.h"
#include "helpers/journal/erase/journal_overwrite.h"
#include "helpers/journal/erase/journal_search.h"
#include "helpers/journal/erase/journal_sweep.h"
#include "helpers/journal/read/journal_reader.h"

enum journal_erasing {
	JOURNAL_ERASE_IDLE,
	JOURNAL_ERASE_TARGETS, /* looks for the next target that has ended */
	JOURNAL_ERASE_GUESTS, /* looks for the next talk of guests */
	JOURNAL_ERASE_WALK, /* goes back through the records of a target */
	JOURNAL_ERASE_ACCOUNT, /* goes through all files */
	JOURNAL_ERASE_SWEEP /* goes through what is damaged or lost */
};

struct journal_erase {
	struct journal_reader *reader;
	struct journal_orders orders;
	struct journal_order order; /* the present one, if there is one */
	bool has_order;
	bool is_queued; /* it is the first of the orders */
	enum journal_erasing state;
	struct journal_walk walk;
	bool has_met; /* the walk has come to a record */
	uint64_t lowest; /* the walk ends before this ID */
	uint32_t target; /* which is walked */
	uint64_t renamed; /* the last renaming of a group when that began */
	uint32_t ended; /* the last target that was found to have ended */
	struct journal_account account;
	struct journal_search search; /* for orders only in the history */
	bool is_held; /* no order begins: a file is being written anew */
	struct journal_overwrite overwrite;
	struct journal_sweep sweep;
	uint32_t guest; /* the next talk of a guest; JOURNAL_NONE: none */
	uint32_t walked; /* those before it, which are not synced */
	bool was_guests; /* the last order was that about guests */
	bool guests_aside; /* talks of guests could not be erased */
	bool sweeps; /* damaged and lost lines of guests are to be erased */
	usec next_sweep; /* not before that time */
	int error; /* errno of the last failure; 0: none */
	usec again; /* when to try again; 0: at once */
	unsigned failures; /* of the present order */
	usec resumes; /* when to try again what was put aside */
	uint64_t noted; /* erased records of finished orders */
};

/* Sets it up. The reader is the caller's. */
void journal_erase_init(
    struct journal_erase *erase, struct journal_reader *reader);

/* The history is loaded: what is left to do is looked for. */
void journal_erase_begin(struct journal_erase *erase);

/*
 * Works for less than 1 ms, but for syncs, on orders that are stored, which all
 * records up to the ID are. Returns whether there is more to do at once.
 */
bool journal_erase_work(struct journal_erase *erase, uint64_t stored);

/* A file was written anew: the places in it are others. */
void journal_erase_moved(struct journal_erase *erase, uint64_t key);

/* Returns whether there is work that need not wait for anything. */
bool journal_erase_is_busy(const struct journal_erase *erase, uint64_t stored);

/* Returns when to try again after a failure; UINT64_MAX: there was none. */
usec journal_erase_next(const struct journal_erase *erase);

#endif
