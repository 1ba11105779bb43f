/*
 * server/router/model/table: the rows of several tables, at random beside a
 * model: in the order of their keys' bytes, one to a key, each with its own
 * texts; as many and as much as is allowed, to the byte, and what is refused
 * changes nothing; and when all are gone, so is their memory.
 */
#include "server/router/model/table.h"

#include <stdio.h>
#include <stdlib.h>

#include "server/base/mem/arena.h"
#include "server/base/state/module.h"
#include "server/router/model/clients.h"
#include "server/router/model/groups.h"
#include "tests/lib/dice.h"
#include "tests/lib/filler.h"
#include "tests/lib/must.h"
#include "tests/lib/router/stage.h"

#define CLIENTS 14
#define ALL_TABLES 4
#define KEYS 30 /* more than one table may have */
#define TABLE_KEYS 20
#define TABLE_KEYS_TEXT "20"
#define TRIES 20000
#define LONG 300 /* the longest value at random */

/* So little that all of it is used up again and again. */
#define MOST 10000
#define MOST_TEXT "10000"

static const struct config_option options[] = { { "max_clients", "20" },
	{ "table_max", MOST_TEXT }, { "table_keys", TABLE_KEYS_TEXT },
	{ NULL, NULL } };

/* Keys of which some are the beginnings of others. */
static const char *const keys[KEYS] = { "a", "aa", "aaa", "aab", "ab", "b", "-",
	"--", "a-", "a.b", "a/b", "a0", "0", "00", "1", "9", "10", "z", "zz",
	"_", "_a", "a_", "topic", "topic.old", "topic/old", "topic-old",
	"topic0", "x", "xy", "abcdefghijklmnopqrstuvwxyz012345" };

struct model_row {
	bool there;
	uint64_t id;
	uint32_t writer;
	size_t value; /* how long it is */
	char letter; /* of which it is all */
};

static struct {
	uint32_t number[ALL_TABLES];
	struct model_row row[ALL_TABLES][KEYS];
	uint64_t ids;
	size_t may; /* how often it was allowed, and not */
	size_t may_not;
} model;

static size_t
size_of(const struct model_row *row, size_t key)
{
	return sizeof(struct row) + sizeof(struct row *) + strlen(keys[key]) +
	    1 + row->value;
}

static size_t
count_of(size_t table)
{
	size_t count = 0;

	for (size_t key = 0; key < KEYS; key++)
		count += model.row[table][key].there;
	return count;
}

/* Bytes of all rows, be they held by anybody or not. */
static size_t
bytes_of_all(void)
{
	size_t bytes = 0;

	for (size_t table = 0; table < ALL_TABLES; table++)
		for (size_t key = 0; key < KEYS; key++)
			if (model.row[table][key].there)
				bytes += size_of(&model.row[table][key], key);
	return bytes;
}

/* Returns the bytes charged to the client. */
static size_t
bytes_of(uint32_t client)
{
	size_t bytes = 0;

	for (size_t table = 0; table < ALL_TABLES; table++)
		for (size_t key = 0; key < KEYS; key++) {
			const struct model_row *row = &model.row[table][key];
			if (row->there && row->writer == client)
				bytes += size_of(row, key);
		}
	return bytes;
}

static bool
has_value(const struct row *row, const struct model_row *wanted)
{
	const struct str value = row_value(row);

	for (size_t i = 0; i < value.len; i++)
		if (value.at[i] != wanted->letter)
			return false;
	return value.len == wanted->value;
}

static bool
is_row(const struct row *row, size_t table, size_t key)
{
	const struct model_row *wanted = &model.row[table][key];

	if (!wanted->there)
		return row == NULL;
	return row != NULL && row->id == wanted->id &&
	    str_eq(row_key(row), str_from(keys[key])) &&
	    row_name(row).len == 1 &&
	    row_name(row).at[0] == (char)('A' + wanted->writer) &&
	    has_value(row, wanted) &&
	    quota_client(row->holder) == wanted->writer;
}

/* Each once, as strcmp(3) has them. */
static bool
is_in_order(uint32_t table, size_t count)
{
	char last[LIMIT_KEY + 1] = "", key[LIMIT_KEY + 1];
	size_t rows = 0;

	const struct row *row;

	for (; (row = table_at(table, rows)) != NULL; rows++) {
		memcpy(key, row_key(row).at, row_key(row).len);
		key[row_key(row).len] = '\0';
		if (strcmp(last, key) >= 0)
			return false;
		memcpy(last, key, sizeof(last));
	}
	return rows == count && table_count(table) == count;
}

