/* The orders to erase: see journal_orders.h. */
#include "helpers/journal/erase/journal_orders.h"

#include <fcntl.h>
#include <stdio.h>

#include "helpers/journal/journal_disk.h"
#include "shared/clock.h"
#include "shared/io.h"

#define NEW JOURNAL_TODO ".new"

/* New orders that erase nothing are only noted that often, in IDs. */
#define SAVED_EACH (60 * SEC)

#define WORD "done "

/* Room for the file: the word, an ID and LF. */
#define ROOM (LITERAL_LEN(WORD) + STR_DIGITS + 1)

void
journal_orders_init(struct journal_orders *orders, int directory,
    const struct journal_names *names)
{
	*orders =
	    (struct journal_orders) { .directory = directory, .names = names };
}

void
journal_orders_load(struct journal_orders *orders)
{
	int fd = journal_disk_open(orders->directory, JOURNAL_TODO, O_RDONLY);
	char room[ROOM];
	const ssize_t count = fd == -1 ? -1 : io_read(fd, room, sizeof(room));
	struct str text = { room, count > 0 ? (size_t)count - 1 : 0 };

	io_close(&fd);
	if (!str_skip(&text, STR(WORD)) ||
	    !str_to_number(text, UINT64_MAX, &orders->done))
		orders->done = 0;
	orders->saved = orders->done;
	orders->first = orders->count = 0;
	orders->is_behind = true;
}

/*
 * Writes the file. If that fails, it is as it was, and some orders are carried
 * out again after the next start; so it is not synced either.
 */
static void
save(struct journal_orders *orders)
{
	char text[ROOM + 1];
	const int len = snprintf(text, sizeof(text), WORD "%llu\n",
	    (unsigned long long)orders->done);
	int fd = journal_disk_new(orders->directory, NEW);

	if (fd == -1)
		return;
	orders->saved = orders->done;
	if (io_write_all(fd, text, (size_t)len))
		(void)journal_disk_replace(
		    orders->directory, fd, NEW, JOURNAL_TODO, false);
	io_close(&fd);
}

void
journal_orders_finish(
    struct journal_orders *orders, uint64_t id, bool is_worth_it)
{
	if (orders->aside != 0 && id >= orders->aside)
		id = orders->aside - 1;
	if (id <= orders->done)
		return;
	orders->done = id;
	if (is_worth_it || id > orders->saved + SAVED_EACH)
		save(orders);
}

void
journal_orders_put_aside(struct journal_orders *orders, uint64_t id)
{
	if (orders->aside == 0 || id < orders->aside)
		orders->aside = id;
}

void
journal_orders_resume(struct journal_orders *orders)
{
	orders->aside = 0;
	orders->is_behind = true;
}

static bool
set_order(struct journal_order *order, enum journal_order_kind kind,
    struct str where, uint64_t event)
{
	if (where.len == 0 || where.len >= sizeof(order->where))
		return false;
	order->kind = kind;
	order->event = event;
	order->time = order->id;
	order->len = (uint8_t)where.len;
	memcpy(order->where, where.at, where.len);
	return true;
}

static bool
read_redact(const struct journal_record *record, struct journal_order *order)
{
	struct str rest = record->rest;
	uint64_t event;

	(void)str_word(&rest); /* the actor */
	return str_to_number(str_word(&rest), UINT64_MAX, &event) &&
	    set_order(order, JOURNAL_ORDER_EVENT, record->where, event);
}

/* It names the target as that record does. */
static bool
read_void(const struct journal_record *record, struct journal_order *order)
{
	uint64_t event;

	if (!str_to_number(record->rest, UINT64_MAX, &event) ||
	    event >= record->id ||
	    !set_order(order, JOURNAL_ORDER_EVENT, record->where, event))
		return false;
	order->time = event;
	return true;
}

static bool
read_end(const struct journal_record *record, struct journal_order *order)
{
	return set_order(order, JOURNAL_ORDER_ENDED, record->where, record->id);
}

/* The end of a guest, whom the rest names, is in another list. */
static bool
read_last(const struct journal_record *record, struct journal_order *order)
{
	return record->rest.len == 0 && read_end(record, order);
}

