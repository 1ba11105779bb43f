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
#include "shared/buf.h"
#include "shared/limits.h"

#define ROW STR("row")
#define ITEM STR("item")
#define BOX STR("box")

/* A cut of "table *" is of all rows, one of "box *" of the box and its items.
 */
#define TABLE_KIND STR("table")
#define ALL STR("*")

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
	bool moved; /* rows have */
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

/*
 * Returns false if the change is lost, for now: our rows of groups are put into
 * the store again (row_store.h), but nothing has those of accounts.
 */
static bool
say(struct str verb, struct str where, struct words rest)
{
	const struct kept_log_line line = { .sort = KEPT_LOG_CONTROL,
		.verb = verb,
		.where = where,
		.rest = rest };
	const uint64_t id = kept_log_row(&line);

	if (id == 0)
		lasting.lost |= !str_begins(where, STR("@"));
	else if (lasting.seals)
		seals_begin(id, verb, CLIENT_NONE);
	return id != 0;
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
	return !lasting_has_row(row) ||
	    say(STR("put"), where_of(row->table),
		WORDS(ROW, row_key(row), DECIMAL(row->id), row_name(row),
		    row_value(row))) ||
	    row->table < GROUPS_MAX;
}

static void
put_item(const struct item *item, bool taken)
{
	const uint64_t returned =
	    (uint64_t)item->returned + (taken && item->returned < UINT32_MAX);

	if (lasting_has_item(item))
		(void)say(STR("put"), groups_name(item->box),
		    WORDS(ITEM, DECIMAL(item->id), DECIMAL(returned),
			item_name(item), item_text(item)));
}

void
lasting_put_item(const struct item *item)
{
	put_item(item, item->taker != TAKER_NONE);
}

void
lasting_take_item(const struct item *item)
{
	put_item(item, true);
}

void
lasting_put_box(uint32_t group)
{
	const struct box *box = boxes_get(group);

	if (lasts(group, PERMANENT_BOX))
		(void)say(STR("put"), groups_name(group),
		    WORDS(BOX, BOX, box_role_word(groups_box_role(group)),
			DECIMAL(box->made), DECIMAL(box->posted),
			DECIMAL(box->took)));
}

void
lasting_cut(struct str where, struct str kind, struct str key)
{
	(void)say(STR("cut"), where, WORDS(kind, key));
}

bool
lasting_cut_row(uint32_t table, struct str key)
{
	return where_of(table).len == 0 ||
	    say(STR("cut"), where_of(table), WORDS(ROW, key)) ||
	    table < GROUPS_MAX;
}

void
lasting_cut_item(const struct item *item)
{
	if (lasting_has_item(item))
		lasting_cut(groups_name(item->box), ITEM, DECIMAL(item->id));
}

static void
put_items(const struct list *items)
{
	for (uint32_t number = list_first(items); number != ITEM_NONE;
	     number = boxes_next_item(number))
		lasting_put_item(boxes_item(number));
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
		(void)lasting_put_row(row); /* a group's */
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

/*
 * The journal knows which rows it has: there may be others here after a start
 * that it delayed. If this is lost, changes of its rows are, too.
 */
bool
lasting_rename_group(struct str old, struct str name, uint64_t asked)
{
	const struct kept_log_line line = { .sort = KEPT_LOG_CONTROL,
		.verb = STR("move"),
		.where = old,
		.rest = WORDS(name, DECIMAL(asked)) };

	if (!config_wants_journal(config_now()))
		return true;
	lasting.moved = true;
	if (kept_log_say(&line))
		return true;
	lasting.lost = true;
	return false;
}

/* This has the room of control: nobody could be told that it is lost. */
void
lasting_end_account(struct str account)
{
	const struct kept_log_line line = { .sort = KEPT_LOG_CONTROL,
		.verb = STR("cut"),
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

bool
lasting_has_moved(void)
{
	const bool moved = lasting.moved;

	lasting.moved = false;
	return moved;
}

MODULE(lasting) = { TABLES(TABLE(lasting.where, WHERE)) };
