/* Operators of the server: see server_ops.h. */
#include "router/people/server_ops.h"

#include <assert.h>
#include <string.h>

#include "base/config/config.h"
#include "base/log/log.h"
#include "base/loop/watch.h"
#include "base/mem/limits.h"
#include "base/state/fields.h"
#include "base/state/module.h"
#include "router/delivery/answers.h"
#include "router/delivery/disconnect_requests.h"
#include "router/delivery/events.h"
#include "router/delivery/fanout.h"
#include "router/model/client_identity.h"
#include "router/model/clients.h"
#include "shared/error.h"
#include "shared/limits.h"
#include "shared/names.h"

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

/* Nothing here is saved: a waiting line runs again in the next program. */
static struct {
	uint64_t *waits; /* by client: number of the reload, or 0 */
	uint64_t wanted; /* reloads asked for so far */
	uint64_t done; /* reloads done */
	bool good; /* whether the last one succeeded */
	char refused[sizeof(((struct error *)0)->text)]; /* why it did not */
} server_op;

static void
server_op_leave(uint32_t who)
{
	server_op.waits[who] = 0;
}

static enum outcome
server_op_refuse(uint32_t who, const struct command *command)
{
	return answers_refuse_saying(
	    who, command, CODE_NOT_OPERATOR, STR("not a server operator"));
}

enum outcome
kill_cmd(uint32_t who, const struct command *command)
{
	const uint32_t victim = clients_find(command->arg[0]);

	if (!server_ops_has(who))
		return server_op_refuse(who, command);
	if (victim == CLIENT_NONE)
		return answers_refuse(who, command, CODE_NO_SUCH_NAME);
	LOG_AT(LEVEL_NOTICE, STR("{name}: {event:kill} {other} {peer}"),
	    clients_name(who), clients_name(victim),
	    str_from(clients_get(victim)->peer));
	DISCONNECT_KICK(clients_slot(victim), clients_name(who),
	    command->arg[1], STR("killed by "), clients_name(who), STR(": "),
	    command->arg[1]);
	return answers_ok(who, command, WORDS(clients_name(victim)));
}

/*
 * Sends the text to all clients that want alarms. A client that cannot be told
 * is lost, as for any event.
 */
enum outcome
alarm_cmd(uint32_t who, const struct command *command)
{
	const struct str word = command->rule->word, text = command->arg[0];
	const struct str id = event_ids_next();
	const struct event *event =
	    EVENT(WORDS(word, id, clients_name(who), text),
		WORDS(word, id, FANOUT_ACTOR, text), who);

	if (!server_ops_has(who))
		return server_op_refuse(who, command);
	LOG_AT(LEVEL_NOTICE, STR("{name}: {event:alarm}"), clients_name(who));
	FOR_EACH_CLIENT(client)
		if (clients_name(client).len > 0 &&
		    (identity_flags(client) & FLAG_ALARMS) != 0)
			fanout_event(client, event);
	return answers_ok(who, command, NO_WORDS);
}

/* Has the client wait for the next reload, which it may share with others. */
static enum outcome
want_reload(uint32_t who)
{
	if (server_op.wanted == server_op.done) {
		server_op.wanted++;
		LOG_AT(LEVEL_NOTICE, STR("{name}: {event:rehash}"),
		    clients_name(who));
	}
	server_op.waits[who] = server_op.wanted;
	watch_no_wait();
	return OUTCOME_WAIT;
}

enum outcome
rehash_cmd(uint32_t who, const struct command *command)
{
	const uint64_t waits = server_op.waits[who];

	if (waits == 0 && !server_ops_has(who))
		return server_op_refuse(who, command);
	if (waits == 0)
		return want_reload(who);
	if (waits > server_op.done)
		return OUTCOME_WAIT;
	server_op.waits[who] = 0;
	return server_op.good ?
	    answers_ok(who, command, NO_WORDS) :
	    answers_refuse_saying(
		who, command, CODE_UNAVAILABLE, str_from(server_op.refused));
}

bool
server_op_want_reload(void)
{
	return server_op.wanted > server_op.done;
}

/*
 * The reason may come from a file with any bytes; only valid text is told to
 * clients.
 */
void
server_op_reloaded(bool good, struct str why)
{
	if (!good && text_check(why, sizeof(server_op.refused) - 1) != CODE_OK)
		why = STR("configuration refused; see the log");
	memcpy(server_op.refused, why.at, why.len);
	server_op.refused[why.len] = '\0';
	server_op.good = good;
	server_op.done = server_op.wanted;
	watch_no_wait();
}

MODULE(server_op) = { TABLES(TABLE(server_op.waits, CLIENTS_MAX)),
	.leave = server_op_leave };
