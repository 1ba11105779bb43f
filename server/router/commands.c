/* Running a line: who may say it, when, and by which handler: see uplink.h. */
#include "router/uplink.h"

#include <string.h>

#include "base/config/config.h"
#include "base/loop/ticks.h"
#include "base/mem/arena.h"
#include "base/mem/limits.h"
#include "base/state/module.h"
#include "router/accounts/account_feed.h"
#include "router/asks.h"
#include "router/delivery/answers.h"
#include "router/delivery/disconnect_requests.h"
#include "router/delivery/downlink.h"
#include "router/delivery/events.h"
#include "router/delivery/fanout.h"
#include "router/history/journal_link.h"
#include "router/model/clients.h"
#include "router/model/groups.h"
#include "router/model/slots.h"
#include "router/queue/budget.h"
#include "router/self/self.h"
#include "router/work/keys.h"
#include "shared/clock.h"
#include "shared/grammar.h"
#include "shared/limits.h"
#include "shared/names.h"

/* The log's words for a line that does not parse. */
#define NO_COMMAND STR("an invalid command")

static enum outcome (*const handlers[VERB_COUNT])(
    conn_id who, const struct command *command) = {
#define COMMAND(VERB, WORD, ...) [VERB_##VERB] = WORD##_cmd,
#define WORKER COMMAND
#include "shared/verbs.def"
};

/* Ends a worker that has broken the rules of its pipe. */
static enum outcome
refuse_worker(uint32_t number, struct str what)
{
	disconnect_broken(number, what);
	return OUTCOME_DONE;
}

/*
 * Returns whether the command would cause an event in the group that it names.
 * A query changes nothing, and a group may let non-members speak.
 */
static bool
causes_event(const struct command *command)
{
	const bool member = command->membership != NULL;

	if (command->group == GROUP_NONE)
		return false;
	switch (command->rule->waits) {
	case WAIT_MEMBERS:
		return member;
	case WAIT_CHANGE:
		return member && command->count > 1;
	case WAIT_AUDIENCE:
		return member || !groups_is(command->group, MODE_MEMBERS);
	case WAIT_GROUP:
		return true;
	default:
		return false;
	}
}

/*
 * Runs the command's handler, unless it costs a change that the client may not
 * make now: these are charged where they are told (fanout.c). What it costs in
 * lines is charged where it asks a helper (asks.c), or when it is done.
 */
static enum outcome
run(conn_id who, const struct command *command)
{
	const struct rule *rule = command->rule;
	const bool asks = rule->waits == WAIT_CHANGE && command->count == 1;
	struct uplink *up = &slots_get(conns_slot(who))->up;
	enum outcome outcome;

	if ((rule->cost & COST_CHANGE) != 0 && !asks && !asks_has_begun(who) &&
	    !clients_may_change(client_of(who)))
		return answers_refuse(who, command, CODE_SLOW_DOWN);
	up->price = (rule->cost & COST_LINES) * BUDGET_LINE;
	outcome = handlers[rule->verb](who, command);
	if (outcome == OUTCOME_DONE && up->cost < up->price)
		up->cost += up->price;
	return outcome;
}

/*
 * Runs the command, holds it, or refuses it once it has been held long enough.
 * What only has to wait comes first: until the client has read, or an upgrade
 * is over, its group may have caught up. Behind a line that was refused, those
 * to the same group are refused even if it is no longer congested: they must
 * not overtake.
 */
static enum outcome
handle_in_turn(conn_id who, const struct command *command)
{
	const struct slot *slot = slots_get(conns_slot(who));
	const enum wait_for waits = command->rule->waits;
	const bool event = causes_event(command);
	const bool stops =
	    event && downlink_congested(command->group, client_of(who));

	if (asks_has_begun(who)) /* what it asks to be done may be done */
		return run(who, command);
	if (slot->down.over_mark ||
	    (asks_must_wait(who) &&
		(waits == WAIT_HELPER || (event && waits == WAIT_CHANGE))))
		return OUTCOME_WAIT;
	if ((event || command->rule->verb == VERB_POST) &&
	    downlink_refused(who, command->group))
		return answers_refuse(who, command, CODE_SLOW_DOWN);
	if (!stops)
		return run(who, command);
	if (slot->up.held_since == 0 ||
	    ticks_now() < slot->up.held_since + config_now()->hold_time)
		return OUTCOME_HELD;
	downlink_refuse(who, command->group);
	return answers_refuse(who, command, CODE_SLOW_DOWN);
}

/* Looks up the group that the command names, once for the whole command. */
static void
find_group(client_id me, struct command *command)
{
	const enum arg arg = command->rule->args[0];

	command->group = GROUP_NONE;
	command->membership = NULL;
	if (command->count > 0 &&
	    (arg == ARG_GROUP || arg == ARG_AUDIENCE || arg == ARG_TARGET ||
		arg == ARG_TABLE))
		command->group = groups_find(audience_group(command->arg[0]));
	if (command->group != GROUP_NONE)
		command->membership = groups_membership(me, command->group);
}

/*
 * Tags go to clients that want events in full, directly before the message. The
 * next command uses them up, whichever it is.
 */
static struct {
	struct str (*tags)[FANOUT_TAGS]; /* by connection; each in the arena */
} commands;

/* Drops the client's tags. */
static void
drop_tags(conn_id who)
{
	struct str *line = commands.tags[who.n];

	for (size_t i = 0; i < FANOUT_TAGS; i++) {
		arena_free((char *)line[i].at, line[i].len);
		line[i] = (struct str) { NULL, 0 };
	}
}

