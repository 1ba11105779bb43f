/* Facts about networks: see origin_table.h. */
#include "policy/origin_table.h"

#include <assert.h>

#include "base/data/hash.h"
#include "base/mem/arena.h"
#include "policy/origins.h"

#define ROWS_OF_BUCKET 4

void
origin_table_init(struct origin_table *table)
{
	table->at = arena_table(table->rows, table->row_size);
	table->hand = table->ever = 0;
	hash_chains_init(
	    &table->chains, table->rows / ROWS_OF_BUCKET, table->rows);
}

static void *
row_at(const struct origin_table *table, uint32_t number)
{
	return table->at + number * table->row_size;
}

static uint32_t
number_of(const struct origin_table *table, const void *row)
{
	return (uint32_t)((size_t)((const char *)row - table->at) /
	    table->row_size);
}

struct str
origin_name(const struct origin *origin)
{
	return (struct str) { ((const struct named_origin *)origin)->name,
		origin->len };
}

static uint64_t
hash_of(const struct origin_table *table, const struct network *from,
    struct str name)
{
	const uint64_t hash = table->is_named ? hash_name(name) : 0;

	return table->by_name ? hash : hash ^ origins_hash(from);
}

/* Returns the first match from that row on; of any network if from is null. */
static void *
seek(const struct origin_table *table, uint32_t number,
    const struct network *from, struct str name)
{
	for (; number != HASH_CHAINS_END;
	     number = hash_chains_next(&table->chains, number)) {
		struct origin *origin = row_at(table, number);
		if ((from == NULL || origins_same(&origin->from, from)) &&
		    str_caseeq(origin_name(origin), name))
			return origin;
	}
	return NULL;
}

void *
origin_table_find(const struct origin_table *table, const struct network *from,
    struct str name)
{
	return seek(table,
	    hash_chains_first(&table->chains, hash_of(table, from, name)), from,
	    name);
}

void *
origin_table_named(
    const struct origin_table *table, struct str name, const void *row)
{
	return seek(table,
	    row != NULL ?
		hash_chains_next(&table->chains, number_of(table, row)) :
		hash_chains_first(&table->chains, hash_name(name)),
	    NULL, name);
}

void
origin_table_rekey(struct origin_table *table, void *row,
    const struct network *from, struct str name)
{
	const uint32_t number = number_of(table, row);
	struct origin *origin = row;

	assert(table->at != NULL && name.len <= LIMIT_NAME);
	assert((name.len > 0) == table->is_named);
	if (origin->used)
		hash_chains_drop(&table->chains,
		    hash_of(table, &origin->from, origin_name(origin)), number);
	memset(row, 0, table->row_size);
	origin->from = *from;
	origin->used = true;
	origin->len = (uint8_t)name.len;
	if (name.len > 0)
		memcpy(((struct named_origin *)row)->name, name.at, name.len);
	hash_chains_add(&table->chains, hash_of(table, from, name), number);
}

void *
origin_table_make(
    struct origin_table *table, const struct network *from, struct str name)
{
	void *row = row_at(table, table->hand);

	if (table->ever <= table->hand)
		table->ever = table->hand + 1;
	table->hand = (table->hand + 1) % table->rows;
	origin_table_rekey(table, row, from, name);
	return row;
}

void *
origin_table_get(
    struct origin_table *table, const struct network *from, struct str name)
{
	void *row = origin_table_find(table, from, name);

	return row != NULL ? row : origin_table_make(table, from, name);
}

void *
origin_table_walk(const struct origin_table *table, uint32_t *at)
{
	if (*at == table->ever)
		return NULL;
	return row_at(table, (table->hand + (*at)++) % table->ever);
}

/* Returns whether the row tells of something so recent that it is saved. */
static bool
is_recent(const struct origin_table *table, const void *row, usec now)
{
	usec time;

	if (table->time == 0)
		return true;
	memcpy(&time, (const char *)row + table->time, sizeof(time));
	return time + table->lasts > now;
}

void
origin_table_save(const struct origin_table *table, struct state *state)
{
	const struct origin *row;
	uint32_t at = 0;

	while ((row = origin_table_walk(table, &at)) != NULL) {
		if (!is_recent(table, row, state->real))
			continue;
		const struct str words[] = { NETWORK_STR(&row->from),
			origin_name(row) };
		state_put_strs(state, table->key, words,
		    table->is_named ? COUNT(words) : 1);
		fields_put(state, table->saved, row);
	}
}

void *
origin_table_claim(struct origin_table *table, struct state *state)
{
	struct str name = state->value;
	const struct str address = str_word(&name);
	struct network from;

	if (network_read(&from, address) == NULL && name.len <= LIMIT_NAME &&
	    (name.len > 0) == table->is_named &&
	    origin_table_find(table, &from, name) == NULL)
		return origin_table_make(table, &from, name);
	state_wrong(state, "invalid or duplicate origin");
	return NULL;
}

void
origin_tables_load(struct state *state, struct origin_table *const *tables,
    size_t count, struct fields fields, void *module)
{
	void *row = module;

	while (state_next(state)) {
		size_t i = 0;
		while (i < count && !state_is(state, tables[i]->key))
			i++;
		if (i < count) {
			row = origin_table_claim(tables[i], state);
			fields = tables[i]->saved;
		} else if (row != NULL) {
			fields_get(state, fields, row);
		}
	}
}
