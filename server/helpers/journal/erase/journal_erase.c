/* Erasing: see journal_erase.h. */
#include "helpers/journal/erase/journal_erase.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "helpers/journal/erase/journal_cuts.h"
#include "helpers/journal/journal_disk.h"
#include "helpers/journal/read/journal_read.h"
#include "shared/io.h"

/* Lines, and targets, that one part of the work looks at. */
#define LINES 300
#define TARGETS 5000

/* The time between two attempts. */
#define PAUSE SEC

/* An order that fails so often is put aside for that long. */
#define FAILURES 3
#define ASIDE (600 * SEC)

void
journal_erase_init(struct journal_erase *erase, struct journal_reader *reader)
{
	*erase = (struct journal_erase) { .reader = reader, .fd = -1 };
	journal_orders_init(
	    &erase->orders, reader->files->directory, &reader->targets->names);
	reader->hides = journal_orders_hide;
	reader->forgets = journal_orders_forget;
	reader->orders = &erase->orders;
}

void
journal_erase_begin(struct journal_erase *erase)
{
	journal_orders_load(&erase->orders);
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
	io_close(&erase->fd);
}

/* Syncs the file that was changed. */
static bool
settle(struct journal_erase *erase)
{
	bool good = true;

	if (erase->fd != -1)
		good = fdatasync(erase->fd) == 0;
	if (!good)
		fail(erase);
	io_close(&erase->fd);
	return good;
}

static bool
open_file(struct journal_erase *erase, uint64_t key)
{
	char name[JOURNAL_FILE_NAME];

	if (erase->fd != -1 && erase->fd_key == key)
		return true;
	if (!settle(erase))
		return false;
	erase->fd = journal_disk_open(erase->reader->files->directory,
	    journal_file_name(key, "", name), O_RDWR);
	erase->fd_key = key;
	if (erase->fd == -1)
		fail(erase);
	return erase->fd != -1;
}

/* Overwrites the record at a place. Returns false if that fails. */
static bool
overwrite(struct journal_erase *erase, uint64_t key, uint64_t at)
{
	struct journal_view *view = &erase->reader->view;
	struct str line = journal_view_line(view, key, at, JOURNAL_BACK);
	struct journal_record record;

	if (line.len == 0 && journal_view_has_failed()) {
		fail(erase);
		return false;
	}
	if (line.len == 0 || line.at[line.len - 1] != '\n')
		return true; /* the file has just been removed */
	memcpy(erase->line, line.at, line.len);
	line.at = erase->line;
	line.len--;
	if (!journal_record_read(line, &record))
		return true;
	if (!open_file(erase, key))
		return false;
	journal_record_erase(&record, erase->line, line.len);
	if (!journal_disk_overwrite(erase->fd, erase->line, line.len, at)) {
		fail(erase);
		journal_view_forget(view, key); /* half of it may be there */
		return false;
	}
	journal_view_change(view, key, at, line);
	erase->erased++;
	return true;
}

