/* The identity of clients: see client_identity.h. */
#include "router/model/client_identity.h"

#include <assert.h>
#include <string.h>

#include "base/data/index.h"
#include "base/data/rows.h"
#include "base/loop/ticks.h"
#include "base/loop/watch.h"
#include "base/mem/arena.h"
#include "base/state/module.h"
#include "policy/cloak.h"
#include "router/model/clients.h"
#include "shared/grammar.h"
#include "shared/names.h"

static_assert(RING_NONE == CLIENT_NONE, "no row is no client");
static_assert(CLOAK_ROOM == LIMIT_HOST + 1, "a host fits");

/* The user of a client that has sent none. */
#define USUAL_USER "user"

#define BUCKETS 4096

struct person {
	char user[LIMIT_USER + 1]; /* its user; empty: it has sent none */
	char host[CLOAK_ROOM]; /* empty: nobody has asked for it yet */
	char account[LIMIT_NAME + 1];
	char real[LIMIT_REAL + 1];
	char actor[IDENTITY_ACTOR]; /* if actor_len is not 0 */
	uint8_t actor_len;
	uint8_t mask_len; /* length of NAME!USER@HOST in actor */
	char *away; /* in the arena, of away_len; null: it is here */
	uint16_t away_len;
	struct interests interests;
	unsigned flags;
	uint64_t signed_on; /* clock_wall */
	uint64_t named_since; /* an event's ID; 0: not known */
	usec spoke; /* ticks_mono */
};

static struct {
	struct person *of;
	bool *full; /* by client; apart, for fast checks of many clients */
	struct index by_account; /* clients that are logged in */
	struct ring arrivals; /* not saved: all are taken in the same turn */
} identity;

static const struct letter letters[] = {
	{ 'B', FLAG_BOT },
	{ 'i', FLAG_HIDDEN },
	{ 'w', FLAG_ALARMS },
};

static_assert(COUNT(letters) <= LIMIT_FLAGS, "letters have room");

static void
identity_init(void)
{
	identity.of = arena_table(CLIENTS_MAX, sizeof(*identity.of));
	identity.full = arena_table(CLIENTS_MAX, sizeof(*identity.full));
	INDEX_INIT(&identity.by_account, identity.of, CLIENTS_MAX, BUCKETS,
	    INDEX_TEXT(struct person, account));
}

static struct person *
get(uint32_t client)
{
	assert(client < CLIENTS_MAX);
	return &identity.of[client];
}

static void
forget_actor(struct person *person)
{
	person->actor_len = 0;
}

void
identity_new(uint32_t client)
{
	*get(client) = (struct person) { .signed_on = clock_wall(),
		.spoke = ticks_mono() };
	identity.full[client] = false;
}

static void
clear_away(struct person *person)
{
	if (person->away != NULL)
		arena_free(person->away, person->away_len);
	person->away = NULL;
	person->away_len = 0;
}

static void
identity_leave(uint32_t client)
{
	clear_away(get(client));
	identity_set_account(client, (struct str) { NULL, 0 });
	identity.full[client] = false;
}

void
identity_update_host(uint32_t client)
{
	get(client)->host[0] = '\0';
	forget_actor(get(client));
}

void
identity_forget_hosts(void)
{
	FOR_EACH_CLIENT(client)
		identity_update_host(client);
}

void
arrivals_add(uint32_t client)
{
	if (ring_add(&identity.arrivals, CLIENTS_MAX, client))
		watch_no_wait();
}

uint32_t
arrivals_next(void)
{
	return ring_take(&identity.arrivals, CLIENTS_MAX);
}

void
identity_renamed(uint32_t client)
{
	forget_actor(get(client));
	arrivals_add(client);
}

void
identity_set_named_since(uint32_t client, uint64_t id)
{
	get(client)->named_since = id;
}

bool
identity_was_named(uint32_t client, uint64_t id)
{
	const uint64_t since = get(client)->named_since;

	return since != 0 && since < id;
}

