/* Read markers: see read_marker.h. */
#include "router/verbs/people/read_marker.h"

#include <assert.h>
#include <string.h>

#include "base/data/chain.h"
#include "base/data/hash.h"
#include "base/data/rows.h"
#include "base/loop/ticks.h"
#include "base/mem/arena.h"
#include "base/state/module.h"
#include "router/delivery/fanout.h"
#include "router/delivery/handlers.h"
#include "router/model/client_identity.h"
#include "router/model/clients.h"
#include "router/model/slots.h"
#include "shared/limits.h"
#include "shared/names.h"

#define BUCKETS 16384
#define TARGET (1 + LIMIT_GROUP) /* "@NAME", or a group */

static_assert(LIMIT_NAME <= LIMIT_GROUP, "a target has room for either");

/* The owner of a marker: the account if there is one, or else the client. */
struct owner {
	uint32_t client;
	struct str account;
};

struct row {
	uint64_t id; /* of the last event seen; 0: row is free */
	uint32_t client;
	uint8_t account_len; /* 0: the client is the owner */
	uint8_t target_len;
	char account[LIMIT_NAME];
	char target[TARGET];
};

static struct {
	struct row *at;
	struct rows rows;
	struct chain by_owner;
} read_marker;

static bool
read_marker_init(void)
{
	read_marker.at = arena_table(READ_MARKER_MAX, sizeof(*read_marker.at));
	return read_marker.at != NULL &&
	    rows_init(&read_marker.rows, READ_MARKER_MAX) &&
	    chain_init(&read_marker.by_owner, BUCKETS, READ_MARKER_MAX);
}

static struct owner
owner_of(uint32_t client)
{
	return (struct owner) { client, identity_account(client) };
}

static uint64_t
hash_of(const struct owner *owner)
{
	return owner->account.len > 0 ?
	    hash_name(owner->account) :
	    hash_bytes(&owner->client, sizeof(owner->client));
}

static struct str
account_of(const struct row *row)
{
	return (struct str) { row->account, row->account_len };
}

static struct str
target_of(const struct row *row)
{
	return (struct str) { row->target, row->target_len };
}

static bool
owns(const struct owner *owner, const struct row *row)
{
	return str_same(account_of(row), owner->account) &&
	    (row->account_len > 0 || row->client == owner->client);
}

/*
 * Walk the owner's rows, up to CHAIN_END. Get the next one before dropping a
 * row.
 */
static uint32_t
first_of(const struct owner *owner)
{
	uint32_t row = chain_first(&read_marker.by_owner, hash_of(owner));

	while (row != CHAIN_END && !owns(owner, &read_marker.at[row]))
		row = chain_next(&read_marker.by_owner, row);
	return row;
}

static uint32_t
next_of(const struct owner *owner, uint32_t row)
{
	do
		row = chain_next(&read_marker.by_owner, row);
	while (row != CHAIN_END && !owns(owner, &read_marker.at[row]));
	return row;
}

static void
drop(const struct owner *owner, uint32_t row)
{
	chain_drop(&read_marker.by_owner, hash_of(owner), row);
	read_marker.at[row].id = 0;
	rows_give(&read_marker.rows, row);
}

static void
drop_all(const struct owner *owner)
{
	uint32_t row = first_of(owner);

	while (row != CHAIN_END) {
		const uint32_t next = next_of(owner, row);
		drop(owner, row);
		row = next;
	}
}

void
read_marker_left(uint32_t client)
{
	drop_all(&(struct owner) { client, { NULL, 0 } });
}

void
read_marker_forget(struct str account)
{
	if (account.len > 0)
		drop_all(&(struct owner) { CLIENT_NONE, account });
}

static struct row *
read_marker_find(const struct owner *owner, struct str target)
{
	for (uint32_t row = first_of(owner); row != CHAIN_END;
	     row = next_of(owner, row))
		if (str_same(target_of(&read_marker.at[row]), target))
			return &read_marker.at[row];
	return NULL;
}

/*
 * Drops the owner's marker with the lowest ID if it has as many as it may have.
 */
static void
make_room(const struct owner *owner)
{
	uint32_t oldest = CHAIN_END;
	size_t count = 0;

	for (uint32_t row = first_of(owner); row != CHAIN_END;
	     row = next_of(owner, row), count++)
		if (oldest == CHAIN_END ||
		    read_marker.at[row].id < read_marker.at[oldest].id)
			oldest = row;
	if (count >= READ_MARKER_OF_ONE)
		drop(owner, oldest);
}

