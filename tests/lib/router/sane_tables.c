/* The tables, and who holds how much of what there is: see sane.h. */
#include <string.h>

#include "sane.h"
#include "server/router/model/clients.h"
#include "server/router/model/groups.h"
#include "server/router/model/slots.h"
#include "server/router/model/table.h"
#include "shared/grammar.h"
#include "shared/limits.h"
#include "shared/names.h"
#include "tests/lib/must.h"

static struct {
	size_t of[CLIENTS_MAX][QUOTAS];
	size_t rows;
	size_t bytes;
} sums;

void
sane_begin_sums(void)
{
	for (uint32_t number = slots_next(0); number != SLOT_NONE;
	     number = slots_next(number + 1))
		if (slots_get(number)->client != CLIENT_NONE)
			memset(sums.of[slots_get(number)->client], 0,
			    sizeof(sums.of[0]));
}

void
sane_count(struct holder holder, enum quota what, size_t count)
{
	const uint32_t client = quota_client(holder);

	if (client != CLIENT_NONE)
		sums.of[client][what] += count;
}

/* Says what a client may have said, and stands behind the one before. */
static void
check_row(uint32_t table, const struct row *row, struct str before)
{
	const struct str key = row_key(row);
	const size_t least = before.len < key.len ? before.len : key.len;
	const int order = memcmp(before.at, key.at, least);

	MUST(order < 0 || (order == 0 && before.len < key.len),
	    "table %u is not in order at %.*s", table, (int)key.len, key.at);
	MUST(key_check(key) == CODE_OK &&
		name_check(row_name(row)) == CODE_OK &&
		text_check(row_value(row), LIMIT_VALUE) == CODE_OK,
	    "table %u has %.*s, which nobody can have written", table,
	    (int)key.len, key.at);
}

static void
check_table(uint32_t table)
{
	struct str before = STR("");
	const struct row *row;
	size_t count = 0;

	for (; (row = table_at(table, count)) != NULL; count++) {
		const size_t size = sizeof(*row) + sizeof(struct row *) +
		    row->key_len + row->name_len + row->value_len;
		MUST(row->table == table, "a row of %u is in table %u",
		    row->table, table);
		check_row(table, row, before);
		sane_count(row->holder, QUOTA_KEYS, size);
		sums.bytes += size;
		before = row_key(row);
	}
	MUST(count == table_count(table) && count <= TABLE_ROWS_MAX,
	    "table %u has %zu rows, not %zu", table, count, table_count(table));
	sums.rows += count;
}

/* A client without a name has none: nobody could ask for it. */
static void
check_own_table(uint32_t client)
{
	MUST(
	    clients_name(client).len > 0 || table_count(table_own(client)) == 0,
	    "%u has a table and no name", client);
	check_table(table_own(client));
}

/* Checks the table of the client's account, unless another one was first. */
static void
check_account_table(uint32_t client)
{
	const uint32_t table = table_of_client(client);

	if (table < TABLES_OF_ACCOUNTS)
		return;
	for (uint32_t number = slots_next(0); number != SLOT_NONE;
	     number = slots_next(number + 1)) {
		const uint32_t other = slots_get(number)->client;
		if (other == client)
			break;
		if (other != CLIENT_NONE && table_of_client(other) == table)
			return;
	}
	check_table(table);
}

void
sane_check_tables(void)
{
	sums.rows = 0;
	sums.bytes = sane_check_holds();
	FOR_EACH_GROUP(group) {
		sane_count(groups_get(group)->holder, QUOTA_GROUPS, 1);
		check_table(group);
	}
	for (uint32_t number = slots_next(0); number != SLOT_NONE;
	     number = slots_next(number + 1))
		if (slots_get(number)->client != CLIENT_NONE) {
			check_own_table(slots_get(number)->client);
			check_account_table(slots_get(number)->client);
		}
	/* Rows of nobody would make these sums differ. */
	MUST(sums.rows == table_rows(), "%zu rows, not %zu", table_rows(),
	    sums.rows);
	MUST(sums.bytes == table_bytes(), "%zu bytes of rows, not %zu",
	    table_bytes(), sums.bytes);
}

void
sane_check_sums(void)
{
	for (uint32_t number = slots_next(0); number != SLOT_NONE;
	     number = slots_next(number + 1)) {
		const uint32_t client = slots_get(number)->client;
		if (client == CLIENT_NONE)
			continue;
		for (enum quota what = 0; what < QUOTAS; what++)
			MUST(quota_held(client, what) == sums.of[client][what],
			    "%u holds %zu of %d, not %zu", client,
			    quota_held(client, what), (int)what,
			    sums.of[client][what]);
	}
}
