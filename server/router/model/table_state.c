/*
 * The tables in the state (base/state/state.h), but for those of accounts,
 * which are read again. Groups, clients and memberships must be loaded first.
 */
#include "base/state/fields.h"
#include "base/state/module.h"
#include "router/model/clients.h"
#include "router/model/groups.h"
#include "router/model/table.h"
#include "shared/grammar.h"
#include "shared/limits.h"
#include "shared/names.h"

/* Writes "row ID HOLDER KEY NAME VALUE". */
static void
save_row(struct state *state, const struct row *row)
{
	STATE_PUT(state, STR("row"), DECIMAL(row->id),
	    DECIMAL(clients_to_state(quota_client(row->holder))), row_key(row),
	    row_name(row), row_value(row));
}

static void
save_table(struct state *state, uint32_t table)
{
	const bool own = table >= GROUPS_MAX;

	const struct row *row;

	if (table_count(table) == 0)
		return;
	state_put(state, own ? STR("client") : STR("group"),
	    own ? table - GROUPS_MAX : table);
	for (size_t i = 0; (row = table_at(table, i)) != NULL; i++)
		save_row(state, row);
}

static void
table_state_save(struct state *state)
{
	FOR_EACH_GROUP(group)
		save_table(state, group);
	FOR_EACH_CLIENT(client)
		save_table(state, table_own(client));
}

/*
 * Reads a table; if there is no such group or client, notes that and returns
 * TABLE_NONE.
 */
static uint32_t
table_from_state(struct state *state)
{
	const bool own = state_is(state, STR("client"));
	uint64_t number;

	if (!state_number(state, UINT32_MAX, &number))
		return TABLE_NONE;
	if (own && clients_is_named(number))
		return table_own((uint32_t)number);
	if (!own && groups_exists(number))
		return (uint32_t)number;
	state_wrong(state, "no such group or named client");
	return TABLE_NONE;
}

/* Loads a row, whatever the present limits are. */
static void
load_row(struct state *state, uint32_t table)
{
	struct row_texts texts = { .key = STR("") };
	uint64_t id = 0, holder = 0;

	if (!STATE_LINE(state, NUMBER_TO(&id, UINT64_MAX),
		NUMBER_TO(&holder, UINT64_MAX), WORD_TO(&texts.key, key_check),
		WORD_TO(&texts.name, name_check),
		TEXT_TO(&texts.value, LIMIT_VALUE)) ||
	    table == TABLE_NONE || table_find(table, texts.key) != NULL ||
	    table_count(table) >= TABLE_ROWS_MAX) {
		state_wrong(state, "invalid table row");
		return;
	}
	if (table_restore(table, id,
		clients_holder(state, holder, "invalid table row"),
		&texts) == NULL)
		state_no_memory(state);
}

static void
table_state_load(struct state *state)
{
	uint32_t table = TABLE_NONE;

	while (state_next(state))
		if (state_is(state, STR("row")))
			load_row(state, table);
		else if (state_is(state, STR("group")) ||
		    state_is(state, STR("client")))
			table = table_from_state(state);
}

MODULE(table_state) = { SECTION("tables", table_state, 0) };