/* Adds one line of tags; *over is what all of them have then. */
static enum code
add_tags(conn_id who, struct str text, struct excess *over)
{
	struct str *line = commands.tags[who.n];
	size_t at = 0;
	char *copy;

	*over = (struct excess) { LIMIT_TAGS, text.len };
	while (at < FANOUT_TAGS && line[at].len > 0)
		over->len += line[at++].len;
	if (at == FANOUT_TAGS || over->len > over->limit)
		return CODE_TOO_LONG;
	copy = arena_alloc(text.len);
	if (copy == NULL)
		return CODE_SLOW_DOWN;
	memcpy(copy, text.at, text.len);
	line[at] = (struct str) { copy, text.len };
	return CODE_OK;
}

enum outcome
tags_cmd(conn_id who, const struct command *command)
{
	struct excess over;
	const enum code code = add_tags(who, command->arg[0], &over);

	if (code == CODE_OK)
		return OUTCOME_DONE;
	drop_tags(who);
	if (code == CODE_TOO_LONG && over.len <= over.limit)
		return answers_refuse_saying(
		    who, command, code, STR("too many lines of tags: limit 2"));
	return answers_refuse_verb(who, command->rule->word, code, over);
}

/* Gives the following events the client's tags, if the command may have any. */
static void
begin_tags(conn_id who, const struct rule *rule)
{
	if (commands.tags[who.n][0].len > 0 && (rule->traits & TRAIT_TAGS) != 0)
		fanout_tags(commands.tags[who.n]);
}

/* Ends that, and drops the tags unless the command is to be run again. */
static void
end_tags(conn_id who, enum outcome outcome)
{
	if (commands.tags[who.n][0].len == 0)
		return;
	fanout_tags((const struct str[FANOUT_TAGS]) { { NULL, 0 } });
	if (outcome != OUTCOME_WAIT && outcome != OUTCOME_HELD)
		drop_tags(who);
}

static void
commands_save(struct state *state, conn_id who)
{
	for (size_t i = 0; i < FANOUT_TAGS; i++)
		if (commands.tags[who.n][i].len > 0)
			STATE_PUT(state, STR("tags"), commands.tags[who.n][i]);
}

static bool
commands_load(struct state *state, conn_id who)
{
	struct excess over;

	if (!state_is(state, STR("tags")))
		return false;
	if (text_check(state->value, LIMIT_LINE) != CODE_OK ||
	    add_tags(who, state->value, &over) != CODE_OK)
		state_wrong(state, "invalid tags, or out of memory");
	return true;
}

/*
 * Runs a client's command. A message takes the tags that were said before it.
 */
static enum outcome
take_from_client(uint32_t number, struct command *command, bool forced)
{
	struct slot *slot = slots_get(number);
	const conn_id who = slot->conn;
	const unsigned state = door_state(who);
	const enum verb verb = command->rule->verb;
	enum outcome outcome;
	enum bye bye;

	/* A name is compared with all verbs. */
	for (size_t i = 0; i < command->count; i++) {
		const enum arg arg = command->rule->args[i];
		if (arg <= ARG_ANYONE || arg == ARG_TABLE || arg == ARG_TARGET)
			budget_charge(WORK_ROW, command->arg[i].len);
	}
	/* Workers know when to send their own lines, and proxies come first. */
	if ((command->rule->states & state) == 0 &&
	    (command->rule->from == FROM_WORKER ||
		state == STATE_PROXY_PENDING))
		return refuse_worker(number, NO_COMMAND);
	if (state == STATE_NAMED)
		door_keepalive_note(number);
	if ((command->rule->traits & TRAIT_SECRET) != 0)
		slot->up.secret = true;
	if (verb != VERB_SEND && verb != VERB_RELAY)
		fanout_settle();
	if ((command->rule->states & state) == 0)
		return answers_refuse(who, command, CODE_NOT_ALLOWED);
	find_group(client_of(who), command);
	begin_tags(who, command->rule);
	/* What ends the client never waits, nor do tags: their message does. */
	outcome = forced || command->rule->waits == WAIT_NEVER ||
		(verb == VERB_FAULT && bye_find(command->arg[1], &bye)) ?
	    run(who, command) :
	    handle_in_turn(who, command);
	if (verb != VERB_TAGS)
		end_tags(who, outcome);
	return outcome;
}

/* Runs a helper's line at once. */
static enum outcome
take_from_helper(uint32_t number, const struct command *command)
{
	struct str wrong = STR("");

	if (slots_get(number)->kind == KIND_KEEPER)
		account_feed_take(number, command);
	else
		wrong = journal_link_take(number, command);
	return wrong.len > 0 ? refuse_worker(number, wrong) : OUTCOME_DONE;
}

enum outcome
commands_run(uint32_t number, struct str line, bool forced)
{
	const struct slot *slot = slots_get(number);
	struct command command;

	if (str_strip_front(line).len == 0)
		return OUTCOME_DONE; /* it only counts for the rates */
	if (grammar_parse(line, FROM_WORKER, &command) != CODE_OK ||
	    (command.rule->kinds & slot->kind) == 0) {
		/* A worker of another program may use verbs of that. */
		if (slot->grammar == GRAMMAR_VERSION || !conn_is(slot->conn))
			return refuse_worker(number, NO_COMMAND);
		if (slot->down.over_mark && !forced)
			return OUTCOME_WAIT;
		fanout_settle();
		return answers_refuse_verb(slot->conn, STR("-"),
		    CODE_BAD_COMMAND, (struct excess) { .limit = 0 });
	}
	return conn_is(slot->conn) ?
	    take_from_client(number, &command, forced) :
	    take_from_helper(number, &command);
}

MODULE(commands) = { TABLES(TABLE(commands.tags, CLIENTS_MAX)),
	.save_client = commands_save, .load_client = commands_load,
	.close = drop_tags };
