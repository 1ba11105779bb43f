/* Keys and their values: see table.h. */
#include "router/model/table.h"

#include <assert.h>
#include <string.h>

#include "base/config/config.h"
#include "base/data/rows.h"
#include "base/mem/arena.h"
#include "base/state/module.h"
#include "router/model/clients.h"
#include "router/queue/budget.h"
#include "shared/grammar.h"
#include "shared/limits.h"
#include "shared/names.h"

static_assert(LIMIT_KEY <= UINT8_MAX && LIMIT_NAME <= UINT8_MAX &&
	LIMIT_VALUE <= UINT16_MAX,
    "a row knows how long its texts are");

/* Places of rows that are moved in one step of work, a cache line of them. */
#define MOVED_A_STEP 8

struct table {
	struct row **rows; /* in the order of their keys */
	uint32_t count;
	uint32_t made; /* rows that are neither put nor dropped yet */
	size_t places; /* room for that many; count and made fit */
};

static struct {
	struct table *of;
	size_t rows;
	size_t bytes;
} tables;

const struct row *
table_at(uint32_t table, size_t place)
{
	const struct table *t = &tables.of[table];

	return place < t->count ? t->rows[place] : NULL;
}

size_t
table_count(uint32_t table)
{
	return tables.of[table].count;
}

size_t
table_rows(void)
{
	return tables.rows;
}

size_t
table_bytes(void)
{
	return tables.bytes;
}

