/* Former clients: see whowas.h. */
#include "router/people/whowas.h"

#include <assert.h>
#include <string.h>

#include "base/state/fields.h"
#include "base/state/module.h"
#include "router/delivery/answers.h"
#include "router/delivery/fanout.h"
#include "router/model/client_identity.h"
#include "router/model/clients.h"
#include "router/queue/budget.h"
#include "shared/limits.h"
#include "shared/names.h"

/* A former client: its actor in full, and its real name. */
struct former_client {
	uint64_t when; /* event ID */
	uint8_t actor_len; /* 0: row is free */
	uint8_t real_len;
	char actor[LIMIT_ACTOR];
	char real[LIMIT_REAL];
};

static_assert(LIMIT_ACTOR <= UINT8_MAX && LIMIT_REAL <= UINT8_MAX,
    "one who was here knows how long its texts are");

static struct {
	struct former_client *at; /* a ring of WHOWAS_MOST */
	uint32_t ever; /* records so far; gives the next one's place */
} whowas;

static void
whowas_insert(uint64_t when, struct str actor, struct str real)
{
	struct former_client *former = &whowas.at[whowas.ever++ % WHOWAS_MOST];

	former->when = when;
	former->actor_len = (uint8_t)actor.len;
	former->real_len = (uint8_t)real.len;
	memcpy(former->actor, actor.at, actor.len);
	memcpy(former->real, real.at, real.len);
}

void
whowas_add(uint32_t client)
{
	whowas_insert(
	    clock_wall(), identity_actor(client), identity_real(client));
}

/* Returns the record of the client that left number clients before the last. */
static struct former_client *
before(size_t number)
{
	return &whowas
		    .at[(whowas.ever + WHOWAS_MOST - 1 - number) % WHOWAS_MOST];
}

static struct str
actor_of(const struct former_client *former)
{
	return (struct str) { former->actor, former->actor_len };
}

static struct str
real_of(const struct former_client *former)
{
	return (struct str) { former->real, former->real_len };
}

static void
whowas_tell(uint32_t who, struct former_client *former)
{
	fanout_client(who,
	    WORDS(STR("was"), DECIMAL(former->when), actor_of(former),
		real_of(former)));
}

/*
 * Returns the next record of the client's list, latest first, or null after the
 * last. The cursor is the number of records made up to that one; 0 means that
 * the list begins, because no record has that number.
 */
static struct former_client *
next(struct client *client)
{
	const uint32_t cursor = client->cursor;
	struct former_client *former;

	if (cursor == 0)
		client->cursor = whowas.ever + 1;
	if (client->cursor < 2 ||
	    whowas.ever + 1 - client->cursor >= WHOWAS_MOST)
		return NULL;
	former = before(whowas.ever + 1 - client->cursor);
	return former->actor_len > 0 ? former : NULL;
}

enum outcome
whowas_cmd(uint32_t who, const struct command *command)
{
	const struct str name = command->arg[0];
	struct client *client = clients_get(who);
	uint64_t most = 0;
	struct former_client *former;

	if (command->count > 1)
		(void)str_to_number(command->arg[1], UINT64_MAX, &most);
	if (most == 0)
		most = UINT64_MAX;
	while (listing_has_reader(who) && client->listed < most &&
	    (former = next(client)) != NULL) {
		if (listing_must_wait(who))
			return OUTCOME_WAIT;
		client->cursor--;
		budget_charge(WORK_ROW, 1);
		if (!str_caseeq(grammar_name_of(actor_of(former)), name))
			continue;
		client->listed++;
		whowas_tell(who, former);
	}
	return listing_end(who, command, name);
}

/*
 * Saves how many records are forgotten, as cursors count them too, and
 * "was_here WHEN ACTOR REAL" for each of the others, oldest first.
 */
void
whowas_save(struct state *state)
{
	if (whowas.ever > WHOWAS_MOST)
		state_put(state, STR("was_before"), whowas.ever - WHOWAS_MOST);
	for (size_t i = WHOWAS_MOST; i > 0; i--) {
		const struct former_client *former = before(i - 1);
		if (former->actor_len > 0)
			STATE_PUT(state, STR("was_here"), DECIMAL(former->when),
			    actor_of(former), real_of(former));
	}
}

bool
whowas_load(struct state *state)
{
	struct str actor, real;
	uint64_t when;

	if (state_is(state, STR("was_before"))) {
		if (state_number(state, UINT32_MAX, &when))
			whowas.ever = (uint32_t)when;
		return true;
	}
	if (!state_is(state, STR("was_here")))
		return false;
	if (STATE_LINE(state, NUMBER_TO(&when, UINT64_MAX),
		WORD_TO(&actor, NULL), TEXT_TO(&real, LIMIT_REAL)) &&
	    actor.len <= LIMIT_ACTOR &&
	    name_check(grammar_name_of(actor)) == CODE_OK)
		whowas_insert(when, actor, real);
	else
		state_wrong(state, "invalid record of a former client");
	return true;
}

static void
whowas_leave(uint32_t client)
{
	if (clients_name(client).len > 0)
		whowas_add(client);
}

MODULE(
    whowas) = { TABLES(TABLE(whowas.at, WHOWAS_MOST)), .leave = whowas_leave };
