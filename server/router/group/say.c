/*
 * What is said to groups and to people, and by bridges for people on other
 * servers: see group.h.
 */
#include "router/group/group.h"

#include "base/config/config.h"
#include "base/log/log.h"
#include "base/loop/ticks.h"
#include "router/accounts/account_feed.h"
#include "router/delivery/fanout.h"
#include "router/delivery/record.h"
#include "router/model/account_names.h"
#include "router/model/clients.h"
#include "router/model/floods.h"
#include "router/model/groups.h"
#include "router/model/masks.h"
#include "router/model/rights.h"
#include "router/model/slots.h"
#include "router/self/self.h"
#include "shared/message_lines.h"
#include "shared/names.h"

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
	const struct str word = s->command->rule->word,
			 id = DECIMAL(event_ids_next()), tell = STR("tell"),
			 msg = STR("msg");
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
			speech->actor.at, speech->actor.len - SAY_NO_MORE.len },
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
	uint32_t cursor = WORDS_FIRST;
	const conn_id bridge = server.len > 0 ?
	    watches_who(WORDS_SERVED, server, &cursor) :
	    CONN_NONE;
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

enum outcome
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
is_missed(client_id me, const struct command *command)
{
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
	id = DECIMAL(event_ids_next());
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
	if (is_missed(client_of(who), command))
		return say_to_account(who, command);
	return say_as(who, command, clients_name(client_of(who)), FANOUT_ACTOR);
}

/*
 * Takes "lines TO LENGTHS TEXT", as the worker has made it of all lines, and
 * charges the client's rate for all of them but one, which is charged as that
 * of the command.
 */
enum outcome
lines_cmd(conn_id who, const struct command *command)
{
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
	return say_as(who, command, clients_name(client_of(who)), FANOUT_ACTOR);
}