/* Compares as strcmp(3) does. */
static int
compare(struct str a, struct str b)
{
	const int order = memcmp(a.at, b.at, a.len < b.len ? a.len : b.len);

	return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

size_t
table_place(uint32_t table, struct str key)
{
	const struct table *t = &tables.of[table];
	size_t from = 0, upto = t->count;

	while (from < upto) {
		const size_t middle = (from + upto) / 2;
		budget_charge(WORK_ROW, 1);
		if (compare(row_key(t->rows[middle]), key) < 0)
			from = middle + 1;
		else
			upto = middle;
	}
	return from;
}

/* Returns whether the row at that place has the key. */
static bool
is_at(uint32_t table, size_t place, struct str key)
{
	const struct row *row = table_at(table, place);

	return row != NULL && str_eq(row_key(row), key);
}

const struct row *
table_find(uint32_t table, struct str key)
{
	const size_t place = table_place(table, key);

	return is_at(table, place, key) ? table_at(table, place) : NULL;
}

/* Gives the places of a table back that has no row any more. */
static void
free_places(struct table *table)
{
	if (table->count + table->made > 0)
		return;
	arena_free(table->rows, table->places * sizeof(struct row *));
	*table = (struct table) { .rows = NULL };
}

bool
table_has_room(uint32_t table, size_t size, const struct row *old)
{
	const size_t most = config_now()->table_max;
	const size_t less = old != NULL ? row_size(old) : 0;

	return (old != NULL ||
		   tables.of[table].count < config_now()->table_keys) &&
	    tables.bytes - less + size <= most;
}

/*
 * Returns whether the client may hold that many bytes, in place of the old
 * row's.
 */
static bool
may_hold(client_id client, size_t size, const struct row *old)
{
	const size_t less =
	    old != NULL && client_same(clients_of(old->holder), client) ?
	    row_size(old) :
	    0;

	return clients_get(client)->held[QUOTA_KEYS] - less + size <=
	    config_now()->table_max / 10;
}

size_t
table_row_size(const struct row_texts *texts)
{
	return sizeof(struct row) + sizeof(struct row *) + texts->key.len +
	    texts->name.len + texts->value.len;
}

struct row *
table_remake(uint32_t table, client_id holder, const struct row_texts *texts)
{
	const size_t size = table_row_size(texts);
	const struct str key = texts->key, name = texts->name;
	struct table *t = &tables.of[table];
	struct row *row = arena_alloc(size);
	struct row **rows = NULL;

	if (row != NULL)
		rows = array_grow(t->rows, (size_t)t->count + t->made,
		    &t->places, sizeof(struct row *));
	if (rows == NULL) {
		arena_free(row, size);
		return NULL;
	}
	t->rows = rows;
	t->made++;
	*row = (struct row) { .table = table,
		.key_len = (uint8_t)key.len,
		.name_len = (uint8_t)name.len,
		.value_len = (uint16_t)texts->value.len };
	memcpy(row->text, key.at, key.len);
	memcpy(row->text + key.len, name.at, name.len);
	memcpy(
	    row->text + key.len + name.len, texts->value.at, texts->value.len);
	tables.bytes += size;
	if (client_is(holder))
		row->holder = clients_hold(holder, QUOTA_KEYS, size);
	return row;
}

/* Frees a row that is in no table any more, or not yet. */
static void
free_row(struct row *row)
{
	const size_t size = row_size(row);

	clients_refund(&row->holder, QUOTA_KEYS, size);
	tables.bytes -= size;
	arena_free(row, size);
}

void
table_drop(struct row *row)
{
	struct table *table = &tables.of[row->table];

	table->made--;
	free_row(row);
	free_places(table);
}

enum code
table_make(uint32_t table, struct str key, client_id client, struct str value,
    struct row **row)
{
	const struct row *old = table_find(table, key);
	const struct row_texts texts = { key, clients_name(client), value };
	const size_t size = table_row_size(&texts);

	*row = NULL;
	if (!table_has_room(table, size, old) || !may_hold(client, size, old))
		return CODE_TOO_MANY;
	*row = table_remake(table, client, &texts);
	return *row != NULL ? CODE_OK : CODE_TOO_MANY;
}

/* Moves the rows from that place on to another place. */
static void
move_rows(struct table *table, size_t from, size_t to)
{
	const size_t count = table->count - from;

	budget_charge(WORK_STEP, count / MOVED_A_STEP);
	if (count > 0)
		memmove(table->rows + to, table->rows + from,
		    count * sizeof(struct row *));
}

void
table_cut(uint32_t table, struct str key)
{
	struct table *t = &tables.of[table];
	const size_t place = table_place(table, key);

	if (!is_at(table, place, key))
		return;
	free_row(t->rows[place]);
	move_rows(t, place + 1, place);
	t->count--;
	tables.rows--;
	free_places(t);
}

void
table_put(uint32_t table, struct row *row, uint64_t id)
{
	struct table *t = &tables.of[table];
	const size_t place = table_place(table, row_key(row));

	row->id = id;
	if (is_at(table, place, row_key(row))) {
		free_row(t->rows[place]);
	} else {
		move_rows(t, place, place + 1);
		t->count++;
		tables.rows++;
	}
	t->rows[place] = row;
	t->made--;
}

void
table_clear(uint32_t table)
{
	struct table *t = &tables.of[table];

	budget_charge(WORK_ROW, t->count);
	for (size_t i = 0; i < t->count; i++)
		free_row(t->rows[i]);
	tables.rows -= t->count;
	t->count = 0;
	free_places(t);
}

bool
table_sign(struct row **row, client_id client)
{
	const struct row_texts texts = { row_key(*row), clients_name(client),
		row_value(*row) };
	struct row *signed_row;

	if (str_eq(row_name(*row), texts.name))
		return true;
	signed_row = table_remake((*row)->table, client, &texts);
	if (signed_row == NULL)
		return false;
	table_drop(*row);
	*row = signed_row;
	return true;
}

struct row *
table_restore(uint32_t table, uint64_t id, client_id holder,
    const struct row_texts *texts)
{
	struct row *row = table_remake(table, holder, texts);

	if (row != NULL)
		table_put(table, row, id);
	return row;
}

/* Writes "row ID HOLDER KEY NAME VALUE" for each row. */
void
table_save(struct state *state, uint32_t table)
{
	const struct row *row;

	for (size_t i = 0; (row = table_at(table, i)) != NULL; i++)
		STATE_PUT(state, STR("row"), DECIMAL(row->id),
		    DECIMAL(clients_to_state(clients_of(row->holder))),
		    row_key(row), row_name(row), row_value(row));
}

/* Loads a row, whatever the present limits are. */
void
table_load(struct state *state, uint32_t table)
{
	struct row_texts texts = { .key = STR("") };
	uint64_t id = 0, holder = 0;

	if (!STATE_LINE(state, NUMBER_TO(&id, UINT64_MAX),
		NUMBER_TO(&holder, UINT64_MAX), WORD_TO(&texts.key, key_check),
		WORD_TO(&texts.name, name_check),
		TEXT_TO(&texts.value, LIMIT_VALUE)) ||
	    table_find(table, texts.key) != NULL)
		state_wrong(state, "invalid table row");
	else if (table_restore(table, id,
		     clients_holder(state, holder, "invalid table row"),
		     &texts) == NULL)
		state_wrong(state, "out of memory");
}

/* Groups save their tables themselves. */
MODULE(table) = { TABLES(TABLE(tables.of, GROUPS_MAX)) };
