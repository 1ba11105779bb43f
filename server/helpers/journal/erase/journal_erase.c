/* Erasing: see journal_erase.h. */
#include "helpers/journal/erase/journal_erase.h"

#include <errno.h>

#include "helpers/journal/erase/journal_ended.h"
#include "helpers/journal/journal_guests.h"
#include "helpers/journal/read/journal_read.h"

/* Records that one part of the work looks at. */
#define LINES 300

/* Talks of guests that one sync is for. */
#define WALKED 256

/* The time between two attempts. */
#define PAUSE SEC

/* An order that fails so often is put aside for that long. */
#define FAILURES 3
#define ASIDE (600 * SEC)

/* The time between two looks for what was damaged or lost of guests' talks. */
#define SWEEP (60 * SEC)

void
journal_erase_init(struct journal_erase *erase, struct journal_reader *reader)
{
	*erase = (struct journal_erase) { .reader = reader,
		.overwrite = { .reader = reader, .fd = -1 } };
	journal_sweep_init(&erase->sweep);
	journal_orders_init(
	    &erase->orders, reader->files->directory, &reader->targets->names);
	reader->hides = journal_orders_hide;
	reader->forgets = journal_orders_forget;
	reader->orders = &erase->orders;
}

void
journal_erase_begin(struct journal_erase *erase)
{
	journal_overwrite_begin(&erase->overwrite);
	journal_orders_load(&erase->orders);
	journal_guests_find(erase->reader->targets);
	journal_search_begin(&erase->search, erase->reader, erase->orders.done);
}

/* Puts the order off after a failure, with errno. */
static void
fail(struct journal_erase *erase)
{
	erase->error = errno;
	erase->failures++;
	erase->again = clock_mono() + PAUSE;
	erase->state = JOURNAL_ERASE_IDLE;
	/* Nobody knows what is on the disk of the talks that were walked. */
	if (erase->overwrite.is_unsafe ||
	    !journal_overwrite_settle(&erase->overwrite))
		erase->walked = 0;
}

/* Syncs the file that was changed. */
static bool
settle(struct journal_erase *erase)
{
	if (journal_overwrite_settle(&erase->overwrite))
		return true;
	fail(erase);
	return false;
}

/* Overwrites the record at a place. Returns false if that fails. */
static bool
overwrite(struct journal_erase *erase, uint64_t key, uint64_t at)
{
	if (journal_overwrite_record(&erase->overwrite, key, at))
		return true;
	fail(erase);
	return false;
}

/* The records that are whole are done; begins with those that are not. */
static void
begin_sweep(struct journal_erase *erase)
{
	erase->state = JOURNAL_ERASE_SWEEP;
	erase->target = JOURNAL_NONE;
	journal_sweep_begin(&erase->sweep, &erase->overwrite);
}

/*
 * Begins to go back through the target that had that name at the time, below
 * one ID and down to another.
 */
static void
begin_walk(struct journal_erase *erase, struct str where, uint64_t time,
    uint64_t before, uint64_t lowest)
{
	journal_walk_begin(&erase->walk, &erase->reader->indexes, where, time,
	    before, journal_read_file(erase->reader, before - 1));
	erase->lowest = lowest;
	erase->state = JOURNAL_ERASE_WALK;
}

/* Begins with a target, all of whose events before an ID are to be erased. */
static void
begin_target(struct journal_erase *erase, uint32_t number, uint64_t before)
{
	const struct journal_target *target =
	    &erase->reader->targets->target[number];

	erase->target = number;
	erase->renamed = journal_names_last(&erase->reader->targets->names);
	begin_walk(erase, journal_target_where(target), JOURNAL_NOW, before,
	    target->erased);
}

/* Begins with an order about one target, a group or a talk. */
static void
begin_with_target(struct journal_erase *erase, uint32_t number)
{
	const struct journal_order *order = &erase->order;

	if (number != JOURNAL_NONE)
		begin_target(erase, number, order->event);
	else if (order->kind == JOURNAL_ORDER_TARGET)
		begin_walk(erase, journal_order_where(order), order->time,
		    order->event, 0);
	else
		begin_sweep(erase);
}

