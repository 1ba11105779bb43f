/* Operators of the server: see server_ops.h. */
#include "router/verbs/people/server_ops.h"

#include <assert.h>
#include <string.h>

#include "base/config/config.h"
#include "base/log/log.h"
#include "base/mem/limits.h"
#include "base/state/fields.h"
#include "base/state/module.h"
#include "router/delivery/disconnect_requests.h"
#include "router/delivery/event_ids.h"
#include "router/delivery/fanout.h"
#include "router/model/clients.h"
#include "shared/limits.h"
#include "shared/names.h"
#include "shared/text/skeleton.h"

struct row {
	char account[LIMIT_NAME + 1]; /* grants its powers; empty: none */
};

static struct {
	struct row *row; /* one for each client */
	size_t count; /* of operators; asked for by each new IRC client */
} server_ops;

bool
server_ops_has(uint32_t who)
{
	return server_ops.row[who].account[0] != '\0';
}

static void
server_ops_leave(uint32_t who)
{
	server_ops.count -= server_ops_has(who);
	server_ops.row[who].account[0] = '\0';
}

size_t
server_ops_count(void)
{
	return server_ops.count;
}

void
server_ops_grant(uint32_t who, struct str account)
{
	struct row *row = &server_ops.row[who];

	assert(account.len > 0 && account.len < sizeof(row->account));
	server_ops.count += !server_ops_has(who);
	memcpy(row->account, account.at, account.len);
	row->account[account.len] = '\0';
}

void
server_ops_revoke(uint32_t who)
{
	if (!server_ops_has(who))
		return;
	LOG_AT(LEVEL_NOTICE, STR("{name}: {event:no longer oper}"),
	    clients_name(who));
	server_ops_leave(who);
}

/* Ends the client's powers and tells it, as it has not given them up itself. */
static void
revoke(uint32_t who)
{
	server_ops_revoke(who);
	fanout_event(who,
	    EVENT(NO_WORDS, WORDS(STR("flag"), event_ids_next(), STR("-S")),
		CLIENT_NONE));
}

void
server_ops_end(struct str account)
{
	FOR_EACH_CLIENT(who)
		if (server_ops_has(who) &&
		    str_caseeq(str_from(server_ops.row[who].account), account))
			revoke(who);
}

bool
server_ops_allows(struct str account)
{
	const struct config_list *list = &config_now()->oper;

	for (size_t i = 0; i < list->count; i++)
		if (str_caseeq(str_from(list->at[i]), account))
			return true;
	return false;
}

static bool
has_like(const struct config_list *list, struct str account)
{
	for (size_t i = 0; i < list->count; i++)
		if (skeleton_confusable(account, str_from(list->at[i])))
			return true;
	return false;
}

bool
server_ops_find_like(struct str account)
{
	return has_like(&config_now()->oper, account) ||
	    has_like(&config_now()->relay, account);
}

void
server_ops_review(void)
{
	FOR_EACH_CLIENT(who)
		if (server_ops_has(who) &&
		    !server_ops_allows(str_from(server_ops.row[who].account)))
			revoke(who);
}

static const struct field saved[] = {
	FIELD_CHECKED(struct row, account, "account", name_spelling),
};

static void
server_ops_save(struct state *state)
{
	FOR_EACH_CLIENT(who) {
		if (!server_ops_has(who))
			continue;
		state_put(state, STR("client"), who);
		fields_put(state, FIELDS(saved), &server_ops.row[who]);
	}
}

static void
server_ops_load(struct state *state)
{
	uint32_t who = CLIENT_NONE;

	while (state_next(state))
		if (state_is(state, STR("client")))
			who = clients_read_named(state);
		else if (who != CLIENT_NONE)
			fields_get(state, FIELDS(saved), &server_ops.row[who]);
	FOR_EACH_CLIENT(number)
		server_ops.count += server_ops_has(number);
}

MODULE(server_ops) = { TABLES(TABLE(server_ops.row, CLIENTS_MAX)),
	.leave = server_ops_leave, SECTION("powers", server_ops) };
