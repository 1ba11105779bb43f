/*
 * The verbs that speak to groups and to people: see talk.h. People on other
 * servers speak through a bridge, a client whose account the configuration
 * names (relay): it says for them what they said there, and gets what is told
 * to them.
 */
#include "router/talk/talk.h"

#include <string.h>

#include "base/config/config.h"
#include "base/log/log.h"
#include "base/loop/ticks.h"
#include "base/mem/limits.h"
#include "base/state/module.h"
#include "router/accounts/account_feed.h"
#include "router/accounts/registered_groups.h"
#include "router/delivery/answers.h"
#include "router/delivery/downlink.h"
#include "router/delivery/events.h"
#include "router/delivery/fanout.h"
#include "router/delivery/record.h"
#include "router/model/account_names.h"
#include "router/model/boxes.h"
#include "router/model/clients.h"
#include "router/model/floods.h"
#include "router/model/groups.h"
#include "router/model/masks.h"
#include "router/model/rights.h"
#include "router/model/slots.h"
#include "router/people/people.h"
#include "router/queue/budget.h"
#include "router/work/keys.h"
#include "router/work/store.h"
#include "router/work/work.h"
#include "shared/buf.h"
#include "shared/message_lines.h"
#include "shared/names.h"

/* The end of the actor of a bridge's: no real name, no account, no flags. */
#define NO_MORE STR("!*!-")

/*
 * Returns CODE_OK if the client may enter the group, or why not. The account
 * that has registered the group is never locked out.
 */
static enum code
may_enter(conn_id who, uint32_t group, struct str key)
{
	const client_id me = client_of(who);
	return registered_groups_is_owner(group, clients_account(me)) ?
	    CODE_OK :
	    rights_join(me, group, key);
}

/* Returns CODE_OK if the client may join, or why not. */
static enum code
may_join(conn_id who, uint32_t group, struct str key)
{
	const client_id me = client_of(who);
	if (group != GROUP_NONE && groups_has(group, me))
		return CODE_ALREADY_MEMBER;
	if (groups_of(me)->count >= config_now()->max_joined)
		return CODE_TOO_MANY;
	if (group == GROUP_NONE &&
	    (!clients_may_make_group(me) ||
		groups_count() - groups_count_left() >=
		    config_now()->max_groups))
		return CODE_TOO_MANY;
	return group != GROUP_NONE ? may_enter(who, group, key) : CODE_OK;
}

/*
 * Groups that stay without members, and what is left of others. Both are at
 * most max_groups, as far as something is left to give way: the oldest goes
 * first, and each after its time.
 */

static void
drop_left(uint32_t group, struct str why)
{
	work_drop_box(group, why);
	groups_drop_left(group);
}

static uint32_t
left_behind_make(struct str name)
{
	while (groups_find(name) == GROUP_NONE && groups_count_left() > 0 &&
	    groups_count() >= config_now()->max_groups) {
		budget_charge(WORK_ROW, groups_count()); /* looks at all */
		drop_left(
		    groups_first_left(), STR("there are too many groups"));
	}
	return groups_make(name);
}

/* Looks at each once: those of many clients may end in the same turn. */
static void
left_behind_alarm(void)
{
	usec until;

	FOR_EACH_GROUP(group) {
		until = groups_get(group)->left;
		if (until > ticks_now())
			ticks_alarm(ALARM_LEFT, until);
		else if (until != 0)
			drop_left(group, STR("nobody has joined for an hour"));
	}
}

/*
 * Keeps the groups of that list, and this part of each. A box is made, and
 * taken from its creator; if there are too many, it stays from the first post
 * on.
 */
static void
keep_named(const struct config_list *list_of, unsigned part)
{
	for (size_t i = 0; i < list_of->count; i++) {
		const uint32_t group =
		    left_behind_make(str_from(list_of->at[i]));
		struct box *box;
		if (group == GROUP_NONE)
			continue;
		groups_keep(group, part);
		if (part != PERMANENT_BOX)
			continue;
		box = boxes_get(group);
		if (!boxes_make(group, CLIENT_NONE))
			LOG_AT(LEVEL_WARNING,
			    STR("box {group}: too many boxes to make it now"),
			    groups_name(group));
		clients_refund(&box->maker, QUOTA_BOXES, 1);
	}
}