/* The past of a former group of the new name is void. */
static bool
read_renamed(const struct journal_record *record, struct journal_order *order)
{
	return !str_caseeq(record->where, record->rest) &&
	    set_order(order, JOURNAL_ORDER_TARGET, record->rest, record->id);
}

static bool
read_forget(const struct journal_record *record, struct journal_order *order)
{
	struct str where = record->where;
	const bool is_account = str_skip(&where, STR("@"));
	uint64_t before;

	return str_to_number(record->rest, UINT64_MAX, &before) &&
	    set_order(order,
		is_account ? JOURNAL_ORDER_ACCOUNT : JOURNAL_ORDER_TARGET,
		where, before < record->id ? before : record->id);
}

static bool (*const reads[JOURNAL_VERBS])(
    const struct journal_record *record, struct journal_order *order) = {
	[JOURNAL_REDACT] = read_redact,
	[JOURNAL_VOID] = read_void,
	[JOURNAL_END] = read_end,
	[JOURNAL_LAST] = read_last,
	[JOURNAL_START] = read_end,
	[JOURNAL_FORGET] = read_forget,
	[JOURNAL_RENAMED] = read_renamed,
};

bool
journal_order_read(
    const struct journal_record *record, struct journal_order *order)
{
	order->id = record->id;
	order->is_end = record->verb == JOURNAL_END;
	order->is_former = record->verb == JOURNAL_RENAMED;
	return reads[record->verb] != NULL &&
	    reads[record->verb](record, order);
}

void
journal_orders_take(
    struct journal_orders *orders, const struct journal_record *record)
{
	struct journal_order order;

	/* A batch may have several. */
	if (record->id < orders->met || !journal_order_read(record, &order))
		return;
	orders->met = record->id;
	/* The floor of a target hides what has ended with it. */
	if (order.kind != JOURNAL_ORDER_ENDED)
		orders->recent[orders->recents++ % JOURNAL_ORDERS] = order;
	if (orders->is_behind || orders->count == JOURNAL_ORDERS)
		orders->is_behind = true;
	else
		orders->order[(orders->first + orders->count++) %
		    JOURNAL_ORDERS] = order;
}

bool
journal_order_is_about(const struct journal_order *order,
    const struct journal_names *names, const struct journal_record *record)
{
	uint64_t since, until;
	const struct str name =
	    journal_names_at(names, journal_order_where(order), order->time,
		record->id, &since, &until);

	return name.len > 0 && str_caseeq(record->where, name);
}

static bool
is_for(const struct journal_orders *orders, const struct journal_order *order,
    const struct journal_record *record)
{
	const bool is_meant = order->kind == JOURNAL_ORDER_EVENT ?
	    record->id == order->event :
	    order->kind == JOURNAL_ORDER_TARGET && record->id < order->event;

	return is_meant && journal_order_is_about(order, orders->names, record);
}

bool
journal_orders_hide(const void *orders, const struct journal_record *record)
{
	const struct journal_orders *all = orders;
	const struct journal_order *order;

	for (size_t i = 1; i <= all->recents && i <= JOURNAL_ORDERS; i++) {
		order = &all->recent[(all->recents - i) % JOURNAL_ORDERS];
		if (order->id <= all->done)
			return false;
		if (is_for(all, order, record))
			return true;
	}
	return false;
}

bool
journal_orders_forget(const void *orders, struct str account)
{
	const struct journal_orders *all = orders;
	const struct journal_order *order;

	for (size_t i = 1; i <= all->recents && i <= JOURNAL_ORDERS; i++) {
		order = &all->recent[(all->recents - i) % JOURNAL_ORDERS];
		if (order->id <= all->done)
			return false;
		if (order->kind == JOURNAL_ORDER_ACCOUNT &&
		    str_caseeq(journal_order_where(order), account))
			return true;
	}
	/* There may be others that are not in memory. */
	return all->recents > JOURNAL_ORDERS || all->is_behind;
}

const struct journal_order *
journal_orders_first(const struct journal_orders *orders)
{
	return orders->count > 0 ? &orders->order[orders->first] : NULL;
}

void
journal_orders_drop(struct journal_orders *orders)
{
	orders->first = (orders->first + 1) % JOURNAL_ORDERS;
	orders->count--;
}
