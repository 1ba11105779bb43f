/*
 * Read markers: the ID of the last event that somebody has seen in a group, or
 * in its conversation with another client. A marker belongs to the account that
 * the client is logged in to, whoever is connected, or else to the connection.
 * Only the account's other connections are told of it. See people.h.
 */
#include <assert.h>
#include <string.h>

#include "base/data/index.h"
#include "base/data/rows.h"
#include "base/mem/arena.h"
#include "base/state/module.h"
#include "router/delivery/answers.h"
#include "router/delivery/fanout.h"
#include "router/delivery/record.h"
#include "router/model/clients.h"
#include "router/model/slots.h"
#include "router/people/people.h"
#include "shared/limits.h"
#include "shared/names.h"

/* Most markers of one owner, and of all. */
#define OF_ONE 200
#define MOST ((size_t)65536)

#define BUCKETS 16384
#define TARGET (1 + LIMIT_GROUP) /* "@NAME", or a group */

static_assert(LIMIT_NAME <= LIMIT_GROUP, "a target has room for either");

/*
 * A marker. Its owner is an account or, if the client has none, the client's
 * number, because no name begins with a digit.
 */
struct row {
	uint64_t id; /* of the last event seen; 0: row is free */
	uint8_t owner_len;
	uint8_t target_len;
	char owner[LIMIT_NAME];
	char target[TARGET];
};

static struct {
	struct row *at;
	struct rows rows;
	struct index by_owner;
	size_t of_clients;
} read_marker;

static void
read_marker_init(void)
{
	read_marker.at = arena_table(MOST, sizeof(*read_marker.at));
	rows_init(&read_marker.rows, MOST);
	INDEX_INIT(&read_marker.by_owner, read_marker.at, MOST, BUCKETS,
	    INDEX_NAME(struct row, owner, owner_len));
}

static struct str
target_of(const struct row *row)
{
	return (struct str) { row->target, row->target_len };
}

static bool
is_of_client(struct str owner)
{
	return owner.at[0] >= '0' && owner.at[0] <= '9';
}

static void
drop_marker(uint32_t row)
{
	read_marker.of_clients -=
	    is_of_client((struct str) { read_marker.at[row].owner, 1 });
	index_drop(&read_marker.by_owner, row);
	read_marker.at[row].id = 0;
	rows_free(&read_marker.rows, row);
}

void
read_marker_forget(struct str owner)
{
	uint32_t row;

	while ((row = index_find(&read_marker.by_owner, owner)) != INDEX_NONE)
		drop_marker(row);
}

static void
read_marker_leave(uint32_t client)
{
	read_marker_forget(DECIMAL(client));
}

/*
 * Finds the owner's marker. If there is none, counts all that it has, and sets
 * *oldest to the one with the lowest ID.
 */
static struct row *
find_row(struct str owner, struct str target, size_t *count, uint32_t *oldest)
{
	uint32_t row = index_find(&read_marker.by_owner, owner);

	*count = 0;
	*oldest = row;
	for (; row != INDEX_NONE;
	     row = index_next(&read_marker.by_owner, owner, row)) {
		if (str_caseeq(target_of(&read_marker.at[row]), target))
			return &read_marker.at[row];
		if (read_marker.at[row].id < read_marker.at[*oldest].id)
			*oldest = row;
		++*count;
	}
	return NULL;
}

/*
 * Finds the owner's marker, or makes one, if it is to be at that ID, in place
 * of its lowest if it has as many as it may have. Returns null if there is
 * none.
 */