void
talk_keep_permanent(const struct config *config)
{
	uint32_t box = 0;

	groups_unkeep_all();
	keep_named(&config->group, 0);
	keep_named(&config->box, PERMANENT_BOX);
	keep_named(&config->table, PERMANENT_TABLE);
	for (; (box = boxes_next(box)) != GROUP_NONE; box++)
		work_release_box(box);
	FOR_EACH_GROUP(group) {
		store_begin_group(group);
		groups_remove_if_empty(group);
	}
}

MODULE(left_behind) = { ON_ALARM(ALARM_LEFT, left_behind_alarm) };

void
talk_left_group(client_id client, uint32_t group)
{
	groups_leave(group, client);
	FOR_EACH_CONN_OF(it, client)
	work_left_group(group, it);
	keys_left_group(group, client);
	record_group_emptied(group);
	groups_remove_if_empty(group);
}

/*
 * Returns the client's own text if it may say that in the group that it joins,
 * else the other text. An owner gets its role after the event.
 */
static struct str
said_or(conn_id who, uint32_t group, struct str text, struct str other)
{
	const client_id me = client_of(who);
	return registered_groups_is_owner(group, clients_account(me)) ||
		rights_speak(me, group, groups_membership(me, group), text) ==
		    CODE_OK ?
	    text :
	    other;
}

/*
 * Tells the group of the join; in full form with the real name, and why the
 * client is away.
 */
static bool
tell_of_join(conn_id who, uint32_t group)
{
	const client_id me = client_of(who);
	const uint64_t number = event_ids_next_number();
	const struct str word = STR("join"), id = DECIMAL(number);
	const struct str title = groups_name(group), name = clients_name(me);
	const struct str real = said_or(who, group, clients_real(me), name);
	const struct str away =
	    said_or(who, group, clients_away(me), PROFILE_AWAY);

	if (!fanout_group(group,
		EVENT(WORDS(word, id, title, name),
		    WORDS(word, id, title, FANOUT_ACTOR, real), who)))
		return false;
	record_joined(group, me, number);
	groups_membership(me, group)->joined = number;
	return clients_away(me).len == 0 ||
	    fanout_group(group,
		EVENT(NO_WORDS,
		    WORDS(STR("away"), event_ids_next(), FANOUT_ACTOR, away),
		    who));
}

/*
 * Refuses a join, and names the limit: the client's own, that of its address,
 * or the server's.
 */
static enum outcome
refuse_join(conn_id who, const struct command *command, enum code code)
{
	const client_id me = client_of(who);
	const size_t most = config_now()->max_joined;

	if (code != CODE_TOO_MANY && code != CODE_ALREADY_MEMBER)
		clients_note_change(me); /* so that no key can be guessed */
	if (code == CODE_NOT_ALLOWED)
		return answers_refuse_saying(
		    who, command, code, STR("only accounts may join: log in"));
	if (code != CODE_TOO_MANY)
		return answers_refuse(who, command, code);
	if (groups_of(me)->count >= most)
		return answers_reply(who,
		    WORDS(STR("err"), command->rule->word, code_word(code),
			STR("you cannot join more groups: limit"),
			DECIMAL(most)));
	return answers_refuse_saying(who, command, code,
	    clients_may_make_group(me) ?
		STR("this server has too many groups") :
		STR("too many groups created by you; join an existing "
		    "one"));
}

/*
 * Makes the first member of a group its operator, unless the group is to have
 * none, or only its owner: registered_groups.h.
 */
enum outcome
join_cmd(conn_id who, const struct command *command)
{
	const client_id me = client_of(who);
	const struct str key = command->arg[1];
	uint32_t group = command->group;
	const bool is_new = group == GROUP_NONE;
	enum code code;

	code = may_join(who, group, key);
	if (code == CODE_OK && is_new) {
		group = left_behind_make(command->arg[0]);
		if (group == GROUP_NONE)
			return refuse_join(who, command, CODE_TOO_MANY);
		registered_groups_begin(group); /* with its saved modes */
		code = may_enter(who, group, key);
		if (code != CODE_OK)
			groups_remove_if_empty(group);
	}
	if (code != CODE_OK)
		return refuse_join(who, command, code);
	if (!downlink_join(group, me)) {
		groups_remove_if_empty(group);
		fanout_mark_lost(who);
		return OUTCOME_DONE;
	}
	if (groups_members(group)->count == 1 && !groups_get(group)->kept &&
	    registered_groups_made(groups_name(group)) == 0)
		groups_membership(me, group)->roles = ROLE_OPERATOR;
	groups_drop_invites(group, me);
	if (is_new)
		groups_get(group)->holder = clients_hold(me, QUOTA_GROUPS, 1);
	if (!tell_of_join(who, group)) {
		talk_left_group(
		    me, group); /* nobody was told that it is there */
		return OUTCOME_DONE;
	}
	LOG(STR("{name}: join {group}"), clients_name(me), groups_name(group));
	registered_groups_give_roles(me, group);
	return OUTCOME_DONE;
}