/* Begins with the present order. */
static void
begin_order(struct journal_erase *erase)
{
	const struct journal_order *order = &erase->order;

	erase->target = JOURNAL_NONE;
	erase->ended = JOURNAL_NONE;
	erase->has_met = false;
	erase->guest = journal_guests_first(erase->reader->targets);
	erase->walked = 0;
	if (order->kind == JOURNAL_ORDER_GUESTS) {
		erase->state = JOURNAL_ERASE_GUESTS;
	} else if (order->kind == JOURNAL_ORDER_EVENT) {
		begin_walk(erase, journal_order_where(order), order->time,
		    order->event + 1, order->event);
	} else if (order->kind == JOURNAL_ORDER_ACCOUNT) {
		erase->state = JOURNAL_ERASE_ACCOUNT;
		journal_account_begin(&erase->account, &erase->overwrite);
	} else if (order->kind == JOURNAL_ORDER_TARGET ||
	    journal_ended_is_group(order)) {
		begin_with_target(erase,
		    journal_targets_find_at(erase->reader->targets,
			journal_order_where(order), order->time));
	} else {
		erase->state = JOURNAL_ERASE_TARGETS;
	}
}

/* Looks for the next target whose past has ended with the order. */
static void
next_ended(struct journal_erase *erase)
{
	const enum journal_ended ended = journal_ended_next(
	    erase->reader->targets, &erase->order, &erase->ended);

	if (ended == JOURNAL_ENDED_ONE)
		begin_target(erase, erase->ended, erase->order.event);
	else if (ended == JOURNAL_ENDED_NONE)
		begin_sweep(erase);
}

/* Returns whether the files of lost and damaged lines are to be looked at. */
static bool
must_sweep(const struct journal_erase *erase)
{
	return erase->sweeps && clock_mono() >= erase->next_sweep;
}

/*
 * Returns whether a guest's talk has ended that can be erased now, or what was
 * damaged or lost of those that have been.
 */
static bool
guests_are_due(const struct journal_erase *erase, uint64_t stored)
{
	const struct journal_targets *targets = erase->reader->targets;
	const uint32_t number = journal_guests_first(targets);

	return must_sweep(erase) ||
	    (number != JOURNAL_NONE && targets->target[number].floor <= stored);
}

/* Forgets the talks of guests that were walked, now that that is synced. */
static void
drop_guests(struct journal_erase *erase)
{
	erase->sweeps = erase->sweeps || erase->walked > 0;
	for (; erase->walked > 0; erase->walked--)
		journal_guests_forget(erase->reader->targets);
}

/*
 * Begins with the next talk of a guest that has ended, if that is stored; or
 * else with the files of lost and damaged lines, once for all.
 */
static void
next_guest(struct journal_erase *erase)
{
	const struct journal_targets *targets = erase->reader->targets;
	const uint32_t number = erase->guest;
	const bool is_there = number != JOURNAL_NONE &&
	    targets->target[number].floor <= erase->order.id;

	if (!is_there || erase->walked == WALKED) {
		if (!settle(erase))
			return;
		drop_guests(erase);
	}
	erase->order.event = erase->order.id + 1;
	if (is_there)
		begin_target(erase, number, targets->target[number].floor);
	else if (must_sweep(erase))
		begin_sweep(erase);
	else
		erase->state = JOURNAL_ERASE_IDLE;
}

/* Goes on to the next talk of a guest; what was overwritten is synced later. */
static void
leave_guest(struct journal_erase *erase)
{
	erase->guest = erase->reader->targets->target[erase->target].next_gone;
	erase->walked++;
	erase->state = JOURNAL_ERASE_GUESTS;
}

/* Returns whether the target is still the one whose walk began. */
static bool
is_still(const struct journal_erase *erase, uint32_t number)
{
	const struct journal_targets *targets = erase->reader->targets;

	return journal_targets_find(
		   targets, journal_walk_begun(&erase->walk)) == number &&
	    journal_names_last(&targets->names) == erase->renamed;
}

/*
 * Returns whether there was no former group of a name that a group took, as far
 * as the indexes know, so that all files are as they should be. Before a
 * failure, or a kill, a record may have been half overwritten.
 */
static bool
was_nobody(const struct journal_erase *erase)
{
	return erase->order.is_former && erase->is_queued &&
	    erase->failures == 0 && !erase->has_met;
}

/* Ends the walk through a target. */
static void
end_walk(struct journal_erase *erase)
{
	const struct journal_order *order = &erase->order;
	const uint32_t number = erase->target;
	struct journal_target *target;

	if (order->kind == JOURNAL_ORDER_GUESTS) {
		leave_guest(erase);
		return;
	}
	if (!settle(erase))
		return;
	if (number != JOURNAL_NONE && is_still(erase, number)) {
		target = &erase->reader->targets->target[number];
		target->erased = usec_later(target->erased, order->event);
	}
	if (order->kind == JOURNAL_ORDER_ENDED &&
	    !journal_ended_is_group(order))
		erase->state = JOURNAL_ERASE_TARGETS;
	else if (was_nobody(erase))
		erase->state = JOURNAL_ERASE_IDLE;
	else
		begin_sweep(erase);
}

