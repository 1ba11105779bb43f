/* Read markers: see read_marker.h. */
#include "router/people/read_marker.h"

#include <assert.h>
#include <string.h>

#include "base/data/index.h"
#include "base/data/rows.h"
#include "base/loop/ticks.h"
#include "base/mem/arena.h"
#include "base/state/fields.h"
#include "base/state/module.h"
#include "router/delivery/answers.h"
#include "router/delivery/fanout.h"
#include "router/model/client_identity.h"
#include "router/model/clients.h"
#include "router/model/slots.h"
#include "router/queue/budget.h"
#include "shared/limits.h"
#include "shared/names.h"

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
} read_marker;

static void
read_marker_init(void)
{
	read_marker.at = arena_table(READ_MARKER_MAX, sizeof(*read_marker.at));
	rows_init(&read_marker.rows, READ_MARKER_MAX);
	INDEX_INIT(&read_marker.by_owner, read_marker.at, READ_MARKER_MAX,
	    BUCKETS, INDEX_NAME(struct row, owner, owner_len));
}

static struct str
owner_of(uint32_t client, char room[STR_DIGITS])
{
	const struct str account = identity_account(client);

	return account.len > 0 ? account : str_number(client, room);
}

static struct str
target_of(const struct row *row)
{
	return (struct str) { row->target, row->target_len };
}

static void
read_marker_drop(uint32_t row)
{
	index_drop(&read_marker.by_owner, row);
	read_marker.at[row].id = 0;
	rows_free(&read_marker.rows, row);
}

void
read_marker_forget(struct str owner)
{
	uint32_t row;

	while ((row = index_find(&read_marker.by_owner, owner)) != INDEX_NONE)
		read_marker_drop(row);
}

static void
read_marker_leave(uint32_t client)
{
	read_marker_forget(DECIMAL(client));
}

static struct row *
read_marker_find(struct str owner, struct str target)
{
	for (uint32_t row = index_find(&read_marker.by_owner, owner);
	     row != INDEX_NONE;
	     row = index_next(&read_marker.by_owner, owner, row))
		if (str_caseeq(target_of(&read_marker.at[row]), target))
			return &read_marker.at[row];
	return NULL;
}

/*
 * Drops the owner's marker with the lowest ID if it has as many as it may have.
 */
static void
make_room(struct str owner)
{
	uint32_t oldest = INDEX_NONE;
	size_t count = 0;

	for (uint32_t row = index_find(&read_marker.by_owner, owner);
	     row != INDEX_NONE;
	     row = index_next(&read_marker.by_owner, owner, row), count++)
		if (oldest == INDEX_NONE ||
		    read_marker.at[row].id < read_marker.at[oldest].id)
			oldest = row;
	if (count >= READ_MARKER_OF_ONE)
		read_marker_drop(oldest);
}

/* Makes a row with no ID yet; returns null if there is none free. */
static struct row *
read_marker_make(struct str owner, struct str target)
{
	uint32_t number;
	struct row *row;

	make_room(owner);
	number = rows_alloc(&read_marker.rows);
	if (number == ROWS_NONE)
		return NULL;
	row = &read_marker.at[number];
	*row = (struct row) { .owner_len = (uint8_t)owner.len,
		.target_len = (uint8_t)target.len };
	memcpy(row->owner, owner.at, owner.len);
	memcpy(row->target, target.at, target.len);
	index_add(&read_marker.by_owner, number);
	return row;
}

/*
 * Returns whether at least one, and at least half, of the account's other
 * connections are behind.
 */
static bool
others_are_behind(uint32_t who)
{
	const struct str account = identity_account(who);
	uint32_t cursor = IDENTITY_FIRST, other;
	size_t all = 0, behind = 0;

	while ((other = identity_next_with_account(account, &cursor)) !=
	    CLIENT_NONE)
		if (other != who && identity_wants_full(other)) {
			all++;
			behind += slots_client_over_mark(other);
		}
	return behind > 0 && 2 * behind >= all;
}

/* Tells the account's other connections that want events in full. */
static void
tell_others(uint32_t who, struct str target, struct str id)
{
	const struct str account = identity_account(who);
	uint32_t cursor = IDENTITY_FIRST, other;

	while ((other = identity_next_with_account(account, &cursor)) !=
	    CLIENT_NONE)
		if (other != who && identity_wants_full(other))
			fanout_client(other, WORDS(STR("seen"), target, id));
}

/* Returns the command's ID, but at most the present time; 0 if it has none. */
static uint64_t
id_of(const struct command *command)
{
	const uint64_t now = clock_wall();
	uint64_t id;

	if (command->count < 2 ||
	    !str_to_number(command->arg[1], UINT64_MAX, &id))
		return 0;
	return id < now ? id : now;
}

/* Raises a marker; it never goes back. */
static void
raise(uint32_t who, struct row *row, uint64_t id)
{
	if (id <= row->id)
		return;
	row->id = id;
	tell_others(who, target_of(row), DECIMAL(id));
}

enum outcome
seen_cmd(uint32_t who, const struct command *command)
{
	const struct str target = command->arg[0];
	char room[STR_DIGITS];
	const struct str owner = owner_of(who, room);
	const uint64_t id = id_of(command);
	struct row *row = read_marker_find(owner, target);

	if (id > 0) {
		if ((row == NULL || id > row->id) && others_are_behind(who))
			return answers_refuse(who, command, CODE_SLOW_DOWN);
		if (row == NULL)
			row = read_marker_make(owner, target);
		if (row == NULL)
			return answers_refuse_saying(who, command,
			    CODE_TOO_MANY,
			    STR("this server cannot record more groups and "
				"names"));
		raise(who, row, id);
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

/* Checks a word that is "@NAME" or a group. */
static enum code
target_check(struct str word)
{
	if (word.len == 0 || word.at[0] != '@')
		return group_check(word);
	return name_check((struct str) { word.at + 1, word.len - 1 });
}

/* Reads the owner; empty: it is invalid. */
static struct str
owner_from(struct state *state, struct str word, char room[STR_DIGITS])
{
	uint64_t number;

	if (state_is(state, STR("account")))
		return name_check(word) == CODE_OK ? word : STR("");
	return str_to_number(word, UINT32_MAX, &number) &&
		clients_is_named(number) ?
	    str_number(number, room) :
	    STR("");
}

static void
read_marker_load(struct state *state)
{
	struct str word = STR(""), target = word, owner;
	char room[STR_DIGITS];
	struct row *row;
	uint64_t id = 0;

	while (state_next(state)) {
		if (!state_is(state, STR("account")) &&
		    !state_is(state, STR("client")))
			continue;
		if (STATE_LINE(state, WORD_TO(&word, NULL),
			WORD_TO(&target, target_check),
			NUMBER_TO(&id, UINT64_MAX)) &&
		    id > 0 && (owner = owner_from(state, word, room)).len > 0 &&
		    read_marker_find(owner, target) == NULL &&
		    (row = read_marker_make(owner, target)) != NULL)
			row->id = id;
		else
			state_wrong(state, "invalid or duplicate record");
	}
}

MODULE(read_marker) = { .init = read_marker_init,
	.leave = read_marker_leave,
	SECTION("seen", read_marker) };