enum outcome
leave_cmd(conn_id who, const struct command *command)
{
	const client_id me = client_of(who);
	const uint32_t group = command->group;
	const struct str word = command->rule->word, name = clients_name(me);
	struct str id, title, text = { NULL, 0 };
	uint64_t number;

	if (command->membership == NULL)
		return answers_refuse(who, command, CODE_NOT_MEMBER);
	if (command->count > 1 &&
	    rights_speak(me, group, command->membership, command->arg[1]) ==
		CODE_OK &&
	    floods_count(group, who, STR(""), 1, false) == CODE_OK)
		text = command->arg[1];
	title = groups_name(group);
	number = event_ids_next_number();
	id = DECIMAL(number);
	if (!fanout_group(group,
		EVENT(WORDS(word, id, title, name, text),
		    WORDS(word, id, title, FANOUT_ACTOR, text), who)))
		return OUTCOME_DONE; /* quit will tell the members */
	record_left(group, me, number);
	LOG(STR("{name}: leave {group}"), name, title);
	talk_left_group(me, group);
	return OUTCOME_DONE;
}

/* Bridges. */

/* Returns whether the client is logged in to an account for bridges. */
static bool
is_bridge(conn_id who)
{
	const client_id me = client_of(who);
	return config_list_has(&config_now()->relay, clients_account(me));
}

static enum outcome
refuse_other(conn_id who, const struct command *command)
{
	return answers_refuse_saying(who, command, CODE_NOT_ALLOWED,
	    STR("only for accounts that the server's configuration names "
		"(relay)"));
}

/* Returns the bridge that serves the other server, or CONN_NONE. */
static conn_id
bridge_of(struct str server)
{
	uint32_t cursor = WORDS_FIRST;

	return watches_who(WORDS_SERVED, server, &cursor);
}

/* What is said, by whom, and to whom. */
struct speech {
	conn_id who; /* the client, or the bridge for somebody else */
	const struct command *command;
	enum verb verb;
	struct str name, actor; /* who says it, in brief and in full */
	struct str text; /* a signal has none */
	client_id one; /* who is to hear it; CLIENT_NONE: the group */
	struct str to; /* as a tell calls the one */
	struct str title, full; /* as all else calls it, in brief and in full */
	unsigned roles; /* only those of the group with one of these; 0: all */
};

/* The event is the answer: without memory for it, a client that waits is lost.
 */
static enum outcome
deliver(const struct speech *speech, const struct event *event)
{
	const uint32_t group = speech->command->group;

	if (client_is(speech->one))
		(void)fanout_both(client_of(speech->who), speech->one, event);
	else if (speech->roles == 0 && speech->command->membership != NULL &&
	    speech->verb != VERB_SIGNAL)
		(void)fanout_message(group, event);
	else /* a client that is no member sees its own message, too */
		(void)fanout_audience(
		    group, speech->roles, client_of(speech->who), event);
	return OUTCOME_DONE;
}

