/* The verbs that speak to groups and to people: see talk.h. */
#include "router/talk/talk.h"

#include "base/config/config.h"
#include "base/log/log.h"
#include "router/accounts/registered_groups.h"
#include "router/delivery/answers.h"
#include "router/delivery/downlink.h"
#include "router/delivery/events.h"
#include "router/delivery/fanout.h"
#include "router/delivery/record.h"
#include "router/letters/letter.h"
#include "router/model/client_identity.h"
#include "router/model/clients.h"
#include "router/model/groups.h"
#include "router/model/modes.h"
#include "router/model/rights.h"
#include "router/model/slots.h"
#include "router/people/profile.h"
#include "router/work/locks.h"
#include "router/work/permanent_groups.h"
#include "router/work/work.h"
#include "shared/message_lines.h"
#include "shared/names.h"

/*
 * Returns CODE_OK if the client may enter the group, or why not. The account
 * that has registered the group is never locked out.
 */
static enum code
may_enter(uint32_t who, uint32_t group, struct str key)
{
	return owner_roles_is_due(who, group) ? CODE_OK :
						rights_join(who, group, key);
}

/*
 * Returns CODE_OK if the client may join, or why not. A join that the group
 * refuses is charged to the rate as well, so that keys cannot be guessed.
 */
static enum code
may_join(uint32_t who, uint32_t group, struct str key)
{
	if (group != GROUP_NONE && groups_has(group, who))
		return CODE_ALREADY_MEMBER;
	if (groups_of(who)->count >= config_now()->max_joined)
		return CODE_TOO_MANY;
	if (group == GROUP_NONE &&
	    (!quota_allows_group(who) ||
		groups_count() - groups_count_left() >=
		    config_now()->max_groups))
		return CODE_TOO_MANY;
	if (!clients_may_change(who))
		return CODE_SLOW_DOWN;
	return group != GROUP_NONE ? may_enter(who, group, key) : CODE_OK;
}

/* Makes a group, with its saved modes if it is registered. */
static enum code
begin_group(uint32_t who, struct str name, struct str key, uint32_t *group)
{
	enum code code;

	*group = left_behind_make(name);
	if (*group == GROUP_NONE)
		return CODE_TOO_MANY;
	registered_groups_begin(*group);
	code = may_enter(who, *group, key);
	if (code != CODE_OK)
		groups_remove_if_empty(*group);
	return code;
}

void
talk_left_group(uint32_t who, uint32_t group)
{
	groups_leave(group, who);
	work_left_group(group, who);
	locks_left_group(group, who);
	record_group_emptied(group);
	groups_remove_if_empty(group);
}

/*
 * Enters the group. Makes the first member its operator, unless the group is to
 * have none, or only its owner: registered_groups.h.
 */
static bool
enter(uint32_t who, uint32_t group)
{
	if (!groups_enter(group, who)) {
		groups_remove_if_empty(group);
		return false;
	}
	if (groups_members(group)->count == 1 && !groups_get(group)->kept &&
	    registered_groups_founder(groups_name(group)).len == 0)
		groups_membership(who, group)->roles = ROLE_OPERATOR;
	invites_drop(group, who);
	return true;
}

/*
 * Returns the client's own text if it may say that in the group that it joins,
 * else the other text. An owner gets its role after the event.
 */
static struct str
said_or(uint32_t who, uint32_t group, struct str text, struct str other)
{
	return owner_roles_is_due(who, group) ||
		rights_speak(who, group, text) == CODE_OK ?
	    text :
	    other;
}

/*
 * Tells the group of the join; in full form with the real name, and why the
 * client is away.
 */
