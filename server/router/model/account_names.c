/* The names of all accounts: see account_names.h. */
#include "router/model/account_names.h"

#include <string.h>

#include "base/data/index.h"
#include "base/data/rows.h"
#include "base/mem/limits.h"
#include "base/state/module.h"
#include "shared/names.h"

#define BUCKETS 16384

struct row {
	uint8_t len;
	bool told; /* since account_names_begin */
	char at[LIMIT_NAME];
	struct account_facts facts;
};

/* Not saved: the next program's keeper tells all names again. */
static struct {
	struct row *row;
	struct rows rows;
	struct index by_name;
} names;

static void
account_names_init(void)
{
	rows_init(&names.rows, ACCOUNTS_MAX);
	INDEX_INIT(&names.by_name, names.row, ACCOUNTS_MAX, BUCKETS,
	    INDEX_LIKE(struct row, at, len));
}

static struct str
name_of_row(uint32_t number)
{
	return (struct str) { names.row[number].at, names.row[number].len };
}

/* Returns the account's row, or null. */
static struct row *
find_name(struct str name)
{
	const uint32_t number = index_find(&names.by_name, name);

	return number != INDEX_NONE ? &names.row[number] : NULL;
}

void
account_names_add(struct str name, struct account_facts facts)
{
	struct row *row = find_name(name);
	uint32_t number;

	if (name_spelling(name) != CODE_OK)
		return;
	if (row == NULL) {
		number = rows_alloc(&names.rows);
		if (number == ROWS_NONE)
			return; /* the keeper has no more than there are rows */
		row = &names.row[number];
		row->len = (uint8_t)name.len;
		memcpy(row->at, name.at, name.len);
		index_add(&names.by_name, number);
	}
	row->told = true;
	row->facts = facts;
}

static void
drop_name(uint32_t number)
{
	index_drop(&names.by_name, number);
	rows_free(&names.rows, number);
}

void
account_names_drop(struct str name)
{
	const struct row *row = find_name(name);

	if (row != NULL)
		drop_name((uint32_t)(row - names.row));
}

struct account_facts
account_names_facts(struct str name)
{
	const struct row *row = find_name(name);

	return row != NULL ? row->facts : (struct account_facts) { .made = 0 };
}

struct str
account_names_find(struct str name)
{
	const struct row *row = find_name(name);

	return row != NULL ? (struct str) { row->at, row->len } :
			     (struct str) { NULL, 0 };
}

void
account_names_begin(void)
{
	for (uint32_t number = 0; number < names.rows.ever; number++)
		names.row[number].told = false;
}

void
account_names_end(void)
{
	for (uint32_t number = rows_next(&names.rows, 0); number != ROWS_NONE;
	     number = rows_next(&names.rows, number + 1))
		if (!names.row[number].told)
			drop_name(number);
}

size_t
account_names_count(void)
{
	return rows_used(&names.rows);
}

struct str
account_names_find_like(struct str name)
{
	const uint32_t number = index_like(&names.by_name, name, INDEX_NONE);

	return number == INDEX_NONE ? (struct str) { NULL, 0 } :
				      name_of_row(number);
}

struct str
account_names_next(uint32_t *number, struct account_facts *facts)
{
	const uint32_t next = rows_next(&names.rows, *number);

	if (next == ROWS_NONE)
		return (struct str) { NULL, 0 };
	*number = next + 1;
	*facts = names.row[next].facts;
	return name_of_row(next);
}

MODULE(account_names) = { .init = account_names_init,
	TABLES(TABLE(names.row, ACCOUNTS_MAX)) };