static enum outcome
say(const struct speech *s)
{
	const bool is_one = client_is(s->one);
	const struct str word = s->command->rule->word, id = event_ids_next(),
			 tell = STR("tell"), msg = STR("msg");
	const struct str lengths = s->command->arg[1];
	const struct words brief = is_one ?
	    WORDS(tell, id, s->name, s->to, s->text) :
	    WORDS(msg, id, s->title, s->name, s->text);

	if (s->verb == VERB_SIGNAL) { /* it has no brief form */
		(void)deliver(s,
		    EVENT(
			NO_WORDS, WORDS(word, id, s->full, s->actor), s->who));
		return conns_get(s->who)->full ?
		    OUTCOME_DONE :
		    answers_reply(s->who, WORDS(STR("ok"), word, id));
	}
	clients_get(client_of(s->who))->spoke = ticks_mono();
	if (!is_one && config_now()->verbose)
		LOG(STR("{name}: {event} {group}"),
		    clients_name(client_of(s->who)), word, s->title);
	if (s->verb == VERB_LINES) /* with their lengths in both */
		return deliver(s,
		    EVENT_LINES(
			WORDS(word, id, s->title, s->name, lengths, s->text),
			WORDS(word, id, s->full, s->actor, lengths, s->text),
			s->who));
	if (s->verb == VERB_NOTE) /* in brief it is as any text */
		return deliver(s,
		    EVENT(brief, WORDS(word, id, s->full, s->actor, s->text),
			s->who));
	return deliver(s,
	    EVENT(brief,
		is_one ? WORDS(tell, id, s->actor, s->to, s->text) :
			 WORDS(msg, id, s->full, s->actor, s->text),
		s->who));
}

/*
 * Returns CODE_OK if the client may say the text in the group, or why not: all
 * of its lines, if the command is "lines". For somebody on another server, the
 * bridge's membership and role stand for whether others may speak there; the
 * masks and mode f know the person.
 */
static enum code
may_say(const struct speech *speech)
{
	const struct command *command = speech->command;
	struct str lengths = command->arg[1], text = speech->text;
	struct message_line line;
	enum code code = CODE_OK;
	size_t count = 1;

	if (speech->verb == VERB_RELAY && command->membership == NULL)
		return CODE_NOT_MEMBER;
	if (speech->verb != VERB_LINES)
		code = rights_speak(client_of(speech->who), command->group,
		    command->membership, text);
	else
		for (count = 0; code == CODE_OK &&
		     message_lines_next(&lengths, &text, &line);
		     count++)
			code = rights_speak(client_of(speech->who),
			    command->group, command->membership, line.text);
	if (speech->verb == VERB_RELAY && code == CODE_OK)
		code = masks_judge(&groups_get(command->group)->masks,
		    (struct str) {
			speech->actor.at, speech->actor.len - NO_MORE.len },
		    STR(""));
	return code != CODE_OK ?
	    code :
	    floods_count(command->group, speech->who,
		speech->verb == VERB_RELAY ? speech->name : STR(""), count,
		speech->verb == VERB_SIGNAL);
}

/* Says it to a group, or with "o:" or "v:" to those with a role there. */
static enum outcome
say_to_group(struct speech *speech)
{
	const struct command *command = speech->command;
	const struct str to = command->arg[0];
	const enum code code = may_say(speech);

	if (code == CODE_NOT_ALLOWED)
		return answers_refuse_saying(speech->who, command, code,
		    STR("that group does not allow messages for programs "
			"(CTCP)"));
	if (code == CODE_TOO_MANY)
		return answers_refuse_saying(speech->who, command, code,
		    STR("more lines than that group takes at once"));
	if (code != CODE_OK)
		return answers_refuse(speech->who, command, code);
	speech->title = speech->full = groups_name(command->group);
	if (audience_group(to).len < to.len) {
		speech->full = to;
		speech->roles = to.at[0] == 'o' ? ROLE_OPERATOR : ROLES_ALL;
	}
	return say(speech);
}

/*
 * Says it to one client: of that name, or, for a name on another server, to the
 * bridge.
 */
static enum outcome
say_to_one(struct speech *speech, struct str name)
{
	const conn_id who = speech->who;
	const struct str server = speech->verb == VERB_TELL ?
	    grammar_server_of(name) :
	    (struct str) { NULL, 0 };
	const conn_id bridge = server.len > 0 ? bridge_of(server) : CONN_NONE;
	struct str away = STR("");

	speech->one = server.len == 0 ? clients_find(name) :
	    conn_is(bridge)	      ? client_of(bridge) :
					CLIENT_NONE;
	if (!client_is(speech->one))
		return answers_refuse(who, speech->command, CODE_NO_SUCH_NAME);
	if (!client_same(speech->one, client_of(who)) &&
	    slots_client_over_mark(speech->one))
		return answers_refuse(who, speech->command, CODE_SLOW_DOWN);
	speech->title = speech->full = clients_title(speech->one);
	speech->to = server.len > 0 ? name : clients_name(speech->one);
	if (server.len == 0 && speech->verb != VERB_SIGNAL &&
	    speech->verb != VERB_RELAY)
		away = clients_away(speech->one);
	if (away.len > 0 && conns_get(who)->full)
		fanout_conn(who, WORDS(STR("gone"), speech->to, away));
	return say(speech);
}