static void
walk_record(struct journal_erase *erase, const struct journal_record *record,
    uint64_t key, uint64_t at)
{
	erase->has_met = true;
	if (journal_verb_is_event(record->verb))
		(void)overwrite(erase, key, at); /* it notes a failure */
}

/* Goes back over records of a target. Returns false if an index is missing. */
static bool
walk_on(struct journal_erase *erase)
{
	struct journal_record record;
	enum journal_step step = JOURNAL_STEP_ON;
	uint64_t key, at;

	for (size_t i = 0; i < LINES && erase->state == JOURNAL_ERASE_WALK;
	     i++) {
		step = journal_walk_next(
		    &erase->walk, &erase->reader->indexes, &record, &key, &at);
		if (step == JOURNAL_STEP_END ||
		    (step == JOURNAL_STEP_RECORD && record.id < erase->lowest))
			end_walk(erase);
		else if (step == JOURNAL_STEP_NEVER)
			fail(erase);
		else if (step == JOURNAL_STEP_LATER)
			return false;
		else if (step == JOURNAL_STEP_RECORD)
			walk_record(erase, &record, key, at);
	}
	return true;
}

/* Takes the result of a slice of a pass. */
static void
take_pass(struct journal_erase *erase, enum journal_pass pass)
{
	if (pass == JOURNAL_PASS_FAILED)
		fail(erase);
	else if (pass == JOURNAL_PASS_END &&
	    erase->state == JOURNAL_ERASE_ACCOUNT)
		begin_sweep(erase);
	else if (pass == JOURNAL_PASS_END)
		erase->state = JOURNAL_ERASE_IDLE;
}

/*
 * Makes the order to erase talks of guests that have ended, if there are any
 * whose end is stored.
 */
static bool
begin_guests(struct journal_erase *erase, uint64_t stored)
{
	if (!guests_are_due(erase, stored))
		return false;
	erase->order = (struct journal_order) { .kind = JOURNAL_ORDER_GUESTS,
		.id = stored };
	erase->has_order = erase->was_guests = true;
	erase->is_queued = false;
	return true;
}

/* Looks for the next order that is stored. Returns whether there is more. */
static bool
next_order(struct journal_erase *erase, uint64_t stored)
{
	struct journal_orders *orders = &erase->orders;
	const struct journal_order *first = journal_orders_first(orders);
	enum journal_search_result search;

	if (first != NULL && first->id <= stored) {
		erase->order = *first;
		erase->has_order = erase->is_queued = true;
		return true;
	}
	if (first != NULL || !orders->is_behind)
		return false;
	search = journal_search_go_on(&erase->search, stored, &erase->order);
	erase->has_order = search == JOURNAL_SEARCH_FOUND;
	erase->is_queued = false;
	if (search == JOURNAL_SEARCH_FAILED)
		fail(erase);
	if (search != JOURNAL_SEARCH_END)
		return true;
	if (orders->met <= erase->search.id) {
		orders->is_behind = false;
		journal_orders_finish(orders, stored, true);
	}
	return false;
}

/*
 * Looks for the next work, by turns the guests' and an order. Returns whether
 * there is more.
 */
static bool
next_work(struct journal_erase *erase, uint64_t stored)
{
	const bool had_guests = erase->was_guests;

	if (!had_guests && begin_guests(erase, stored))
		return true;
	erase->was_guests = false;
	return next_order(erase, stored) ||
	    (had_guests && begin_guests(erase, stored));
}

/* Goes on to the next order. */
static void
leave_order(struct journal_erase *erase)
{
	erase->has_order = false;
	erase->failures = 0;
	if (!erase->is_queued)
		return;
	journal_search_took(&erase->search, erase->order.id);
	journal_orders_drop(&erase->orders);
}

/* Returns up to which ID all orders are done, now that the present one is. */
static uint64_t
done_upto(const struct journal_erase *erase)
{
	const struct journal_order *next = journal_orders_first(&erase->orders);
	const uint64_t id = erase->order.id;

	/* Its batch may have others. */
	return next != NULL ? id - (next->id == id) :
			      id - erase->orders.is_behind;
}

/* The talks of guests are erased, and what was damaged or lost of them. */
static void
end_guests(struct journal_erase *erase)
{
	if (!must_sweep(erase))
		return;
	erase->sweeps = false;
	erase->next_sweep = clock_mono() + SWEEP;
}

/* The present order has been carried out. */
static void
end_order(struct journal_erase *erase)
{
	const uint64_t erased = erase->overwrite.erased;

	leave_order(erase);
	if (erase->orders.aside == 0 && !erase->guests_aside)
		erase->error = 0;
	if (erase->order.kind == JOURNAL_ORDER_GUESTS)
		end_guests(erase);
	else
		journal_orders_finish(&erase->orders, done_upto(erase),
		    !erase->is_queued || erased != erase->noted);
	erase->noted = erased;
}