/* Makes a row with no ID yet; returns null if there is none free. */
static struct row *
read_marker_make(const struct owner *owner, struct str target)
{
	uint32_t number;
	struct row *row;

	make_room(owner);
	number = rows_take(&read_marker.rows);
	if (number == ROWS_NONE)
		return NULL;
	row = &read_marker.at[number];
	*row = (struct row) { .client = owner->client,
		.account_len = (uint8_t)owner->account.len,
		.target_len = (uint8_t)target.len };
	if (owner->account.len > 0)
		memcpy(row->account, owner->account.at, owner->account.len);
	memcpy(row->target, target.at, target.len);
	chain_add(&read_marker.by_owner, hash_of(owner), number);
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
		if (other != who && identity_want_full(other)) {
			all++;
			behind += slots_behind(other);
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
		if (other != who && identity_want_full(other))
			fan_one(other, WORDS(STR("seen"), target, id));
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
	char digits[STR_DIGITS];

	if (id <= row->id)
		return;
	row->id = id;
	tell_others(who, target_of(row), str_number(id, digits));
}

enum outcome
seen_cmd(uint32_t who, const struct command *command)
{
	const struct str word = command->rule->word, target = command->arg[0];
	const struct owner owner = owner_of(who);
	const uint64_t id = id_of(command);
	struct row *row = read_marker_find(&owner, target);
	char digits[STR_DIGITS];

	if (id > 0) {
		if ((row == NULL || id > row->id) && others_are_behind(who))
			return answers_refuse(who, word, CODE_SLOW_DOWN);
		if (row == NULL)
			row = read_marker_make(&owner, target);
		if (row == NULL)
			return answers_refuse_saying(who, word, CODE_TOO_MANY,
			    STR("this server cannot record more groups and "
				"names"));
		raise(who, row, id);
	}
	return answers_say(who,
	    WORDS(STR("ok"), word, target,
		str_number(row == NULL ? 0 : row->id, digits)));
}

/* Saves "account NAME TARGET ID" or "client NUMBER TARGET ID". */
static void
read_marker_save(struct state *state)
{
	char number[STR_DIGITS], id[STR_DIGITS];

	for (uint32_t i = 0; i < read_marker.rows.ever; i++) {
		const struct row *row = &read_marker.at[i];
		const bool is_account = row->account_len > 0;
		if (row->id == 0)
			continue;
		state_put_strs(state,
		    is_account ? STR("account") : STR("client"),
		    (const struct str[]) { is_account ?
			    account_of(row) :
			    str_number(row->client, number),
			target_of(row), str_number(row->id, id) },
		    3);
	}
}

/* Returns whether the word is "@NAME" or a group. */
static bool
is_target(struct str word)
{
	if (word.len == 0 || word.at[0] != '@')
		return group_check(word) == CODE_OK;
	return name_check((struct str) { word.at + 1, word.len - 1 }) ==
	    CODE_OK;
}

/* Reads the owner; returns false if it is invalid. */
static bool
owner_from(struct state *state, struct str word, struct owner *owner)
{
	uint64_t number;

	*owner = (struct owner) { CLIENT_NONE, word };
	if (state_is(state, STR("account")))
		return name_check(word) == CODE_OK;
	if (!str_to_number(word, UINT32_MAX, &number) ||
	    !clients_is_named(number))
		return false;
	*owner = (struct owner) { (uint32_t)number, { NULL, 0 } };
	return true;
}

static void
read_marker_load(struct state *state)
{
	struct owner owner;
	struct row *row;
	uint64_t id;

	while (state_next(state)) {
		struct str rest = state->value;
		const struct str word = str_word(&rest);
		const struct str target = str_word(&rest);
		if (!state_is(state, STR("account")) &&
		    !state_is(state, STR("client")))
			continue;
		if (owner_from(state, word, &owner) && is_target(target) &&
		    str_to_number(rest, UINT64_MAX, &id) && id > 0 &&
		    read_marker_find(&owner, target) == NULL &&
		    (row = read_marker_make(&owner, target)) != NULL)
			row->id = id;
		else
			state_wrong(state, "invalid or duplicate record");
	}
}

MODULE(read_marker) = { .init = read_marker_init,
	SECTION("seen", read_marker, MODULE_MAY_LACK) };