static struct str
identity_user(uint32_t client)
{
	const struct str user = str_from(get(client)->user);

	return user.len > 0 ? user : STR(USUAL_USER);
}

static void
identity_add(struct person *person, struct str text)
{
	assert(person->actor_len + text.len <= LIMIT_ACTOR);
	memcpy(person->actor + person->actor_len, text.at, text.len);
	person->actor_len = (uint8_t)(person->actor_len + text.len);
}

/*
 * Writes the actor. Its flags tell others that the client is a bot, and nothing
 * else.
 */
static void
write_actor(uint32_t client, struct person *person)
{
	char room[LIMIT_FLAGS];
	const struct str account = identity_account(client);

	person->actor_len = 0;
	identity_add(person, clients_last_name(client));
	identity_add(person, STR("!"));
	identity_add(person, identity_user(client));
	identity_add(person, STR("@"));
	identity_add(person, str_from(person->host));
	person->mask_len = person->actor_len;
	identity_add(person, STR("!"));
	identity_add(person, account.len > 0 ? account : STR("*"));
	identity_add(person, STR("!"));
	identity_add(person, identity_letters(person->flags & FLAG_BOT, room));
}

struct str
identity_actor(uint32_t client)
{
	struct person *person = get(client);

	if (person->actor_len == 0) {
		(void)identity_host(client); /* fills it in */
		write_actor(client, person);
	}
	return (struct str) { person->actor, person->actor_len };
}

struct str
identity_mask(uint32_t client)
{
	struct str mask = identity_actor(client);

	mask.len = get(client)->mask_len;
	return mask;
}

struct str
identity_host(uint32_t client)
{
	struct person *person = get(client);

	if (person->host[0] == '\0')
		cloak_host(str_from(clients_get(client)->peer), person->host);
	return str_from(person->host);
}

struct str
identity_account(uint32_t client)
{
	return str_from(get(client)->account);
}

/* Sets a text, which must fit its member together with the NUL. */
static void
set_text(char *to, struct str text)
{
	if (text.len > 0)
		memmove(to, text.at, text.len);
	to[text.len] = '\0';
}

/* Removes the client from the index of accounts, if it is logged in. */
static void
drop_account(uint32_t client)
{
	if (identity_account(client).len > 0)
		index_drop(&identity.by_account, client);
}

static void
add_account(uint32_t client)
{
	if (identity_account(client).len > 0)
		index_add(&identity.by_account, client);
}

uint32_t
identity_next_with_account(struct str account, uint32_t *cursor)
{
	const uint32_t client = *cursor == IDENTITY_FIRST ?
	    index_find(&identity.by_account, account) :
	    *cursor;

	if (client != CLIENT_NONE)
		*cursor = index_next(&identity.by_account, account, client);
	return client;
}

void
identity_set_account(uint32_t client, struct str account)
{
	assert(account.len <= LIMIT_NAME);
	drop_account(client);
	set_text(get(client)->account, account);
	add_account(client);
	forget_actor(get(client));
	arrivals_add(client);
}

struct str
identity_real(uint32_t client)
{
	const struct str real = str_from(get(client)->real);

	return real.len > 0 ? real : clients_last_name(client);
}

void
identity_set_user(uint32_t client, struct str user)
{
	assert(user.len > 0 && user.len <= LIMIT_USER);
	set_text(get(client)->user, user);
	forget_actor(get(client));
}

void
identity_set_real(uint32_t client, struct str real)
{
	assert(real.len <= LIMIT_REAL);
	set_text(get(client)->real, real);
}

unsigned
identity_flags(uint32_t client)
{
	return get(client)->flags;
}

void
identity_set_flags(uint32_t client, unsigned flags)
{
	get(client)->flags = flags;
	forget_actor(get(client));
}