static struct row *
find_or_make(struct str owner, struct str target, uint64_t id)
{
	size_t count;
	uint32_t number;
	struct row *row = find_row(owner, target, &count, &number);

	if (row != NULL || id == 0)
		return row;
	if (count >= OF_ONE)
		drop_marker(number);
	/* Anybody can connect; half of them are for those with accounts. */
	if (is_of_client(owner) && read_marker.of_clients >= MOST / 2)
		return NULL;
	number = rows_alloc(&read_marker.rows);
	if (number == ROWS_NONE)
		return NULL;
	read_marker.of_clients += is_of_client(owner);
	row = &read_marker.at[number];
	*row = (struct row) { .owner_len = (uint8_t)owner.len,
		.target_len = (uint8_t)target.len };
	memcpy(row->owner, owner.at, owner.len);
	memcpy(row->target, target.at, target.len);
	index_add(&read_marker.by_owner, number);
	return row;
}

/* Returns whether a client of the account does not read what it gets. */
static bool
any_is_behind(struct str account)
{
	FOR_EACH_OF_ACCOUNT(client, account)
		if (slots_client_over_mark(client))
			return true;
	return false;
}

/* A marker never goes back, and not beyond the present time. */
enum outcome
seen_cmd(uint32_t who, const struct command *command)
{
	const struct str target = command->arg[0];
	const struct str account = clients_account(who);
	const struct str owner =
	    account.len > 0 ? account : DECIMAL(clients_lead(who));
	const uint64_t now = clock_wall();
	struct str name = target;
	uint64_t id = 0;
	struct row *row;

	if (command->count > 1)
		(void)str_to_number(
		    command->arg[1], UINT64_MAX, &id); /* an ID */
	id = id < now ? id : now;
	row = find_or_make(owner, target, 0);
	if (id > (row == NULL ? 0 : row->id) && any_is_behind(account))
		return answers_refuse(who, command, CODE_SLOW_DOWN);
	row = find_or_make(owner, target, id);
	if (id > 0 && row == NULL)
		return answers_refuse_saying(who, command, CODE_TOO_MANY,
		    STR("this server cannot record more groups and names"));
	/* Also if the marker is there already: what is missed outlasts it. */
	if (id > 0 && str_skip(&name, STR("@")))
		record_seen(account, record_account_of(name), id);
	if (id > 0 && id > row->id) {
		row->id = id;
		FOR_EACH_OF_ACCOUNT(client, account)
			FOR_EACH_CONNECTION(other, client)
				if (other != who && clients_wants_full(other))
					fanout_client(other,
					    WORDS(STR("seen"), target_of(row),
						DECIMAL(id)));
	}
	return answers_ok(
	    who, command, WORDS(target, DECIMAL(row == NULL ? 0 : row->id)));
}

/* Saves "account NAME TARGET ID" or "client NUMBER TARGET ID". */
static void
read_marker_save(struct state *state)
{
	uint64_t number;

	for (uint32_t i = 0; i < read_marker.rows.ever; i++) {
		const struct row *row = &read_marker.at[i];
		const struct str owner = { row->owner, row->owner_len };
		if (row->id > 0)
			STATE_PUT(state,
			    str_to_number(owner, UINT32_MAX, &number) ?
				STR("client") :
				STR("account"),
			    owner, target_of(row), DECIMAL(row->id));
	}
}

static void
read_marker_load(struct state *state)
{
	struct str owner = STR(""), target = owner;
	uint64_t id = 0, number;
	struct row *row;

	while (state_next(state)) {
		const bool is_client = state_is(state, STR("client"));
		if (!is_client && !state_is(state, STR("account")))
			continue;
		row = NULL;
		if (STATE_LINE(state,
			WORD_TO(&owner, is_client ? NULL : name_check),
			WORD_TO(&target, grammar_table_check),
			NUMBER_TO(&id, UINT64_MAX)) &&
		    (!is_client ||
			(str_to_number(owner, UINT32_MAX, &number) &&
			    clients_is_named(number))))
			row = find_or_make(
			    is_client ? DECIMAL(number) : owner, target, id);
		if (row == NULL || row->id > 0)
			state_wrong(state, "invalid or duplicate record");
		else
			row->id = id;
	}
}

MODULE(read_marker) = { .init = read_marker_init,
	.leave = read_marker_leave,
	SECTION("seen", read_marker) };
