/* Accounts that are being made: see signups.h. */
#include "router/model/signups.h"

#include "base/data/confusables.h"
#include "base/data/rows.h"
#include "base/loop/ticks.h"
#include "base/mem/arena.h"
#include "base/mem/limits.h"
#include "base/state/columns.h"
#include "base/state/module.h"
#include "policy/origins.h"
#include "policy/peers.h"
#include "router/model/clients.h"
#include "shared/addr.h"
#include "shared/limits.h"
#include "shared/names.h"

/* More than the keeper accepts at once (helpers/keeper/keeper.c). */
#define SIGNUPS 512

struct signup {
	uint32_t client; /* CLIENT_NONE: it no longer waits */
	uint64_t number; /* of the request; 0: the keeper was not asked */
	uint8_t len; /* 0: the row is free */
	char name[LIMIT_NAME];
	char peer[ADDR_TEXT]; /* the address whose quota it counts for */
};

static struct {
	struct signup *at;
	struct rows rows;
	struct confusables confusables;
} signups;

static void
signups_init(void)
{
	signups.at = arena_table(SIGNUPS, sizeof(*signups.at));
	rows_init(&signups.rows, SIGNUPS);
	confusables_init(&signups.confusables, SIGNUPS);
}

static struct str
name_of(const struct signup *signup)
{
	return (struct str) { signup->name, signup->len };
}

struct str
signups_like(struct str name)
{
	uint32_t row = CONFUSABLES_NONE;

	if (rows_used(&signups.rows) > 0)
		row = confusables_find(
		    &signups.confusables, name, CONFUSABLES_NONE);
	return row == CONFUSABLES_NONE ? (struct str) { NULL, 0 } :
					 name_of(&signups.at[row]);
}

/* Returns the client's row, or null. */
static struct signup *
signups_find(uint32_t who)
{
	for (uint32_t row = 0; row < signups.rows.ever; row++)
		if (signups.at[row].len > 0 && signups.at[row].client == who)
			return &signups.at[row];
	return NULL;
}

/* Makes a row; returns null if too many are under way. */
static struct signup *
signups_make(uint32_t who, struct str name, struct str peer)
{
	const uint32_t row = rows_alloc(&signups.rows);
	struct signup *made;

	if (row == ROWS_NONE)
		return NULL;
	made = &signups.at[row];
	*made = (struct signup) { .client = who, .len = (uint8_t)name.len };
	memcpy(made->name, name.at, name.len);
	memcpy(made->peer, peer.at, peer.len);
	confusables_add(&signups.confusables, row, name_of(made));
	return made;
}

bool
signups_begin(uint32_t who, struct str name)
{
	const char *peer = clients_get(who)->peer;

	if (signups_make(who, name, str_from(peer)) == NULL)
		return false;
	peers_register(peer, ticks_mono());
	return true;
}

static void
signups_end(struct signup *signup, bool made)
{
	const uint32_t row = (uint32_t)(signup - signups.at);

	if (!made)
		peers_unregister(signup->peer);
	confusables_drop(&signups.confusables, row);
	signup->len = 0;
	rows_free(&signups.rows, row);
}

void
signups_asked(uint32_t who, uint64_t number)
{
	struct signup *signup = signups_find(who);

	if (signup != NULL)
		signup->number = number;
}

void
signups_cancel(uint32_t who)
{
	struct signup *signup =
	    rows_used(&signups.rows) > 0 ? signups_find(who) : NULL;

	if (signup != NULL && signup->number == 0)
		signups_end(signup, false);
	else if (signup != NULL)
		signup->client = CLIENT_NONE;
}

void
signups_answered(uint64_t number, bool made)
{
	for (uint32_t row = 0; row < signups.rows.ever; row++)
		if (signups.at[row].len > 0 &&
		    signups.at[row].number == number) {
			signups_end(&signups.at[row], made);
			return;
		}
}

void
signups_keeper_started(void)
{
	for (uint32_t row = 0; row < signups.rows.ever; row++) {
		struct signup *signup = &signups.at[row];
		signup->number = 0; /* asked again, if the client still waits */
		if (signup->len > 0 && signup->client == CLIENT_NONE)
			signups_end(signup, false);
	}
}

/*
 * Writes "signup NUMBER NAME PEER", and "client NUMBER" if that client still
 * waits; nothing if the keeper was not asked, for the client's line then begins
 * anew.
 */
static void
signups_save(struct state *state)
{
	for (uint32_t row = 0; row < signups.rows.ever; row++) {
		const struct signup *signup = &signups.at[row];
		const struct str peer = origins_is_exempt(signup->peer) ?
		    STR("-") :
		    str_from(signup->peer);
		if (signup->len == 0 || signup->number == 0)
			continue;
		STATE_PUT(state, STR("signup"), DECIMAL(signup->number),
		    name_of(signup), peer);
		if (signup->client != CLIENT_NONE)
			state_put(state, STR("client"), signup->client);
	}
}

/* Loads a row; if the line is invalid, notes that and returns null. */
static struct signup *
load(struct state *state)
{
	struct signup *made = NULL;
	struct str name = STR(""), peer = name;
	uint64_t number = 0;

	if (STATE_LINE(state, NUMBER_TO(&number, UINT64_MAX),
		WORD_TO(&name, name_spelling), TEXT_TO(&peer, ADDR_TEXT - 1)))
		made = signups_make(CLIENT_NONE, name, peer);
	if (made == NULL)
		state_wrong(state, "invalid, or too many");
	else
		made->number = number;
	return made;
}

static void
signups_load(struct state *state)
{
	struct signup *signup = NULL;

	while (state_next(state))
		if (state_is(state, STR("signup")))
			signup = load(state);
		else if (signup != NULL && state_is(state, STR("client")))
			signup->client = clients_read(state);
}

MODULE(signups) = { .init = signups_init,
	.release = signups_cancel,
	SECTION("signups", signups, 0) };
