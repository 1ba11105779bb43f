/* Operators of the server: see powers.h. */
#include "router/verbs/people/powers.h"

#include <assert.h>
#include <string.h>

#include "base/config/config.h"
#include "base/log/log.h"
#include "base/mem/arena.h"
#include "base/mem/limits.h"
#include "base/state/fields.h"
#include "base/state/module.h"
#include "router/delivery/fanout.h"
#include "router/delivery/marks.h"
#include "router/model/clients.h"
#include "shared/limits.h"
#include "shared/names.h"
#include "shared/text/look.h"

struct row {
	char account[LIMIT_NAME + 1]; /* that makes it one; empty: it is none */
};

static struct {
	struct row *row; /* a client each */
	size_t count; /* of those who are: each newcomer of IRC asks for it */
} powers;

static bool
powers_init(void)
{
	powers.row = arena_table(CLIENTS_MAX, sizeof(*powers.row));
	return powers.row != NULL;
}

bool
powers_has(uint32_t who)
{
	return powers.row[who].account[0] != '\0';
}

void
powers_go(uint32_t who)
{
	powers.count -= powers_has(who);
	powers.row[who].account[0] = '\0';
}

size_t
powers_count(void)
{
	return powers.count;
}

void
powers_take(uint32_t who, struct str account)
{
	struct row *row = &powers.row[who];

	assert(account.len > 0 && account.len < sizeof(row->account));
	powers.count += !powers_has(who);
	memcpy(row->account, account.at, account.len);
	row->account[account.len] = '\0';
}

void
powers_drop(uint32_t who)
{
	if (!powers_has(who))
		return;
	LOG_AT(LEVEL_NOTICE, LOG_KEY("name"), clients_name(who), STR(": "),
	    LOG_KEY("event"), STR("no longer oper"));
	powers_go(who);
}

/* Ends what the client has not given up itself, and tells it. */
static void
revoke(uint32_t who)
{
	powers_drop(who);
	fan_event(who,
	    EVENT(NO_WORDS, WORDS(STR("flag"), fan_id(), STR("-S")),
		CLIENT_NONE));
}

void
powers_end(struct str account)
{
	for (uint32_t who = clients_next(0); who != CLIENT_NONE;
	     who = clients_next(who + 1))
		if (powers_has(who) &&
		    str_same(str_from(powers.row[who].account), account))
			revoke(who);
}

bool
powers_may(struct str account)
{
	const struct config_list *list = &config_now()->oper;

	for (size_t i = 0; i < list->count; i++)
		if (str_same(str_from(list->at[i]), account))
			return true;
	return false;
}

bool
powers_names_like(struct str account)
{
	const struct config_list *list = &config_now()->oper;

	for (size_t i = 0; i < list->count; i++)
		if (look_like(account, str_from(list->at[i])))
			return true;
	return false;
}

void
powers_review(void)
{
	for (uint32_t who = clients_next(0); who != CLIENT_NONE;
	     who = clients_next(who + 1))
		if (powers_has(who) &&
		    !powers_may(str_from(powers.row[who].account)))
			revoke(who);
}

static const struct field saved[] = {
	FIELD(TEXT, struct row, account),
};

static void
powers_save(struct state *state)
{
	for (uint32_t who = clients_next(0); who != CLIENT_NONE;
	     who = clients_next(who + 1)) {
		if (!powers_has(who))
			continue;
		state_put(state, STR("client"), who);
		fields_put(state, FIELDS(saved), &powers.row[who]);
	}
}

static void
load_account(struct state *state, uint32_t who)
{
	powers.count -= powers_has(who);
	fields_get(state, FIELDS(saved), &powers.row[who]);
	powers.count += powers_has(who);
	if (name_spelling(str_from(powers.row[who].account)) == CODE_OK)
		return;
	powers.count -= powers_has(who);
	powers.row[who].account[0] = '\0';
	state_wrong(state, "invalid account name");
}

static void
powers_load(struct state *state)
{
	uint32_t who = CLIENT_NONE;

	while (state_next(state))
		if (state_is(state, STR("client")))
			who = clients_read_named(state);
		else if (who != CLIENT_NONE)
			load_account(state, who);
}

MODULE(powers) = { .init = powers_init,
	SECTION("powers", powers, MODULE_MAY_LACK) };
