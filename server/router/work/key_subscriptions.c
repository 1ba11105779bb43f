/* Subscriptions to keys: see key_subscriptions.h. */
#include "router/work/key_subscriptions.h"

#include "base/data/index.h"
#include "base/data/set.h"
#include "base/mem/arena.h"
#include "base/state/module.h"
#include "router/delivery/answers.h"
#include "router/model/clients.h"
#include "router/model/groups.h"
#include "router/model/rights.h"
#include "router/model/slots.h"
#include "router/model/table.h"
#include "router/queue/budget.h"
#include "shared/limits.h"
#include "shared/names.h"

struct subscription {
	char *keys; /* as the client sent them, with spaces between */
	size_t len;
	uint64_t bits; /* a bit for each key, to rule keys out quickly */
};

static struct {
	struct subscription *of; /* by client */
	struct set all; /* clients with any keys */
	uint32_t *found;
	size_t count;
} subscriptions;

static uint64_t
bit_of(struct str key)
{
	return (uint64_t)1 << hash_bytes(key.at, key.len) % 64;
}

static void
subscriptions_leave(uint32_t client)
{
	struct subscription *subscription = &subscriptions.of[client];

	if (subscription->len == 0)
		return;
	set_remove(&subscriptions.all, client);
	arena_free(subscription->keys, subscription->len);
	*subscription = (struct subscription) { 0 };
}

/* Replaces the client's keys; returns false if there is no memory. */
static bool
listen_to(uint32_t client, struct str keys)
{
	struct subscription subscription = { .keys = arena_alloc(keys.len),
		.len = keys.len };

	if (subscription.keys == NULL)
		return false;
	subscriptions_leave(client);
	if (!set_add(&subscriptions.all, client)) {
		arena_free(subscription.keys, subscription.len);
		return false;
	}
	memcpy(subscription.keys, keys.at, keys.len);
	while (keys.at != NULL)
		subscription.bits |= bit_of(str_word(&keys));
	subscriptions.of[client] = subscription;
	return true;
}

static size_t
count_words(struct str words)
{
	size_t count = 0;

	for (; words.at != NULL; count++)
		(void)str_word(&words);
	return count;
}

enum outcome
hear_cmd(uint32_t who, const struct command *command)
{
	if (command->count == 0)
		subscriptions_leave(who);
	else if (count_words(command->arg[0]) > LIMIT_KEYS)
		return answers_refuse_saying(who, command, CODE_TOO_MANY,
		    STR("too many keys: limit 20"));
	else if (!listen_to(who, command->arg[0]))
		fanout_mark_lost(who);
	return answers_ok(who, command, NO_WORDS);
}

static bool
hears(uint32_t client, struct str key, uint64_t bit)
{
	const struct subscription *subscription = &subscriptions.of[client];
	struct str keys = { subscription->keys, subscription->len };

	if ((subscription->bits & bit) == 0)
		return false;
	while (keys.at != NULL)
		if (str_eq(str_word(&keys), key))
			return true;
	return false;
}

struct str
subscriptions_keys(uint32_t client)
{
	return (struct str) { subscriptions.of[client].keys,
		subscriptions.of[client].len };
}

/*
 * Returns whether the client may hear of the table: a group's if it is a
 * member, its own, or that of a client which is_heard and shares a group with
 * it.
 */
static bool
is_near(uint32_t client, uint32_t table, bool is_heard)
{
	if (table < GROUPS_MAX)
		return groups_has(table, client);
	budget_charge(WORK_ROW, 1 + groups_of(client)->count / 4);
	return client == table - GROUPS_MAX ||
	    (is_heard && groups_share(client, table - GROUPS_MAX));
}

/* Looks through all subscribers or the group's members, whichever are fewer. */
void
subscriptions_find(uint32_t table, struct str key)
{
	const uint64_t bit = bit_of(key);
	const struct set *from = &subscriptions.all;
	const bool is_heard =
	    table < GROUPS_MAX || rights_is_heard(table - GROUPS_MAX, STR(""));

	if (table < GROUPS_MAX && groups_members(table)->count < from->count)
		from = groups_members(table);
	subscriptions.count = 0;
	budget_charge(WORK_ROW, from->count);
	for (size_t i = 0; i < from->count; i++)
		if (hears(from->at[i], key, bit) &&
		    is_near(from->at[i], table, is_heard))
			subscriptions.found[subscriptions.count++] =
			    from->at[i];
}

bool
subscriptions_are_slow(uint32_t but)
{
	size_t over = 0, others = 0;

	for (size_t i = 0; i < subscriptions.count; i++) {
		if (subscriptions.found[i] == but)
			continue;
		others++;
		over += slots_client_over_mark(subscriptions.found[i]);
	}
	return over > 0 && 2 * over >= others;
}

void
subscriptions_notify(uint32_t table, struct words words)
{
	if (subscriptions.count > 0)
		fanout_clients(table < GROUPS_MAX ? table : GROUP_NONE,
		    subscriptions.found, subscriptions.count, words);
}

static void
subscriptions_save(struct state *state)
{
	for (size_t i = 0; i < subscriptions.all.count; i++) {
		const uint32_t client = subscriptions.all.at[i];
		const struct subscription *subscription =
		    &subscriptions.of[client];
		state_put(state, STR("client"), client);
		state_put_text(state, STR("keys"),
		    (struct str) { subscription->keys, subscription->len });
	}
}

static void
subscriptions_load(struct state *state)
{
	uint32_t client = CLIENT_NONE;

	while (state_next(state)) {
		if (state_is(state, STR("client")))
			client = clients_read_named(state);
		if (!state_is(state, STR("keys")))
			continue;
		if (client == CLIENT_NONE || subscriptions.of[client].len > 0 ||
		    count_words(state->value) > LIMIT_KEYS ||
		    keys_check(state->value) != CODE_OK)
			state_wrong(state, "invalid or duplicate keys");
		else if (!listen_to(client, state->value))
			state_no_memory(state);
	}
}

MODULE(subscriptions) = { TABLES(TABLE(subscriptions.of, CLIENTS_MAX),
			      TABLE(subscriptions.found, CLIENTS_MAX)),
	.leave = subscriptions_leave, SECTION("hearers", subscriptions) };