/* Says the last argument in that name, to one client or to a group. */
static enum outcome
say_as(conn_id who, const struct command *command, struct str name,
    struct str actor)
{
	struct str to = command->arg[0];
	struct speech speech = { .who = who,
		.command = command,
		.verb = command->rule->verb,
		.name = name,
		.actor = actor,
		.one = CLIENT_NONE };

	if (speech.verb != VERB_SIGNAL)
		speech.text = command->arg[command->count - 1];
	return str_skip(&to, STR("@")) || speech.verb == VERB_TELL ?
	    say_to_one(&speech, to) :
	    say_to_group(&speech);
}

/*
 * Returns whether the account that the line "tell NAME TEXT" names can miss
 * that: nobody is called NAME now, and both have accounts, as far as is known.
 * A text for the other's program (CTCP) is of now; but one to show is not.
 */
static bool
is_missed(conn_id who, const struct command *command)
{
	const client_id me = client_of(who);
	const struct str name = command->arg[0], text = command->arg[1];

	return command->rule->verb == VERB_TELL &&
	    grammar_server_of(name).len == 0 &&
	    !client_is(clients_find(name)) && config_now()->state != NULL &&
	    clients_account(me).len > 0 &&
	    (account_names_find(name).len > 0 || account_feed_is_unknown()) &&
	    (text.at[0] != '\001' || str_begins(text, STR("\001ACTION ")));
}

/*
 * Records what an account misses, and says it to its clients, which have other
 * names.
 */
static enum outcome
say_to_account(conn_id who, const struct command *command)
{
	const client_id me = client_of(who);
	const struct str word = STR("tell"), text = command->arg[1];
	const struct str to = account_names_find(command->arg[0]);
	const struct str from = clients_account(me);
	struct str id;

	if (to.len == 0)
		return account_feed_is_awaited() ?
		    OUTCOME_WAIT :
		    answers_refuse(who, command, CODE_UNAVAILABLE);
	if (!record_may_miss(to, from))
		return answers_refuse_saying(who, command, CODE_NO_SUCH_NAME,
		    STR("not connected, and one of you keeps private messages "
			"out of the history"));
	FOR_EACH_OF_ACCOUNT(client, to)
		if (slots_client_over_mark(client))
			return answers_refuse(who, command, CODE_SLOW_DOWN);
	fanout_settle();
	id = event_ids_next();
	clients_get(me)->spoke = ticks_mono();
	const struct event *event =
	    EVENT(WORDS(word, id, clients_name(me), to, text),
		WORDS(word, id, FANOUT_ACTOR, to, text), who);
	if (!record_in_talk(to, from, event, NULL, true))
		return answers_refuse_saying(who, command, CODE_UNAVAILABLE,
		    STR("not connected, and too much waits for the disk"));
	FOR_EACH_OF_ACCOUNT(client, to)
		if (!client_same(client, me) && clients_name(client).len > 0)
			FOR_EACH_CONN_OF(it, client)
	fanout_event(it, event);
	return answers_ok(who, command, WORDS(STR("kept"), id, to));
}

/* Handles send, tell, note and signal. */
enum outcome
send_cmd(conn_id who, const struct command *command)
{
	const client_id me = client_of(who);
	if (is_missed(who, command))
		return say_to_account(who, command);
	return say_as(who, command, clients_name(me), FANOUT_ACTOR);
}

/*
 * Takes "lines TO LENGTHS TEXT", as the worker has made it of all lines, and
 * charges the client's rate for all of them but one, which is charged as that
 * of the command.
 */
