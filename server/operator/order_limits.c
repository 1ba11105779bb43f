/*
 * The order "limits": each limit in force, how much of it is used, and the key
 * that sets it.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/config/config.h"
#include "base/mem/limits.h"
#include "operator/order.h"
#include "policy/peer_table.h"
#include "policy/users.h"
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

	FOR_EACH_GROUP(group)
		if (table_count(group) > most)
			most = table_count(group);
	FOR_EACH_CLIENT(client)
		if (table_count(table_of_client(client)) > most)
			most = table_count(table_of_client(client));
	return most;
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

/*
 * Rows for a key, whose limit is that member of the configuration: with KEY, 0
 * means that there is no limit; with SIZE, that there may be nothing.
 */
#define ROW(key, zero, used, what)                                      \
	{                                                               \
		LIT(#key), offsetof(struct config, key), 0, zero, used, \
		    LIT(what)                                           \
	}
#define KEY(key, used, what) ROW(key, false, used, what)
#define SIZE(key, used, what) ROW(key, true, used, what)

/* A row for a limit that no key sets. */
#define FIXED(limit, used, what)                           \
	{                                                  \
		LIT("-"), 0, limit, false, used, LIT(what) \
	}

static const struct limit {
	struct str key;
	size_t member;
	size_t fixed; /* the limit; 0: it is the member */
	bool zero; /* 0 is a limit */
	size_t (*used)(void); /* null: nothing lasts that could be counted */
	struct str what;
} limits[] = {
	KEY(max_clients, clients_used, "clients"),
	KEY(max_per_address, peer_table_most, "clients from one address"),
	KEY(max_per_user, users_most, "clients of one user of this machine"),
	KEY(connect_rate, NULL, "connections/minute, one address"),
	KEY(login_rate, NULL, "logins/minute, one address"),
	KEY(account_rate, NULL, "logins/minute, one account"),
	KEY(max_groups, groups_count, "groups"),
	KEY(max_joined, most_joined, "groups that one client is in"),
	KEY(max_made, most_made, "groups created by one client"),
	KEY(max_made_per_address, most_made_at_one_place,
	    "groups created from one address"),
	KEY(line_rate, NULL, "lines/second, one client"),
	KEY(line_burst, NULL, "lines at once from one client"),
	KEY(byte_rate, NULL, "bytes/second, one client"),
	KEY(byte_burst, NULL, "bytes at once from one client"),
	KEY(join_rate, NULL, "joins/minute, one client"),
	KEY(rename_rate, NULL, "renames/minute, one client"),
	KEY(profile_rate, NULL, "profile changes/minute, one client"),
	KEY(mode_rate, NULL, "mode changes/minute, one client"),
	KEY(invite_rate, NULL, "invitations/minute, one client"),
	KEY(queue_max, longest_queue, "bytes waiting for one client"),
	KEY(queue_total, outq_held, "bytes of memory for waiting lines"),
	KEY(table_keys, fullest_table, "keys of one table"),
	SIZE(table_max, table_bytes, "bytes in all tables"),
	SIZE(box_max, boxes_bytes, "bytes of all items in boxes"),
	FIXED(HOLDS_MAX, holds_used, "keys held or waited for, all clients"),
	FIXED(HOLDS_PER_PLACE, most_held_at_one_place,
	    "keys held or waited for, one address"),
	FIXED(LIMIT_HOLDS, most_held, "keys held or waited for, one client"),
	FIXED(BOXES_MAX, boxes_count, "boxes"),
	FIXED(BOX_ITEMS_MAX, fullest_box, "items waiting in one box"),
};

static size_t
limit_value(const struct limit *limit)
{
	const char *config = (const char *)config_now();

	return limit->fixed > 0 ?
	    limit->fixed :
	    *(const size_t *)(const void *)(config + limit->member);
}

/* Writes "KEY USE LIMIT WHAT"; "-" stands for what there is none of. */
static void
put_limit(struct buf *out, const struct limit *limit)
{
	const size_t value = limit_value(limit);

	/* There is room by contract, as for any line of a client. */
	(void)BUF_CAT(out, STR("- "), limit->key, STR(" "),
	    limit->used != NULL ? DECIMAL(limit->used()) : STR("-"), STR(" "),
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