static bool
agrees(void)
{
	size_t rows = 0;

	for (size_t t = 0; t < ALL_TABLES; t++) {
		const uint32_t table = model.number[t];
		for (size_t key = 0; key < KEYS; key++)
			if (!is_row(
				table_find(table, str_from(keys[key])), t, key))
				return false;
		if (!is_in_order(table, count_of(t)))
			return false;
		rows += count_of(t);
	}
	return table_rows() == rows && table_bytes() == bytes_of_all();
}

/*
 * One may have written a tenth of all; what would be there no more does not
 * count.
 */
static bool
may_write(size_t table, size_t key, const struct model_row *new)
{
	const struct model_row *old = &model.row[table][key];
	const uint32_t who = new->writer;
	const size_t size = size_of(new, key);
	const size_t freed = old->there ? size_of(old, key) : 0;
	const bool is_own = old->writer == who;

	if ((!old->there && count_of(table) == TABLE_KEYS) ||
	    bytes_of_all() - freed + size > MOST)
		return false;
	return bytes_of(who) + size - (is_own ? freed : 0) <= MOST / 10;
}

/* Long ones for some time, so that there is too much before too many. */
static size_t
any_length(void)
{
	return 1 + dice(model.ids / 1000 % 2 == 0 ? LONG : 30);
}

static bool
try_write(size_t table, size_t key)
{
	const struct model_row new = { .there = true,
		.id = ++model.ids,
		.writer = dice(CLIENTS),
		.value = any_length(),
		.letter = (char)('a' + dice(26)) };
	const bool may = may_write(table, key, &new);
	char value[LONG];
	struct row *row;
	enum code code;

	memset(value, new.letter, sizeof(value));
	code = table_make(model.number[table], str_from(keys[key]), new.writer,
	    (struct str) { value, new.value }, &row);
	model.may += may;
	model.may_not += !may;
	if (code != (may ? CODE_OK : CODE_TOO_MANY) || (row != NULL) != may)
		return false;
	if (may && dice_once_in(5)) { /* there was no room for the answer */
		table_drop(row);
	} else if (may) {
		table_put(model.number[table], row, new.id);
		model.row[table][key] = new;
	}
	return true;
}

static void
cut(size_t table, size_t key)
{
	table_cut(model.number[table], str_from(keys[key]));
	model.row[table][key].there = false;
}

static void
clear(size_t table)
{
	table_clear(model.number[table]);
	memset(model.row[table], 0, sizeof(model.row[table]));
}

static bool
change(void)
{
	const size_t table = dice(ALL_TABLES), key = dice(KEYS);
	const uint32_t what = dice(1000);

	if (what < 600)
		return try_write(table, key);
	if (what < 985)
		cut(table, key);
	else
		clear(table);
	return true;
}

static void
is_like_the_model(void)
{
	const size_t used = arena_used();
	bool good = true;

	for (unsigned i = 0; i < TRIES && good; i++)
		good = change() && agrees();
	TAP_OK(good, "%d changes at random", TRIES);
	TAP_OK(model.may > TRIES / 10 && model.may_not > TRIES / 50,
	    "%zu were allowed, %zu not", model.may, model.may_not);
	for (size_t table = 0; table < ALL_TABLES; table++)
		clear(table);
	TAP_OK(agrees(), "all are cleared");
	TAP_NUM(table_bytes(), 0, "which leaves nothing");
	TAP_NUM(arena_used(), used, "and their memory is given back");
}

int
main(void)
{
	char name[] = "?";

	dice_begin();
	stage_begin(options);
	for (uint32_t client = 0; client < CLIENTS; client++) {
		name[0] = (char)('A' + client);
		MUST(clients_new(SLOT_NONE) == client &&
			clients_set_name(client, str_from(name)),
		    "no client");
	}
	/* The first and the last there are, of groups and of clients. */
	model.number[0] = 0;
	model.number[1] = GROUPS_MAX - 1;
	model.number[2] = table_of_client(0);
	model.number[3] = table_of_client(CLIENTS_MAX - 1);
	is_like_the_model();
	return tap_done();
}
