/* Changes of what lasts: see lasting.h. */
#include "router/verbs/work/lasting.h"

#include <assert.h>

#include "base/config/config.h"
#include "base/state/module.h"
#include "router/delivery/kept_log.h"
#include "router/delivery/seals.h"
#include "router/model/client_identity.h"
#include "router/model/clients.h"
#include "router/model/groups.h"
#include "router/model/holds.h"
#include "router/model/permanence.h"
#include "router/verbs/work/own_shares.h"
#include "router/verbs/work/store_room.h"
#include "shared/buf.h"
#include "shared/limits.h"

#define PUT STR("put")
#define CUT STR("cut")

#define ROW STR("row")
#define ITEM STR("item")
#define BOX STR("box")

/* A cut of "table *" is of all rows, one of "box *" of the box and its items.
 */
#define TABLE_KIND STR("table")
#define ALL STR("*")

/* The bytes of a line in the file of rows beside those of its row, about. */
#define LINE 64

/* Room for "@ACCOUNT". */
#define WHERE (1 + LIMIT_NAME)

/* The longest line, as it comes back from the journal. */
static_assert(sizeof("answer  past put     ") + 3 * STR_DIGITS + LIMIT_GROUP +
	    sizeof("item   ") + LIMIT_KEY + LIMIT_NAME + LIMIT_TEXT <=
	LIMIT_LINE,
    "a row fits a line of the pipe");

/*
 * Not saved: row_store.c asks at the end of each turn, before an upgrade.
 */
static struct {
	bool lost; /* a change */
	bool seals; /* what is said after a change waits until that is stored */
	char *where; /* WHERE bytes */
} lasting;

/* Returns whether that part of a table's or box's group is in the store. */
static bool
lasts(uint32_t group, unsigned part)
{
	return group < GROUPS_MAX && permanence_stays(group, part) &&
	    config_wants_journal(config_now());
}

/* Returns "@ACCOUNT", in a room for one; empty: it does not last. */
static struct str
table_of(struct str account)
{
	struct buf where;

	buf_init(&where, lasting.where, WHERE);
	return account.len > 0 && config_wants_journal(config_now()) &&
		BUF_CAT(&where, STR("@"), account) ?
	    buf_str(&where) :
	    (struct str) { NULL, 0 };
}

struct str
lasting_own_table(uint32_t client)
{
	return table_of(identity_account(client));
}

/* Returns the table's name in the store; empty: it does not last. */
static struct str
where_of(uint32_t table)
{
	if (table >= GROUPS_MAX)
		return lasting_own_table(table - GROUPS_MAX);
	return lasts(table, PERMANENT_TABLE) ? groups_name(table) :
					       (struct str) { NULL, 0 };
}

bool
lasting_has_row(const struct row *row)
{
	return where_of(row->table).len > 0 &&
	    holds_find_lock(row->table, row_key(row)) == LOCK_NONE;
}

bool
lasting_has_item(const struct item *item)
{
	return lasts(item->box, PERMANENT_BOX);
}

/* Notes that a row takes room. */
static void
spend(uint64_t id, const struct kept_log_line *line)
{
	size_t bytes = LINE;

	for (size_t i = 0; i < line->rest.count; i++)
		bytes += line->rest.at[i].len;
	if (str_begins(line->where, STR("@")))
		store_room_spend_account(id, bytes);
	else
		store_room_spend_group(id);
}

/* Returns false if the change is not logged: too much waits. */
static bool
say(struct str verb, struct str where, struct words rest)
{
	const struct kept_log_line line = { .sort = KEPT_LOG_CONTROL,
		.verb = verb,
		.where = where,
		.rest = rest };
	const uint64_t id = kept_log_row(&line);

	if (id != 0 && str_eq(verb, PUT))
		spend(id, &line);
	if (id != 0 && lasting.seals)
		seals_begin(id, verb, CLIENT_NONE);
	return id != 0;
}

void
lasting_must(bool logged)
{
	lasting.lost = lasting.lost || !logged;
}

void
lasting_seal(void)
{
	lasting.seals = true;
}

void
lasting_unseal(void)
{
	lasting.seals = false;
	seals_end();
}

bool
lasting_put_row(const struct row *row)
{
	if (!lasting_has_row(row))
		return true;
	if (!say(PUT, where_of(row->table),
		WORDS(ROW, row_key(row), DECIMAL(row->id), row_name(row),
		    row_value(row))))
		return false;
	if (row->table >= GROUPS_MAX)
		own_shares_replace(row->table - GROUPS_MAX, row,
		    table_find(row->table, row_key(row)));
	return true;
}

void
lasting_bring_row(const struct row *row)
{
	uint64_t rows, bytes;

	if (!lasting_has_row(row))
		return;
	own_shares_most(&rows, &bytes);
	/* The client has gone: it cannot be told that this is lost. */
	(void)say(PUT, where_of(row->table),
	    WORDS(STR("bring"), row_key(row), DECIMAL(rows), DECIMAL(bytes),
		DECIMAL(row->id), row_name(row), row_value(row)));
}