struct str
identity_letters(unsigned flags, char room[LIMIT_FLAGS])
{
	const struct str word =
	    letters_write(FLAG_LETTERS(letters), flags, room);

	return word.len > 0 ? word : STR("-");
}

unsigned
identity_flag(char letter)
{
	return letters_flag(FLAG_LETTERS(letters), letter);
}

struct str
identity_away(uint32_t client)
{
	const struct person *person = get(client);

	return (struct str) { person->away, person->away_len };
}

bool
identity_set_away(uint32_t client, struct str text)
{
	struct person *person = get(client);
	char *away = NULL;

	assert(text.len <= LIMIT_TOPIC);
	if (text.len > 0) {
		away = arena_alloc(text.len);
		if (away == NULL)
			return false;
		memcpy(away, text.at, text.len);
	}
	clear_away(person);
	person->away = away;
	person->away_len = (uint16_t)text.len;
	return true;
}

bool
identity_wants_full(uint32_t client)
{
	return identity.full[client];
}

void
identity_set_full(uint32_t client, bool full)
{
	identity.full[client] = full;
}

struct interests *
identity_interests(uint32_t client)
{
	return &get(client)->interests;
}

uint64_t
identity_signed_on(uint32_t client)
{
	return get(client)->signed_on;
}

usec
identity_idle(uint32_t client)
{
	return ticks_mono() - get(client)->spoke;
}

void
identity_note_speech(uint32_t client)
{
	get(client)->spoke = ticks_mono();
}

/* Checks a text that is part of an actor. */
static enum code
part_check(struct str text)
{
	for (size_t i = 0; i < text.len; i++)
		if (strchr("!@*?", text.at[i]) != NULL)
			return CODE_BAD_TEXT;
	return token_check(text);
}

static enum code
real_check(struct str text)
{
	return text_check(text, LIMIT_REAL);
}

static const struct field saved[] = {
	FIELD_CHECKED(struct person, user, "called", part_check),
	FIELD_CHECKED(struct person, host, "host", part_check),
	FIELD_CHECKED(struct person, account, "account", name_check),
	FIELD_CHECKED(struct person, real, "real", real_check),
	FIELD_UPTO(
	    NUMBER, struct person, flags, FLAG_BOT | FLAG_HIDDEN | FLAG_ALARMS),
	FIELD_KEY(BOOL, struct person, interests.all, "all"),
	FIELD_ROW(NUMBER, struct person, interests.offers, "offers", UINT32_MAX,
	    NULL),
	FIELD(NUMBER, struct person, signed_on),
	FIELD(NUMBER, struct person, named_since),
	FIELD(REAL, struct person, spoke),
};

void
identity_save(struct state *state, uint32_t client)
{
	fields_put(state, FIELDS(saved), get(client));
	if (identity.full[client])
		state_put(state, STR("full"), 1);
	if (identity_away(client).len > 0)
		state_put_text(state, STR("away"), identity_away(client));
}

static void
load_away(struct state *state, uint32_t client)
{
	const struct str text = state->value;

	if (text_check(text, LIMIT_TOPIC) != CODE_OK ||
	    !identity_set_away(client, text))
		state_wrong(state, "invalid text, or out of memory");
}

static void
load_full(struct state *state, uint32_t client)
{
	uint64_t full;

	if (state_number(state, 1, &full))
		identity.full[client] = full == 1;
}

void
identity_load(struct state *state, uint32_t client)
{
	if (state_is(state, STR("away"))) {
		load_away(state, client);
	} else if (state_is(state, STR("full"))) {
		load_full(state, client);
	} else {
		drop_account(client);
		fields_get(state, FIELDS(saved), get(client));
		add_account(client);
	}
}

MODULE(identity) = { .init = identity_init,
	.leave = identity_leave,
	TABLES(TABLE(identity.arrivals.has, CLIENTS_MAX),
	    TABLE(identity.arrivals.row, CLIENTS_MAX)) };
