/*
 * The order "limits": each limit in force, how much of it is used, and the key
 * that sets it.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/config/config.h"
#include "base/mem/limits.h"
#include "operator/order.h"
#include "policy/peers.h"
#include "router/history/journal_link.h"
#include "router/model/boxes.h"
#include "router/model/clients.h"
#include "router/model/groups.h"
#include "router/model/holds.h"
#include "router/model/ledger.h"
#include "router/model/quota.h"
#include "router/model/slots.h"
#include "router/model/table.h"
#include "router/queue/outq.h"

static size_t
most_of_one_address(void)
{
	return peers_most(false);
}

static size_t
most_of_one_user(void)
{
	return peers_most(true);
}

static size_t
most_joined(void)
{
	size_t most = 0;

	FOR_EACH_CLIENT(client)
		if (groups_of(client)->count > most)
			most = groups_of(client)->count;
	return most;
}

static size_t
most_made(void)
{
	return quota_most(QUOTA_GROUPS);
}

static size_t
most_made_at_one_place(void)
{
	return ledger_most(QUOTA_GROUPS);
}

static size_t
most_held_at_one_place(void)
{
	return ledger_most(QUOTA_HOLDS);
}

static size_t
longest_queue(void)
{
	size_t most = 0;

	FOR_EACH_SLOT(slot)
		if (slots_get(slot)->down.queue.bytes > most)
			most = slots_get(slot)->down.queue.bytes;
	return most;
}

static size_t
fullest_box(void)
{
	size_t most = 0;

	for (uint32_t box = boxes_next(0); box != GROUP_NONE;
	     box = boxes_next(box + 1))
		if (boxes_get(box)->waiting.count > most)
			most = boxes_get(box)->waiting.count;
	return most;
}

static size_t
fullest_table(void)
{
	size_t most = 0;

	FOR_EACH_GROUP_OR_LEFT(group)
	if (table_count(group) > most)
		most = table_count(group);
	FOR_EACH_CLIENT(client)
		if (table_count(table_of_client(client)) > most)
			most = table_count(table_of_client(client));
	return most;
}

static size_t
history_bytes(void)
{
	return (size_t)journal_link_figures()->bytes;
}

static size_t
most_held(void)
{
	size_t most = 0;

	FOR_EACH_CLIENT(client)
		if (holds_of(client)->count > most)
			most = holds_of(client)->count;
	return most;
}

/* How much of a key's limit is used, where something lasts that is counted. */
#define USE(key, used)                             \
	{                                          \
		offsetof(struct config, key), used \
	}
static const struct use {
	size_t member;
	size_t (*used)(void);
} uses[] = {
	USE(max_clients, clients_used),
	USE(max_per_address, most_of_one_address),
	USE(max_per_user, most_of_one_user),
	USE(max_groups, groups_count_all),
	USE(max_joined, most_joined),
	USE(max_made, most_made),
	USE(max_made_per_address, most_made_at_one_place),
	USE(queue_max, longest_queue),
	USE(queue_total, segments_held),
	USE(table_keys, fullest_table),
	USE(table_max, table_bytes),
	USE(box_max, boxes_bytes),
	USE(history_size, history_bytes),
};

/* Rows for a limit that a key sets, and for one that none does. */
#define LIMIT(key, set, least, most, usual, what, zero) \
	{ LIT(#key), offsetof(struct config, key), 0, NULL, zero, LIT(what) },
#define HARD(limit, used, what)                            \
	{                                                  \
		LIT("-"), 0, limit, used, false, LIT(what) \
	}

/* The limits that keys set, in the order of keys.def, then the others. */
static const struct limit {
	struct str key;
	size_t member;
	size_t fixed; /* the limit; 0: it is the member */
	size_t (*used)(void); /* null: see uses */
	bool zero; /* 0 is a limit */
	struct str what;
} limits[] = {
#define LIST(...)
#define NETWORKS(...)
#define TEXT(...)
#define NUMBER(...)
#define TIME(...)
#define WORD(...)
#define SWITCH(...)
#include "base/config/keys.def"
	HARD(HOLDS_MAX, holds_used, "keys held or waited for, all clients"),
	HARD(HOLDS_PER_PLACE, most_held_at_one_place,
	    "keys held or waited for, one address"),
	HARD(LIMIT_HOLDS, most_held, "keys held or waited for, one client"),
	HARD(BOXES_MAX, boxes_count, "boxes"),
	HARD(BOX_ITEMS_MAX, fullest_box, "items waiting in one box"),
};

static size_t
limit_value(const struct limit *limit)
{
	const char *config = (const char *)config_now();

	return limit->fixed > 0 ?
	    limit->fixed :
	    *(const size_t *)(const void *)(config + limit->member);
}

/* Returns how much of the limit is used; "-" if nothing can be counted. */
static struct str
limit_use(const struct limit *limit, char room[STR_DIGITS])
{
	size_t (*used)(void) = limit->used;

	for (size_t i = 0; used == NULL && i < COUNT(uses); i++)
		if (uses[i].member == limit->member)
			used = uses[i].used;
	return used != NULL ? str_number(used(), room) : STR("-");
}

/* Writes "KEY USE LIMIT WHAT"; "-" stands for what there is none of. */
static void
put_limit(struct buf *out, const struct limit *limit)
{
	const size_t value = limit_value(limit);
	char digits[STR_DIGITS];

	/* There is room by contract, as for any line of a client. */
	(void)BUF_CAT(out, STR("- "), limit->key, STR(" "),
	    limit_use(limit, digits), STR(" "),
	    value > 0 || limit->zero ? DECIMAL(value) : STR("-"), STR(" "),
	    limit->what, STR("\n"));
}

enum order_outcome
order_limits(const struct order *order)
{
	for (; *order->cursor < COUNT(limits); ++*order->cursor) {
		if (!order_has_room(order->out))
			return ANSWERED_IN_PART;
		put_limit(order->out, &limits[*order->cursor]);
	}
	return order_answer(order, STR("ok"), STR("limits"));
}