enum outcome
lines_cmd(conn_id who, const struct command *command)
{
	const client_id me = client_of(who);
	const enum code code = command->count == 3 ?
	    message_lines_check(command->arg[1], command->arg[2]) :
	    CODE_BAD_COMMAND;
	char room[LIMIT_LINES];
	struct str map;
	size_t count;

	if (code != CODE_OK)
		return answers_refuse(who, command, code);
	count = message_lines_map(command->arg[1], room, &map);
	conns_charge(who, count > 0 ? count - 1 : 0, 0);
	return say_as(who, command, clients_name(me), FANOUT_ACTOR);
}

enum outcome
serve_cmd(conn_id who, const struct command *command)
{
	const client_id me = client_of(who);
	const struct str server = command->arg[0];
	const conn_id other = bridge_of(server);

	if (!is_bridge(who))
		return refuse_other(who, command);
	if (conn_is(other) && !conn_same(other, who))
		return answers_refuse(who, command, CODE_EXISTS);
	if (!watches_add(WORDS_SERVED, who, server))
		return answers_refuse(who, command, CODE_TOO_MANY);
	LOG(STR("{name}: serve {}"), clients_name(me), server);
	return answers_ok(who, command, WORDS(server));
}

/*
 * Says the text for somebody on another server, whose actor is
 * NAME/SERVER!user@SERVER!*!-.
 */
enum outcome
relay_cmd(conn_id who, const struct command *command)
{
	const struct str name = command->arg[1];
	char room[LIMIT_ACTOR];
	struct buf actor;

	if (!is_bridge(who))
		return refuse_other(who, command);
	buf_init(&actor, room, sizeof(room));
	(void)BUF_CAT(
	    &actor, name, STR("!user@"), grammar_server_of(name), NO_MORE);
	return say_as(who, command, name, buf_str(&actor));
}

/* Topics. */

/* Stands for a missing topic. */
#define NO_TOPIC STR("-")

/*
 * Shows the topic, in full form with the ID of the event that set it, and by
 * whom; or sets it. A client that wants events in full does not learn that a
 * group exists which it may not see; in short form it is never told the
 * difference.
 */
enum outcome
topic_cmd(conn_id who, const struct command *command)
{
	const client_id me = client_of(who);
	const uint32_t number = command->group;
	const struct group *group;
	const struct str word = command->rule->word;
	struct str topic, title, id, by;
	uint64_t set = 0;
	enum code code;

	if (registered_groups_is_awaited(who)) /* it was told already */
		return registered_groups_result(who, command, &code, &topic) ?
		    OUTCOME_DONE :
		    OUTCOME_WAIT;
	if (command->membership == NULL)
		return answers_refuse(who, command,
		    conns_get(who)->full && !rights_see(me, number) ?
			CODE_NO_SUCH_GROUP :
			CODE_NOT_MEMBER);
	group = groups_get(number);
	title = groups_name(number);
	if (command->count == 1) {
		topic = groups_topic(number);
		if (topic.len == 0)
			topic = NO_TOPIC;
		by = str_from(group->topic_by);
		return answers_ok(who, command,
		    conns_get(who)->full ?
			WORDS(title, DECIMAL(group->topic_set),
			    by.len > 0 ? by : STR("*"), topic) :
			WORDS(title, topic));
	}
	code = rights_speak(me, number, command->membership, STR(""));
	if (groups_is(number, MODE_TOPIC) &&
	    (command->membership->roles & ROLE_OPERATOR) == 0)
		code = CODE_NOT_OPERATOR;
	if (code == CODE_OK)
		code = floods_count(number, who, STR(""), 1, false);
	if (code != CODE_OK)
		return answers_refuse(who, command, code);
	topic = command->arg[1];
	set = event_ids_next_number();
	id = DECIMAL(set);
	if (!fanout_group(number,
		EVENT(WORDS(word, id, title, clients_name(me), topic),
		    WORDS(word, id, title, FANOUT_ACTOR, topic), who)))
		return OUTCOME_DONE;
	groups_set_topic(number,
	    str_eq(topic, NO_TOPIC) ? (struct str) { NULL, 0 } : topic,
	    clients_name(me), set);
	return registered_groups_changed(number, who, STR(""), 0,
		   groups_topic(number).len == 0 ?
		       WORDS(STR("cut"), word, title) :
		       WORDS(STR("put"), word, title, clients_name(me), id,
			   topic),
		   STR(""), &code) ?
	    OUTCOME_DONE :
	    OUTCOME_WAIT;
}