/*
 * Puts aside the talk of a guest that cannot be erased, and those before it
 * that were walked in vain.
 */
static void
put_guests_aside(struct journal_erase *erase)
{
	struct journal_targets *targets = erase->reader->targets;
	uint32_t number;

	drop_guests(erase);
	while ((number = journal_guests_first(targets)) != JOURNAL_NONE) {
		journal_guests_take(targets);
		if (number == erase->target)
			break;
	}
	erase->guests_aside = true;
}

/* The present order cannot be carried out now; the next ones may be. */
static void
put_aside(struct journal_erase *erase)
{
	erase->resumes = clock_mono() + ASIDE;
	leave_order(erase);
	if (erase->order.kind != JOURNAL_ORDER_GUESTS) {
		journal_orders_put_aside(&erase->orders, erase->order.id);
	} else if (erase->target == JOURNAL_NONE) {
		erase->next_sweep = erase->resumes;
	} else {
		put_guests_aside(erase);
	}
}

/*
 * Returns whether it is time for the orders that were put aside, and none is
 * left in memory: they are found in the history, and so would those be.
 */
static bool
must_resume(const struct journal_erase *erase)
{
	return erase->orders.aside != 0 && !erase->has_order &&
	    journal_orders_first(&erase->orders) == NULL &&
	    clock_mono() >= erase->resumes;
}

/* Takes a step of the present order. Returns false if it has to wait. */
static bool
step(struct journal_erase *erase)
{
	bool good = true;

	if (erase->state == JOURNAL_ERASE_IDLE &&
	    journal_ended_is_nothing(erase->reader->targets, &erase->order)) {
		if (settle(erase))
			end_order(erase);
		return true;
	}
	if (erase->state == JOURNAL_ERASE_IDLE)
		begin_order(erase);
	switch (erase->state) {
	case JOURNAL_ERASE_TARGETS:
		next_ended(erase);
		break;
	case JOURNAL_ERASE_GUESTS:
		next_guest(erase);
		break;
	case JOURNAL_ERASE_WALK:
		good = walk_on(erase);
		break;
	case JOURNAL_ERASE_ACCOUNT:
		take_pass(erase,
		    journal_account_go_on(&erase->account, &erase->order));
		break;
	case JOURNAL_ERASE_SWEEP:
		take_pass(
		    erase, journal_sweep_go_on(&erase->sweep, &erase->order));
		break;
	case JOURNAL_ERASE_IDLE:
		break;
	}
	if (erase->state == JOURNAL_ERASE_IDLE && erase->again == 0)
		end_order(erase);
	return good;
}

static bool
must_pause(const struct journal_erase *erase)
{
	return erase->again != 0 && clock_mono() < erase->again;
}

bool
journal_erase_work(struct journal_erase *erase, uint64_t stored)
{
	if (erase->is_held || must_pause(erase))
		return false;
	erase->again = 0;
	if (erase->has_order && erase->failures >= FAILURES)
		put_aside(erase);
	if (must_resume(erase)) {
		journal_orders_resume(&erase->orders);
		journal_search_begin(
		    &erase->search, erase->reader, erase->orders.done);
	}
	if (erase->guests_aside && clock_mono() >= erase->resumes) {
		erase->guests_aside = false;
		journal_guests_find(erase->reader->targets);
	}
	if (!erase->has_order && !next_work(erase, stored))
		return false;
	return !erase->has_order || step(erase);
}

void
journal_erase_moved(struct journal_erase *erase, uint64_t key)
{
	journal_search_moved(&erase->search, key);
}

bool
journal_erase_is_busy(const struct journal_erase *erase, uint64_t stored)
{
	const struct journal_order *first =
	    journal_orders_first(&erase->orders);

	if (erase->is_held || must_pause(erase))
		return false;
	return erase->has_order || must_resume(erase) ||
	    guests_are_due(erase, stored) ||
	    (first != NULL && first->id <= stored) ||
	    (first == NULL && erase->orders.is_behind &&
		erase->search.dry != stored);
}

usec
journal_erase_next(const struct journal_erase *erase)
{
	const bool resumes = erase->guests_aside ||
	    (erase->orders.aside != 0 &&
		journal_orders_first(&erase->orders) == NULL);

	if (erase->is_held)
		return UINT64_MAX;
	if (erase->again != 0)
		return erase->again;
	return usec_earlier(resumes ? erase->resumes : UINT64_MAX,
	    erase->sweeps ? erase->next_sweep : UINT64_MAX);
}