static bool
tell_of_join(uint32_t who, uint32_t group)
{
	const uint64_t number = event_ids_next_number();
	const struct str word = STR("join"), id = DECIMAL(number);
	const struct str title = groups_name(group), name = clients_name(who);
	const struct str real = said_or(who, group, identity_real(who), name);
	const struct str away =
	    said_or(who, group, identity_away(who), PROFILE_AWAY);

	if (!fanout_group(group,
		EVENT(WORDS(word, id, title, name),
		    WORDS(word, id, title, FANOUT_ACTOR, real), who)))
		return false;
	groups_membership(who, group)->joined = number;
	return identity_away(who).len == 0 ||
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
refuse_join(uint32_t who, const struct command *command, enum code code)
{
	const size_t most = config_now()->max_joined;

	if (code != CODE_TOO_MANY)
		return answers_refuse(who, command, code);
	if (groups_of(who)->count >= most)
		return answers_reply(who,
		    WORDS(STR("err"), command->rule->word, code_word(code),
			STR("you cannot join more groups: limit"),
			DECIMAL(most)));
	return answers_refuse_saying(who, command, code,
	    quota_allows_group(who) ?
		STR("this server has too many groups") :
		STR("too many groups created by you; join an existing "
		    "one"));
}

enum outcome
join_cmd(uint32_t who, const struct command *command)
{
	const struct str key =
	    command->count > 1 ? command->arg[1] : (struct str) { NULL, 0 };
	uint32_t group = command->group;
	const bool is_new = group == GROUP_NONE;
	enum code code;

	code = may_join(who, group, key);
	if (code == CODE_OK && is_new)
		code = begin_group(who, command->arg[0], key, &group);
	if (code != CODE_OK)
		return refuse_join(who, command, code);
	if (!enter(who, group)) {
		fanout_mark_lost(who);
		return OUTCOME_DONE;
	}
	if (is_new)
		groups_get(group)->holder = quota_charge(who, QUOTA_GROUPS, 1);
	if (!tell_of_join(who, group)) {
		talk_left_group(
		    who, group); /* nobody was told that it is there */
		return OUTCOME_DONE;
	}
	LOG(STR("{name}: {event:join} {group}"), clients_name(who),
	    groups_name(group));
	owner_roles_give(who, group);
	return OUTCOME_DONE;
}

static bool
tell_of_leave(uint32_t who, uint32_t group, struct str text)
{
	const struct str word = STR("leave"), id = event_ids_next();
	const struct str title = groups_name(group);

	return fanout_group(group,
	    EVENT(WORDS(word, id, title, clients_name(who), text),
		WORDS(word, id, title, FANOUT_ACTOR, text), who));
}

enum outcome
leave_cmd(uint32_t who, const struct command *command)
{
	const uint32_t group = command->group;
	struct str title, name, text = { NULL, 0 };

	if (command->membership == NULL)
		return answers_refuse(who, command, CODE_NOT_MEMBER);
	if (command->count > 1 &&
	    rights_speak_by(who, command, command->arg[1]) == CODE_OK)
		text = command->arg[1];
	title = groups_name(group);
	name = clients_name(who);
	if (!tell_of_leave(who, group, text))
		return OUTCOME_DONE; /* quit will tell the members */
	LOG(STR("{name}: {event:leave} {group}"), name, title);
	talk_left_group(who, group);
	return OUTCOME_DONE;
}

/* Returns the roles that a message to this audience reaches; 0: all. */
static unsigned
roles_of(struct str to)
{
	if (audience_group(to).len == to.len)
		return 0;
	return to.at[0] == 'o' ? ROLE_OPERATOR : ROLE_OPERATOR | ROLE_VOICED;
}

/* Returns the audience's title for events in full. */
static struct str
title_of(uint32_t group, unsigned roles, struct str to)
{
	return roles != 0 ? to : groups_name(group);
}

/* Refuses a text that may not be said in the group. */
static enum outcome
refuse_text(uint32_t who, const struct command *command, enum code code)
{
	if (code == CODE_NOT_ALLOWED)
		return answers_refuse_saying(who, command, code,
		    STR("that group does not allow messages for programs "
			"(CTCP)"));
	return answers_refuse(who, command, code);
}

/*
 * Returns CODE_OK if the client may say all lines of the text, or why not. Only
 * the text of "lines" has more than one.
 */
static enum code
may_say(uint32_t who, const struct command *command, struct str text)
{
	struct str lengths = command->arg[1];
	struct message_line line;
	enum code code = CODE_OK;

	if (command->rule->verb != VERB_LINES)
		return rights_speak_by(who, command, text);
	while (code == CODE_OK && message_lines_next(&lengths, &text, &line))
		code = rights_speak_by(who, command, line.text);
	return code;
}

/*
 * Tells the members with these roles. A client that is no member sees its own
 * message too. The event is the answer: if there is no memory for it, a client
 * that waits is lost.
 */
static enum outcome
tell_said(uint32_t who, const struct command *command, unsigned roles,
    const struct event *event)
{
	if (roles == 0 && command->membership != NULL)
		(void)fanout_message(command->group, event);
	else
		(void)fanout_audience(command->group, roles, who, event);
	return OUTCOME_DONE;
}

/*
 * Says the last argument, a text, in the group. Events in full have a word of
 * their own. The text of "lines" has several.
 */
static enum outcome
talk_say(uint32_t who, const struct command *command, struct str brief,
    struct str full)
{
	const struct str to = command->arg[0], lengths = command->arg[1];
	const struct str text = command->arg[command->count - 1];
	const unsigned roles = roles_of(to);
	const uint32_t group = command->group;
	const enum code code = may_say(who, command, text);
	struct str id, name, title;

	if (code != CODE_OK)
		return refuse_text(who, command, code);
	if (log_verbose())
		LOG(STR("{name}: {event} {group}"), clients_name(who),
		    command->rule->word, groups_name(group));
	identity_note_speech(who);
	id = event_ids_next();
	name = clients_name(who);
	title = title_of(group, roles, to);
	return tell_said(who, command, roles,
	    command->rule->verb == VERB_LINES ?
		EVENT_LINES(
		    WORDS(brief, id, groups_name(group), name, lengths, text),
		    WORDS(full, id, title, FANOUT_ACTOR, lengths, text), who) :
		EVENT(WORDS(brief, id, groups_name(group), name, text),
		    WORDS(full, id, title, FANOUT_ACTOR, text), who));
}

enum outcome
send_cmd(uint32_t who, const struct command *command)
{
	return talk_say(who, command, STR("msg"), STR("msg"));
}

/*
 * Returns the client that a message is for, or CLIENT_NONE with a refusal as
 * *outcome.
 */
static uint32_t
find_other(uint32_t who, const struct command *command, struct str name,
    enum outcome *outcome)
{
	const uint32_t other = clients_find(name);
	enum code code = CODE_OK;

	if (other == CLIENT_NONE)
		code = CODE_NO_SUCH_NAME;
	else if (other != who && slots_client_over_mark(other))
		code = CODE_SLOW_DOWN;
	if (code == CODE_OK)
		return other;
	*outcome = answers_refuse(who, command, code);
	return CLIENT_NONE;
}

/* Returns the name of a target "@NAME", or an empty string if it is a group. */
static struct str
name_of(struct str target)
{
	if (target.at[0] != '@')
		return (struct str) { NULL, 0 };
	return (struct str) { target.at + 1, target.len - 1 };
}

/* Tells one client the event with that ID, in the words of its command. */
static void
tell_one(uint32_t who, uint32_t other, const struct command *command)
{
	const struct str word = command->rule->word, id = event_ids_next();
	const struct str text = command->arg[command->count - 1];
	const struct str name = clients_name(who), to = clients_name(other);
	const struct str title = clients_title(other), tell = STR("tell");
	const struct str lengths = command->arg[1];

	/* The result is ignored as in tell_said. */
	(void)fanout_both(who, other,
	    command->rule->verb == VERB_LINES ?
		EVENT_LINES(WORDS(word, id, title, name, lengths, text),
		    WORDS(word, id, title, FANOUT_ACTOR, lengths, text), who) :
		EVENT(WORDS(tell, id, name, to, text),
		    command->rule->verb == VERB_NOTE ?
			WORDS(word, id, title, FANOUT_ACTOR, text) :
			WORDS(tell, id, FANOUT_ACTOR, to, text),
		    who));
}

/*
 * Sends a text to one client: as "tell", or in full form as that note or tell,
 * or as "lines".
 */
static enum outcome
talk_to_one(uint32_t who, const struct command *command, struct str name)
{
	enum outcome outcome;
	const uint32_t other = find_other(who, command, name, &outcome);

	if (other == CLIENT_NONE)
		return outcome;
	profile_tell_away(who, other);
	identity_note_speech(who);
	tell_one(who, other, command);
	return OUTCOME_DONE;
}

enum outcome
tell_cmd(uint32_t who, const struct command *command)
{
	if (grammar_server_of(command->arg[0]).len > 0)
		return relay_tell(who, command);
	if (letter_is_due(who, command))
		return letter_send(who, command);
	return talk_to_one(who, command, command->arg[0]);
}

enum outcome
note_cmd(uint32_t who, const struct command *command)
{
	const struct str name = name_of(command->arg[0]);

	return name.len > 0 ? talk_to_one(who, command, name) :
			      talk_say(who, command, STR("msg"), STR("note"));
}

/*
 * Charges the client's rate for all of the lines but one, which is charged as
 * that of the command.
 */
static void
charge_lines(uint32_t who, struct str lengths)
{
	char room[LIMIT_LINES];
	struct str map;
	const size_t count = message_lines_map(lengths, room, &map);

	clients_charge(who, count > 0 ? count - 1 : 0, 0);
}

/* Takes "lines TO LENGTHS TEXT", as the worker has made it of all lines. */
enum outcome
lines_cmd(uint32_t who, const struct command *command)
{
	const struct str name = name_of(command->arg[0]);
	const enum code code = command->count == 3 ?
	    message_lines_check(command->arg[1], command->arg[2]) :
	    CODE_BAD_COMMAND;

	if (code != CODE_OK)
		return answers_refuse(who, command, code);
	charge_lines(who, command->arg[1]);
	return name.len > 0 ?
	    talk_to_one(who, command, name) :
	    talk_say(who, command, STR("lines"), STR("lines"));
}

static enum outcome
signal_one(uint32_t who, const struct command *command)
{
	enum outcome outcome;
	const struct str word = command->rule->word;
	const uint32_t other =
	    find_other(who, command, name_of(command->arg[0]), &outcome);
	struct str id;

	if (other == CLIENT_NONE)
		return outcome;
	id = event_ids_next();
	(void)fanout_both(who, other,
	    EVENT_FULL(WORDS(word, id, clients_title(other), FANOUT_ACTOR), who,
		WORDS(STR("ok"), word, id)));
	return OUTCOME_DONE;
}

enum outcome
signal_cmd(uint32_t who, const struct command *command)
{
	const struct str to = command->arg[0], word = command->rule->word;
	const uint32_t group = command->group;
	struct str id;
	enum code code;

	if (name_of(to).len > 0)
		return signal_one(who, command);
	code = rights_speak_by(who, command, (struct str) { NULL, 0 });
	if (code != CODE_OK)
		return refuse_text(who, command, code);
	id = event_ids_next();
	(void)fanout_audience(group, roles_of(to), who,
	    EVENT_FULL(WORDS(word, id, title_of(group, roles_of(to), to),
			   FANOUT_ACTOR),
		who, WORDS(STR("ok"), word, id)));
	return OUTCOME_DONE;
}

/* Stands for a missing topic. */
#define NO_TOPIC STR("-")

/*
 * Shows the topic; in full form with the ID of the event that set it, and by
 * whom.
 */
static enum outcome
show_topic(uint32_t who, uint32_t group)
{
	const struct str ok = STR("ok"), verb = STR("topic");
	const struct str title = groups_name(group),
			 by = str_from(groups_get(group)->topic_by);
	struct str topic = groups_topic(group);

	if (topic.len == 0)
		topic = NO_TOPIC;
	if (!identity_wants_full(who))
		return answers_reply(who, WORDS(ok, verb, title, topic));
	return answers_reply(who,
	    WORDS(ok, verb, title, DECIMAL(groups_get(group)->topic_set),
		by.len > 0 ? by : STR("*"), topic));
}

/*
 * Returns whether the client must not learn that the group exists. Clients that
 * want events in short form are never told the difference.
 */
static bool
is_hidden(uint32_t who, uint32_t group)
{
	return identity_wants_full(who) && !rights_see(who, group);
}

enum outcome
topic_cmd(uint32_t who, const struct command *command)
{
	const uint32_t group = command->group;
	const struct str word = STR("topic");
	struct str topic, title, id;
	uint64_t set = 0;
	enum code code;

	if (command->membership == NULL)
		return answers_refuse(who, command,
		    is_hidden(who, group) ? CODE_NO_SUCH_GROUP :
					    CODE_NOT_MEMBER);
	title = groups_name(group);
	if (command->count == 1)
		return show_topic(who, group);
	if (modes_has(group, MODE_TOPIC) &&
	    (command->membership->roles & ROLE_OPERATOR) == 0)
		return answers_refuse(who, command, CODE_NOT_OPERATOR);
	code = rights_speak_by(who, command, (struct str) { NULL, 0 });
	if (code != CODE_OK)
		return answers_refuse(who, command, code);
	topic = command->arg[1];
	set = event_ids_next_number();
	id = DECIMAL(set);
	if (!fanout_group(group,
		EVENT(WORDS(word, id, title, clients_name(who), topic),
		    WORDS(word, id, title, FANOUT_ACTOR, topic), who)))
		return OUTCOME_DONE;
	groups_set_topic(group,
	    str_eq(topic, NO_TOPIC) ? (struct str) { NULL, 0 } : topic,
	    clients_name(who), set);
	(void)registered_groups_changed(
	    group, CLIENT_NONE, STR(""), true); /* nobody waits */
	return OUTCOME_DONE;
}