bool
lasting_allows_row(const struct row *row)
{
	const uint32_t table = row->table;
	const struct row *old;

	if (!lasting_has_row(row))
		return true;
	old = table_find(table, row_key(row));
	if (table >= GROUPS_MAX)
		return own_shares_allow(table - GROUPS_MAX, row, old);
	return old != NULL ||
	    table_count(table) < store_room_tables() / STORE_ROOM_SHARE;
}

bool
lasting_allows_item(uint32_t group)
{
	return !lasts(group, PERMANENT_BOX) || store_room_groups() > 0;
}

bool
lasting_fits(uint32_t group)
{
	const struct box *box = boxes_get(group);

	return !config_wants_journal(config_now()) ||
	    table_count(group) + box->waiting.count + box->taken <=
	    store_room_tables() / STORE_ROOM_SHARE;
}

static bool
put_item(const struct item *item, bool taken)
{
	const uint64_t returned =
	    (uint64_t)item->returned + (taken && item->returned < UINT32_MAX);

	return !lasting_has_item(item) ||
	    say(PUT, groups_name(item->box),
		WORDS(ITEM, DECIMAL(item->id), DECIMAL(returned),
		    item_name(item), item_text(item)));
}

bool
lasting_put_item(const struct item *item)
{
	return put_item(item, item->taker != TAKER_NONE);
}

void
lasting_take_item(const struct item *item)
{
	lasting_must(put_item(item, true));
}

void
lasting_put_box(uint32_t group)
{
	const struct box *box = boxes_get(group);

	if (lasts(group, PERMANENT_BOX))
		lasting_must(say(PUT, groups_name(group),
		    WORDS(BOX, BOX, box_role_word(groups_box_role(group)),
			DECIMAL(box->made), DECIMAL(box->posted),
			DECIMAL(box->took))));
}

void
lasting_cut(struct str where, struct str kind, struct str key)
{
	lasting_must(
	    say(CUT, where, WORDS(kind, key)) || str_begins(where, STR("@")));
}

bool
lasting_cut_row(uint32_t table, struct str key)
{
	if (where_of(table).len == 0)
		return true;
	if (!say(CUT, where_of(table), WORDS(ROW, key)))
		return false;
	if (table >= GROUPS_MAX)
		own_shares_replace(
		    table - GROUPS_MAX, NULL, table_find(table, key));
	return true;
}

bool
lasting_cut_item(const struct item *item)
{
	return !lasting_has_item(item) ||
	    say(CUT, groups_name(item->box), WORDS(ITEM, DECIMAL(item->id)));
}

static void
put_items(const struct list *items)
{
	for (uint32_t number = list_first(items); number != ITEM_NONE;
	     number = boxes_next_item(number))
		lasting_must(lasting_put_item(boxes_item(number)));
}

static void
put_taken(const struct list *takers)
{
	for (uint32_t taker = list_first(takers); taker != TAKER_NONE;
	     taker = boxes_next_taker(taker))
		put_items(&boxes_taker(taker)->held);
}

void
lasting_begin_group(uint32_t group)
{
	const struct box *box = boxes_get(group);
	const struct row *row;

	if (box->there || groups_box_role(group) != BOX_ALL)
		lasting_put_box(group);
	if (box->there) {
		put_items(&box->waiting);
		put_taken(&box->ready);
		put_taken(&box->spent);
	}
	for (size_t i = 0; (row = table_at(group, i)) != NULL; i++)
		lasting_must(lasting_put_row(row));
}

/*
 * The journal cuts all that it has of the group: after a start that it delayed,
 * this may be more than the group has here, or there is no group yet. Otherwise
 * the rows would come to the next owner of the name.
 */
void
lasting_end_group(struct str name)
{
	const uint32_t group = groups_find(name);

	if (!config_wants_journal(config_now()))
		return;
	if (group == GROUP_NONE || !permanence_has(group, PERMANENT_BOX))
		lasting_cut(name, BOX, ALL);
	if (group == GROUP_NONE || !permanence_has(group, PERMANENT_TABLE))
		lasting_cut(name, TABLE_KIND, ALL);
}

/* This has the room of control: nobody could be told that it is lost. */
void
lasting_end_account(struct str account)
{
	const struct kept_log_line line = { .sort = KEPT_LOG_CONTROL,
		.verb = CUT,
		.where = table_of(account),
		.rest = WORDS(TABLE_KIND, ALL) };

	if (line.where.len > 0)
		(void)kept_log_say(&line);
}

bool
lasting_has_lost(void)
{
	const bool lost = lasting.lost;

	lasting.lost = false;
	return lost;
}

MODULE(lasting) = { TABLES(TABLE(lasting.where, WHERE)) };
