/*
 * The orders that list something: see orders.h. A cursor is a number of the
 * next row.
 */
#include <assert.h>

#include "base/config/config.h"
#include "base/mem/limits.h"
#include "operator/orders.h"
#include "policy/bans.h"
#include "router/accounts/ban_store.h"
#include "router/model/account_names.h"
#include "router/model/boxes.h"
#include "router/model/clients.h"
#include "router/model/groups.h"
#include "router/work/box_rights.h"

static_assert((uint64_t)GROUPS_MAX * CLIENTS_MAX < ORDERS_TICKET,
    "a cursor holds a group and a client, and is no ticket");

/* Puts a row; the words have room in a line. */
#define PUT(order, ...) \
	(void)BUF_CAT((order)->out, STR("- "), __VA_ARGS__, STR("\n"))

#define SPACE STR(" ")

/* "NAME DATE" */
bool
order_list_accounts(const struct order *order)
{
	char room[DATE_TEXT];
	uint64_t made;
	const struct str name = config_now()->accounts ?
	    account_names_next(order->cursor, &made) :
	    STR("");

	if (name.len == 0)
		return false;
	PUT(order, name, SPACE, date_text(made, room));
	return true;
}

/* "NETWORK [until DATE] [REASON]" */
bool
order_list_bans(const struct order *order)
{
	char date[DATE_TEXT];
	const struct ban *ban;

	if (*order->cursor == 0)
		ban_store_expire();
	ban = bans_get(*order->cursor);
	if (ban == NULL)
		return false;
	++*order->cursor;
	if (!bans_is_over(ban))
		PUT(order, NETWORK_STR(&ban->network),
		    ban->until != 0 ? STR(" until ") : STR(""),
		    ban->until != 0 ? date_text(ban->until, date) : STR(""),
		    ban->reason.len > 0 ? SPACE : STR(""), ban->reason);
	return true;
}

/* "NAME WAITING TAKEN TAKERS ROLE BYTES MADE POSTED TOOK CREATOR" */
bool
order_list_boxes(const struct order *order)
{
	const uint32_t number = boxes_next(*order->cursor);
	const struct box *box;
	struct str creator;

	if (number == GROUP_NONE)
		return false;
	*order->cursor = number + 1;
	box = boxes_get(number);
	creator = boxes_creator(number);
	PUT(order, groups_name(number), SPACE, DECIMAL(box->waiting.count),
	    SPACE, DECIMAL(box->taken), SPACE,
	    DECIMAL((uint64_t)box->ready.count + box->spent.count), SPACE,
	    box_role_word(groups_get(number)->box_role), SPACE,
	    DECIMAL(box->bytes), SPACE, DECIMAL(box->made), SPACE,
	    DECIMAL(box->posted), SPACE, DECIMAL(box->took), SPACE,
	    creator.len > 0 ? creator : STR("-"));
	return true;
}

/* "NAME COUNT TOPIC" */
bool
order_list_groups(const struct order *order)
{
	const uint32_t group = groups_next(*order->cursor);

	if (group == GROUP_NONE)
		return false;
	*order->cursor = group + 1;
	PUT(order, groups_name(group), SPACE,
	    DECIMAL(groups_members(group)->count), SPACE, groups_topic(group));
	return true;
}

/*
 * "NAME COUNT MEMBER...", as many members as fit a line. The cursor is a
 * group's number and that of a client, from where to go on.
 */
bool
order_list_members(const struct order *order)
{
	const uint32_t place = *order->cursor / CLIENTS_MAX;
	const uint32_t group = groups_next(place);
	const size_t begin = buf_len(order->out);
	const struct set *members;
	size_t at;

	if (group == GROUP_NONE)
		return false;
	members = groups_members(group);
	/* The group may have gone meanwhile. */
	at = set_from(
	    members, group == place ? *order->cursor % CLIENTS_MAX : 0);
	(void)BUF_CAT(order->out, STR("- "), groups_name(group), SPACE,
	    DECIMAL(members->count)); /* there is room for a client's line */
	for (; at < members->count; at++) {
		const struct str name = clients_name(members->at[at]);
		if (buf_len(order->out) - begin + 1 + name.len + 1 > LIMIT_LINE)
			break;
		(void)BUF_CAT(order->out, SPACE, name); /* fits a line */
	}
	(void)BUF_CAT(order->out, STR("\n"));
	*order->cursor = at < members->count ?
	    group * CLIENTS_MAX + members->at[at] :
	    (group + 1) * CLIENTS_MAX;
	return true;
}

/* The limits that keys set, in the order of keys.def, then the others. */
static const struct limit {
	struct str key; /* or "-" */
	size_t member;
	size_t fixed; /* the limit; 0: it is the member */
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
#define LIMIT(key, set, least, most, usual, what, zero) \
	{ LIT(#key), offsetof(struct config, key), 0, zero, LIT(what) },
#include "base/config/keys.def"
#define HARD(limit, what)                            \
	{                                            \
		LIT("-"), 0, limit, false, LIT(what) \
	}
	HARD(HOLDS_MAX, "keys held or waited for, all clients"),
	HARD(LIMIT_HOLDS, "keys held or waited for, one client"),
	HARD(BOXES_MAX, "boxes"),
	HARD(BOX_ITEMS_MAX, "items waiting in one box"),
};

/* "KEY LIMIT WHAT"; "-" stands for what there is none of. */
bool
order_list_limits(const struct order *order)
{
	const char *config = (const char *)config_now();
	const struct limit *limit;
	size_t value;

	if (*order->cursor == COUNT(limits))
		return false;
	limit = &limits[(*order->cursor)++];
	value = limit->fixed > 0 ?
	    limit->fixed :
	    *(const size_t *)(const void *)(config + limit->member);
	PUT(order, limit->key, SPACE,
	    value > 0 || limit->zero ? DECIMAL(value) : STR("-"), SPACE,
	    limit->what);
	return true;
}
