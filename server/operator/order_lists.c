/*
 * The orders "groups [-m]", the groups with their topics or members, and
 * "limits", each limit in force and the key that sets it.
 */
#include "base/config/config.h"
#include "base/mem/limits.h"
#include "operator/orders.h"
#include "router/model/clients.h"
#include "router/model/groups.h"

static_assert((uint64_t)GROUPS_MAX * CLIENTS_MAX <= UINT32_MAX,
    "a cursor holds a group and a client");

static enum order_outcome
list_topics(const struct order *order)
{
	uint32_t group;

	for (; (group = groups_next(*order->cursor)) != GROUP_NONE;
	     *order->cursor = group + 1) {
		if (!order_has_room(order->out))
			return ANSWERED_IN_PART;
		(void)BUF_CAT(order->out, STR("- "), groups_name(group),
		    STR(" "), DECIMAL(groups_members(group)->count), STR(" "),
		    groups_topic(group), STR("\n")); /* there is room */
	}
	return order_answer(order, STR("ok"), STR("groups"));
}

/*
 * Puts a line with the group and as many of its members as fit, from a client's
 * number on. Returns the number to continue with; 0: these were the last.
 */
static uint32_t
put_members(struct buf *out, uint32_t group, uint32_t client)
{
	const struct set *members = groups_members(group);
	const size_t begin = buf_len(out);
	size_t at = set_from(members, client);

	(void)BUF_CAT(out, STR("- "), groups_name(group), STR(" "),
	    DECIMAL(members->count)); /* there is room for a line of a client */
	for (; at < members->count; at++) {
		const struct str name = clients_name(members->at[at]);
		if (buf_len(out) - begin + 1 + name.len + 1 > LIMIT_LINE)
			break;
		(void)BUF_CAT(out, STR(" "), name); /* fits a line */
	}
	(void)BUF_CAT(out, STR("\n"));
	return at < members->count ? members->at[at] : 0;
}

/* The cursor is a group's number and that of a client, from where to go on. */
static enum order_outcome
list_members(const struct order *order)
{
	uint32_t place = *order->cursor / CLIENTS_MAX;
	uint32_t client = *order->cursor % CLIENTS_MAX;
	uint32_t group;

	while ((group = groups_next(place)) != GROUP_NONE) {
		if (group != place) /* that one has gone meanwhile */
			client = 0;
		if (!order_has_room(order->out)) {
			*order->cursor = group * CLIENTS_MAX + client;
			return ANSWERED_IN_PART;
		}
		client = put_members(order->out, group, client);
		place = group + (client == 0);
	}
	return order_answer(order, STR("ok"), STR("groups"));
}

enum order_outcome
order_groups(const struct order *order)
{
	if (order->args.len == 0)
		return list_topics(order);
	if (str_eq(order->args, STR("-m")))
		return list_members(order);
	return order_refuse(order, "unknown option; see forkcastctl(8)");
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

/* Writes "KEY LIMIT WHAT" for each; "-" stands for what there is none of. */
enum order_outcome
order_limits(const struct order *order)
{
	const char *config = (const char *)config_now();

	for (; *order->cursor < COUNT(limits); ++*order->cursor) {
		const struct limit *limit = &limits[*order->cursor];
		const size_t value = limit->fixed > 0 ?
		    limit->fixed :
		    *(const size_t *)(const void *)(config + limit->member);
		if (!order_has_room(order->out))
			return ANSWERED_IN_PART;
		(void)BUF_CAT(order->out, STR("- "), limit->key, STR(" "),
		    value > 0 || limit->zero ? DECIMAL(value) : STR("-"),
		    STR(" "), limit->what, STR("\n")); /* there is room */
	}
	return order_answer(order, STR("ok"), STR("limits"));
}
