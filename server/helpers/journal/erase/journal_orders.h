/*
 * The orders to erase, which are records of the history themselves: redact,
 * forget, void, and those by which the past of a target ends. They are carried
 * out one after the other, when they are stored. The file "todo" has the ID up
 * to which all are done, so that after a kill the others are found in the
 * history and carried out, some of them again.
 */
#ifndef SERVER_HELPERS_JOURNAL_ERASE_JOURNAL_ORDERS_H
#define SERVER_HELPERS_JOURNAL_ERASE_JOURNAL_ORDERS_H

#include "helpers/journal/journal_names.h"
#include "helpers/journal/journal_record.h"

#define JOURNAL_TODO "todo"

/* Orders that wait in memory; others are found in the history. */
#define JOURNAL_ORDERS 256

enum journal_order_kind {
	JOURNAL_ORDER_NONE,
	JOURNAL_ORDER_EVENT, /* the event of that ID in a target */
	JOURNAL_ORDER_TARGET, /* a target's events before that ID */
	JOURNAL_ORDER_ENDED, /* those of targets whose past ended with it */
	JOURNAL_ORDER_ACCOUNT, /* an account's events before that ID */
	JOURNAL_ORDER_GUESTS /* talks of guests that ended before that ID; it
				is no record: see journal_guests.h */
};

struct journal_order {
	enum journal_order_kind kind;
	uint64_t id; /* of the order */
	uint64_t event; /* the ID that it names */
	uint64_t time; /* when its target had that name */
	bool is_former; /* its target is a former group, if there was one */
	bool is_end; /* what it names has ended, and not only what was closed */
	char where[JOURNAL_WHERE]; /* or the account */
	uint8_t len;
};

struct journal_orders {
	int directory;
	const struct journal_names *names;
	struct journal_order order[JOURNAL_ORDERS]; /* a ring */
	size_t first, count;
	uint64_t done; /* all up to this ID are done */
	uint64_t saved; /* as the file has it, or should */
	uint64_t aside; /* the first one that was put aside; 0: none */
	uint64_t met; /* the last one so far */
	bool is_behind; /* some after these are only in the history */
	/* The last ones, in a ring, without those that have ended something. */
	struct journal_order recent[JOURNAL_ORDERS];
	size_t recents; /* that were put in */
};

/* Makes the list. It is told later up to which ID all are done. */
void journal_orders_init(struct journal_orders *orders, int directory,
    const struct journal_names *names);

/* Reads the file; without a valid one, everything has to be done again. */
void journal_orders_load(struct journal_orders *orders);

/*
 * Notes that all orders up to the ID are done, but for those put aside: then
 * only those before count as done. Writes the file if that is worth it now, or
 * if the file is too old.
 */
void journal_orders_finish(
    struct journal_orders *orders, uint64_t id, bool is_worth_it);

/*
 * The order of that ID cannot be carried out now; or those put aside are to be
 * found again in the history, after the last one that is done.
 */
void journal_orders_put_aside(struct journal_orders *orders, uint64_t id);
void journal_orders_resume(struct journal_orders *orders);

/* Reads an order from a record. False if it is none. */
bool journal_order_read(
    const struct journal_record *record, struct journal_order *order);

/*
 * Returns whether the order is about the group or talk of the record, by the
 * name that this had then.
 */
bool journal_order_is_about(const struct journal_order *order,
    const struct journal_names *names, const struct journal_record *record);

/* Notes the record, if it is an order that was not met yet. */
void journal_orders_take(
    struct journal_orders *orders, const struct journal_record *record);

/*
 * Returns whether a recent order that is not done is to erase the record, alone
 * or with all of its group, so that no reader gets it meanwhile. orders is a
 * struct journal_orders. The events of an account are not looked for.
 */
bool journal_orders_hide(
    const void *orders, const struct journal_record *record);

/*
 * Returns whether an order to forget the account was met and is not done.
 * orders is a struct journal_orders.
 */
bool journal_orders_forget(const void *orders, struct str account);

/* Returns the next order; null if none waits in memory. Drops it. */
const struct journal_order *journal_orders_first(
    const struct journal_orders *orders);
void journal_orders_drop(struct journal_orders *orders);

static inline struct str
journal_order_where(const struct journal_order *order)
{
	return (struct str) { order->where, order->len };
}

#endif