/* The records that are whole are done; begins with those that are not. */
static void
begin_damage(struct journal_erase *erase)
{
	erase->state = JOURNAL_ERASE_DAMAGE;
	erase->key = erase->at = 0;
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

/* Returns whether the order is about the end of one group. */
static bool
ends_group(const struct journal_order *order)
{
	return order->kind == JOURNAL_ORDER_ENDED &&
	    journal_where_is_group(journal_order_where(order));
}

/* Returns whether it only seems to be an order: the group's past goes on. */
static bool
ends_nothing(const struct journal_erase *erase)
{
	const struct journal_order *order = &erase->order;
	const struct journal_targets *targets = erase->reader->targets;
	const uint32_t number = journal_targets_find_at(
	    targets, journal_order_where(order), order->time);

	return ends_group(order) &&
	    (number == JOURNAL_NONE ||
		targets->target[number].floor != order->event);
}

/* Begins with the present order. */
static void
begin_order(struct journal_erase *erase)
{
	const struct journal_order *order = &erase->order;
	struct journal_targets *targets = erase->reader->targets;
	const uint32_t number = journal_targets_find_at(
	    targets, journal_order_where(order), order->time);

	erase->target = JOURNAL_NONE;
	erase->has_met = false;
	begin_damage(erase);
	erase->key = journal_files_after(erase->reader->files, 0);
	erase->at = erase->tags = 0;
	if (order->kind == JOURNAL_ORDER_EVENT)
		begin_walk(erase, journal_order_where(order), order->time,
		    order->event + 1, order->event);
	else if (order->kind == JOURNAL_ORDER_ACCOUNT)
		erase->state = JOURNAL_ERASE_SCAN;
	else if (number != JOURNAL_NONE &&
	    (order->kind == JOURNAL_ORDER_TARGET || ends_group(order)))
		begin_target(erase, number, order->event);
	else if (order->kind == JOURNAL_ORDER_TARGET)
		begin_walk(erase, journal_order_where(order), order->time,
		    order->event, 0);
	else if (order->kind == JOURNAL_ORDER_ENDED)
		erase->state = JOURNAL_ERASE_TARGETS;
}

/* Looks for the next target whose past has ended with the order. */
static void
next_ended(struct journal_erase *erase)
{
	const struct journal_targets *targets = erase->reader->targets;
	uint32_t number = (uint32_t)erase->at;

	for (size_t i = 0; i < TARGETS; i++) {
		number = journal_targets_next(targets, number);
		if (number == JOURNAL_NONE) {
			begin_damage(erase);
			erase->at = 0;
			return;
		}
		erase->at = (uint64_t)number + 1;
		if (targets->target[number].floor == erase->order.event) {
			begin_target(erase, number++, erase->order.event);
			return;
		}
		number++;
	}
}

/*
 * Forgets the talk of a guest who has left, once it is erased: nobody can ask
 * for it again, and there is another for each connection.
 */
static void
drop_guest(struct journal_erase *erase, uint32_t number)
{
	struct journal_targets *targets = erase->reader->targets;
	const struct journal_target *target = &targets->target[number];

	if (erase->order.kind == JOURNAL_ORDER_ENDED &&
	    target->last.id < target->erased &&
	    journal_where_has_guest(journal_target_where(target)))
		journal_targets_drop(targets, number);
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
	struct journal_target *target;
	uint32_t number;

	if (!settle(erase))
		return;
	erase->state =
	    order->kind == JOURNAL_ORDER_ENDED && !ends_group(order) ?
	    JOURNAL_ERASE_TARGETS :
	    JOURNAL_ERASE_DAMAGE;
	if (was_nobody(erase))
		erase->state = JOURNAL_ERASE_IDLE;
	else if (erase->state == JOURNAL_ERASE_DAMAGE)
		begin_damage(erase);
	number = erase->target;
	if (number == JOURNAL_NONE || !is_still(erase, number))
		return;
	target = &erase->reader->targets->target[number];
	target->erased = usec_later(target->erased, order->event);
	drop_guest(erase, number);
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

/* Takes a line of the scan for an account's events. */
static void
scan_line(struct journal_erase *erase, const struct journal_record *record,
    uint64_t at)
{
	const uint64_t id = record->id;

	if (record->verb == JOURNAL_TAGS) {
		erase->tags = id;
		erase->tags_at = at;
	}
	if (id >= erase->order.event ||
	    !journal_record_is_by(record, journal_order_where(&erase->order)))
		return;
	/* The event goes last: after a kill, it says whose the tags are. */
	if (erase->tags == id && !overwrite(erase, erase->key, erase->tags_at))
		return;
	(void)overwrite(erase, erase->key, at); /* it notes a failure */
	erase->tags = 0;
}

/* Looks at the next line. */
static void
scan_next(struct journal_erase *erase)
{
	struct journal_record record;
	const uint64_t at = erase->at;
	size_t len;
	const enum journal_seen seen =
	    journal_search_line(erase->reader, erase->key, at, &record, &len);

	erase->at += len;
	if (seen == JOURNAL_SEEN && record.id < erase->order.event) {
		scan_line(erase, &record, at);
	} else if (seen == JOURNAL_UNREADABLE && journal_view_has_failed()) {
		fail(erase);
	} else if (len == 0) {
		erase->key =
		    journal_files_after(erase->reader->files, erase->key);
		erase->at = erase->tags = 0;
		if (erase->key == 0 && settle(erase))
			begin_damage(erase);
	}
}

/* Goes through lines of all files. */
static void
scan_on(struct journal_erase *erase)
{
	for (size_t i = 0; i < LINES && erase->state == JOURNAL_ERASE_SCAN; i++)
		scan_next(erase);
}

/* Overwrites a damaged line, and the tags before it, which are its own. */
static void
wipe(struct journal_erase *erase, uint64_t at, size_t len)
{
	if (!open_file(erase, erase->key))
		return;
	memset(erase->line, JOURNAL_WIPED, len);
	if (!journal_disk_overwrite(erase->fd, erase->line, len, at))
		fail(erase);
	journal_view_forget(&erase->reader->view, erase->key);
	if (erase->tags != 0)
		(void)overwrite(erase, erase->key, erase->tags_at);
}

/*
 * Deals with a line of a file in which damaged ones were met. A whole record of
 * an ID of which another one is damaged is found nowhere else.
 */
static void
damage_line(struct journal_erase *erase, uint64_t at, struct str line)
{
	struct journal_record record;

	if (journal_record_read(line, &record)) {
		erase->tags = record.verb == JOURNAL_TAGS ? record.id : 0;
		erase->tags_at = at;
		if (journal_cuts_mean_record(
			erase->reader->targets, &erase->order, &record))
			(void)overwrite(erase, erase->key, at);
		return;
	}
	if (line.len > 0 && line.at[0] != JOURNAL_WIPED &&
	    !journal_record_is_whole(line) &&
	    journal_cuts_means(erase->reader->targets, &erase->order, line))
		wipe(erase, at, line.len);
	erase->tags = 0;
}

/* Goes on to the next file in which damaged lines were met. */
static void
next_damaged(struct journal_erase *erase)
{
	const struct journal_files *files = erase->reader->files;
	const struct journal_file *file;

	do {
		erase->key = journal_files_after(files, erase->key);
		file = journal_files_find(files, erase->key);
	} while (file != NULL && (file->is_foreign || !file->is_damaged));
	erase->at = erase->tags = 0;
	if (erase->key == 0 && settle(erase))
		erase->state = JOURNAL_ERASE_CUTS;
}

/* Goes through lines of files in which damaged ones were met. */
static void
damage_on(struct journal_erase *erase)
{
	struct journal_view *view = &erase->reader->view;
	struct str line;

	if (erase->at == 0 && erase->key == 0)
		next_damaged(erase);
	for (size_t i = 0; i < LINES && erase->state == JOURNAL_ERASE_DAMAGE;
	     i++) {
		const uint64_t at = erase->at;
		line = journal_view_line(view, erase->key, at, JOURNAL_FORTH);
		if (line.len == 0 && journal_view_has_failed()) {
			fail(erase);
			return;
		}
		if (line.len == 0) {
			next_damaged(erase);
			continue;
		}
		erase->at += line.len;
		line.len -= line.at[line.len - 1] == '\n';
		damage_line(erase, at, line);
	}
}

/* Goes through the next file of a lost tail; that of the rows is the last. */
static void
cuts_on(struct journal_erase *erase)
{
	const struct journal_files *files = erase->reader->files;
	const struct journal_targets *targets = erase->reader->targets;

	erase->key =
	    files->cuts == 0 ? 0 : journal_files_after(files, erase->key);
	if (erase->key == 0 ?
		!journal_cuts_erase_rows(files, targets, &erase->order) :
		!journal_cuts_erase(files, targets, erase->key, &erase->order))
		fail(erase);
	else if (erase->key == 0)
		erase->state = JOURNAL_ERASE_IDLE;
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

/* The present order has been carried out. */
static void
end_order(struct journal_erase *erase)
{
	leave_order(erase);
	if (erase->orders.aside == 0)
		erase->error = 0;
	journal_orders_finish(&erase->orders, done_upto(erase),
	    !erase->is_queued || erase->erased != erase->noted);
	erase->noted = erase->erased;
}

/* The present order cannot be carried out now; the next ones may be. */
static void
put_aside(struct journal_erase *erase)
{
	journal_orders_put_aside(&erase->orders, erase->order.id);
	erase->resumes = clock_mono() + ASIDE;
	leave_order(erase);
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

	if (erase->state == JOURNAL_ERASE_IDLE && ends_nothing(erase)) {
		end_order(erase);
		return true;
	}
	if (erase->state == JOURNAL_ERASE_IDLE)
		begin_order(erase);
	switch (erase->state) {
	case JOURNAL_ERASE_TARGETS:
		next_ended(erase);
		break;
	case JOURNAL_ERASE_WALK:
		good = walk_on(erase);
		break;
	case JOURNAL_ERASE_SCAN:
		scan_on(erase);
		break;
	case JOURNAL_ERASE_DAMAGE:
		damage_on(erase);
		break;
	case JOURNAL_ERASE_CUTS:
		cuts_on(erase);
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
	if (!erase->has_order && !next_order(erase, stored))
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
	    (first != NULL && first->id <= stored) ||
	    (first == NULL && erase->orders.is_behind &&
		erase->search.dry != stored);
}

usec
journal_erase_next(const struct journal_erase *erase)
{
	if (erase->is_held)
		return UINT64_MAX;
	if (erase->again != 0)
		return erase->again;
	return erase->orders.aside != 0 &&
		journal_orders_first(&erase->orders) == NULL ?
	    erase->resumes :
	    UINT64_MAX;
}
