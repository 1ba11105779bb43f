/* Keys and their values: see table.h. */
#include "router/model/table.h"

#include <assert.h>
#include <string.h>

#include "base/config/config.h"
#include "base/mem/arena.h"
#include "base/state/module.h"
#include "router/model/clients.h"
#include "shared/limits.h"

static_assert(LIMIT_KEY <= UINT8_MAX && LIMIT_NAME <= UINT8_MAX &&
	LIMIT_VALUE <= UINT16_MAX,
    "a row knows how long its texts are");

struct table {
	struct row *first;
	size_t count;
};

static struct {
	struct table *of;
	size_t rows;
	size_t bytes;
} tables;

/* Returns how many bytes the row counts for. */
static size_t
size_of(const struct row *row)
{
	return sizeof(*row) + row->key_len + row->name_len + row->value_len;
}

const struct row *
table_first(uint32_t table)
{
	return tables.of[table].first;
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

/*
 * Returns the address of the pointer to the first row whose key is not less
 * than this one.
 */
static struct row **
place_of(uint32_t table, struct str key)
{
	struct row **at = &tables.of[table].first;

	while (*at != NULL && compare(row_key(*at), key) < 0)
		at = &(*at)->next;
	return at;
}

const struct row *
table_find(uint32_t table, struct str key)
{
	const struct row *row = *place_of(table, key);

	return row != NULL && str_eq(row_key(row), key) ? row : NULL;
}

/*
 * Returns whether the client may hold that many bytes, in place of the old
 * row's.
 */
static bool
has_room(uint32_t client, size_t size, const struct row *old)
{
	const size_t most = config_now()->table_max;
	struct quota_thing held = { .count = 0 };

	if (old != NULL)
		held = (struct quota_thing) { old->holder, size_of(old) };
	return tables.bytes - held.count + size <= most &&
	    quota_allows_replacing(client, QUOTA_KEYS, size, held,
		(struct quota_limits) { most / 10, most / 5 });
}

static void
add_text(struct row *row, size_t *at, struct str text)
{
	memcpy(row->text + *at, text.at, text.len);
	*at += text.len;
}

/* Makes a row that nobody holds yet; returns null if there is no memory. */
static struct row *
table_create(struct str key, struct str name, struct str value)
{
	const struct row sizes = { .key_len = (uint8_t)key.len,
		.name_len = (uint8_t)name.len,
		.value_len = (uint16_t)value.len };
	struct row *row = arena_alloc(size_of(&sizes));
	size_t at = 0;

	if (row == NULL)
		return NULL;
	*row = sizes;
	add_text(row, &at, key);
	add_text(row, &at, name);
	add_text(row, &at, value);
	tables.bytes += size_of(row);
	return row;
}

void
table_drop(struct row *row)
{
	const size_t size = size_of(row);

	quota_refund(&row->holder, QUOTA_KEYS, size);
	tables.bytes -= size;
	arena_free(row, size);
}

enum code
table_make(uint32_t table, struct str key, uint32_t client, struct str value,
    struct row **row)
{
	const struct row *old = table_find(table, key);
	const struct str name = clients_name(client);
	const size_t size = sizeof(**row) + key.len + name.len + value.len;

	*row = NULL;
	if (old == NULL && tables.of[table].count >= LIMIT_KEYS)
		return CODE_TOO_MANY;
	if (!has_room(client, size, old))
		return CODE_TOO_MANY;
	*row = table_create(key, name, value);
	if (*row == NULL)
		return CODE_TOO_MANY;
	(*row)->holder = quota_charge(client, QUOTA_KEYS, size);
	return CODE_OK;
}

/* Takes out the row to which *at points. */
static void
unlink_row(struct table *table, struct row **at)
{
	struct row *row = *at;

	*at = row->next;
	table->count--;
	tables.rows--;
	table_drop(row);
}

void
table_cut(uint32_t table, struct str key)
{
	if (table_find(table, key) != NULL)
		unlink_row(&tables.of[table], place_of(table, key));
}

void
table_put(uint32_t table, struct row *row, uint64_t id)
{
	struct row **at;

	table_cut(table, row_key(row));
	at = place_of(table, row_key(row));
	row->id = id;
	row->next = *at;
	*at = row;
	tables.of[table].count++;
	tables.rows++;
}

void
table_clear(uint32_t table)
{
	while (tables.of[table].first != NULL)
		unlink_row(&tables.of[table], &tables.of[table].first);
}

void
table_disown(uint32_t table, quota_is_forgiven *is_forgiven)
{
	for (struct row *row = tables.of[table].first; row != NULL;
	     row = row->next)
		if (is_forgiven(row->holder, row->id))
			quota_refund(&row->holder, QUOTA_KEYS, size_of(row));
}

struct row *
table_restore(
    uint32_t table, uint64_t id, uint32_t holder, const struct row_texts *texts)
{
	struct row *row = table_create(texts->key, texts->name, texts->value);

	if (row == NULL)
		return NULL;
	if (holder != CLIENT_NONE)
		row->holder = quota_charge(holder, QUOTA_KEYS, size_of(row));
	table_put(table, row, id);
	return row;
}

bool
table_load_left(struct state *state, struct row *row)
{
	return quota_load(state, QUOTA_KEYS, size_of(row), &row->holder);
}

static void
table_leave(uint32_t client)
{
	table_clear(table_of_client(client));
}

MODULE(table) = { TABLES(TABLE(tables.of, TABLES_MAX)), .leave = table_leave };
