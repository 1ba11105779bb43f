/* What clients do in groups and to each other: see talk.h. */
#include "router/talk.h"

#include "base/config.h"
#include "base/log.h"
#include "router/clients.h"
#include "router/fanout.h"
#include "router/groups.h"
#include "router/makers.h"
#include "router/people.h"
#include "router/profile.h"
#include "router/slots.h"
#include "router/throttle.h"
#include "router/work.h"

/* Stands in the place of a topic that is not there. */
#define NO_TOPIC STR("-")

/* The group that the command names, if the client is in it; or GROUP_NONE. */
static uint32_t
own_group(uint32_t who, const struct command *command)
{
	const uint32_t group = groups_find(command->arg[0]);

	return group != GROUP_NONE && groups_has(group, who) ? group :
							       GROUP_NONE;
}

/* Why the client may not join; CODE_OK if it may, which counts as a join. */
static enum code
may_join(uint32_t who, uint32_t group)
{
	if (group != GROUP_NONE && groups_has(group, who))
		return CODE_ALREADY_MEMBER;
	if (groups_of(who)->count >= config_now()->max_joined)
		return CODE_TOO_MANY;
	if (group == GROUP_NONE && groups_count() >= config_now()->max_groups)
		return CODE_TOO_MANY;
	if (!throttle_join(&clients_get(who)->throttle))
		return CODE_SLOW_DOWN;
	return CODE_OK;
}

static void
leave(uint32_t who, uint32_t group)
{
	groups_leave(group, who);
	work_left(group, who);
	groups_tidy(group);
}

/* In full with the real name, and with why it is away. */
static bool
tell_of_join(uint32_t who, uint32_t group)
{
	const struct str word = STR("join"), id = fan_id();
	const struct str title = groups_name(group);
	const struct str away = people_away(who);

	if (!fan_group(group,
		EVENT(WORDS(word, id, title, clients_name(who)),
		    WORDS(
			word, id, title, people_actor(who), people_real(who)))))
		return false;
	return away.len == 0 ||
	    fan_group(group,
		EVENT(NO_WORDS,
		    WORDS(STR("away"), fan_id(), people_actor(who), away)));
}

enum outcome
talk_join(uint32_t who, const struct command *command)
{
	uint32_t group = groups_find(command->arg[0]);
	const bool is_new = group == GROUP_NONE;
	enum code code;

	if (is_new && !makers_may(who))
		return answers_refuse_saying(who, command->rule->word,
		    CODE_TOO_MANY,
		    STR("you have made as many groups as are allowed; join one "
			"that is there"));
	code = may_join(who, group);
	if (code == CODE_OK) {
		group = groups_make(command->arg[0]);
		code = group != GROUP_NONE ? CODE_OK : CODE_TOO_MANY;
	}
	if (code == CODE_TOO_MANY)
		return answers_refuse_saying(who, command->rule->word, code,
		    STR("there are as many groups as are allowed"));
	if (code != CODE_OK)
		return answers_refuse(who, command->rule->word, code);
	if (!groups_enter(group, who)) {
		groups_tidy(group);
		return OUTCOME_FAILED;
	}
	if (is_new)
		makers_made(who, group);
	if (!tell_of_join(who, group)) {
		leave(who, group); /* of whom nobody knows that it is there */
		return OUTCOME_FAILED;
	}
	LOG(clients_name(who), STR(": join "), groups_name(group));
	return OUTCOME_DONE;
}

static bool
tell_of_leave(uint32_t who, uint32_t group, struct str text)
{
	const struct str brief[] = { STR("leave"), fan_id(), groups_name(group),
		clients_name(who), text };
	const struct str full[] = { brief[0], brief[1], brief[2],
		people_actor(who), text };
	const size_t count = COUNT(brief) - (text.len == 0 ? 1 : 0);

	return fan_group(group,
	    EVENT(((struct words) { brief, count }),
		((struct words) { full, count })));
}

enum outcome
talk_leave(uint32_t who, const struct command *command)
{
	const uint32_t group = own_group(who, command);
	struct str title, name;

	if (group == GROUP_NONE)
		return answers_refuse(
		    who, command->rule->word, CODE_NOT_MEMBER);
	title = groups_name(group);
	name = clients_name(who);
	if (!tell_of_leave(who, group,
		command->count > 1 ? command->arg[1] :
				     (struct str) { NULL, 0 }))
		return OUTCOME_FAILED; /* its quit will tell them */
	LOG(name, STR(": leave "), title);
	leave(who, group);
	return OUTCOME_DONE;
}

/* To all members; in full by a word of its own. */
static enum outcome
say(uint32_t who, const struct command *command, struct str full)
{
	const uint32_t group = own_group(who, command);
	const struct str brief = STR("msg"), text = command->arg[1];
	struct str id, title;

	if (group == GROUP_NONE)
		return answers_refuse(
		    who, command->rule->word, CODE_NOT_MEMBER);
	if (log_verbose())
		LOG(clients_name(who), STR(": "), command->rule->word, STR(" "),
		    groups_name(group));
	people_speak(who);
	id = fan_id();
	title = groups_name(group);
	return answers_done(fan_message(group,
	    EVENT(WORDS(brief, id, title, clients_name(who), text),
		WORDS(full, id, title, people_actor(who), text))));
}

enum outcome
talk_send(uint32_t who, const struct command *command)
{
	return say(who, command, STR("msg"));
}

/* Whom a message is for; or CLIENT_NONE, and that is answered. */
static uint32_t
find_other(uint32_t who, const struct command *command, struct str name,
    enum outcome *outcome)
{
	const uint32_t other = clients_find(name);
	enum code code = CODE_OK;

	if (other == CLIENT_NONE)
		code = CODE_NO_SUCH_NAME;
	else if (other != who && slots_behind(other))
		code = CODE_SLOW_DOWN;
	if (code == CODE_OK)
		return other;
	*outcome = answers_refuse(who, command->rule->word, code);
	return CLIENT_NONE;
}

enum outcome
talk_tell(uint32_t who, const struct command *command)
{
	const struct str word = STR("tell"), text = command->arg[1];
	enum outcome outcome;
	const uint32_t other =
	    find_other(who, command, command->arg[0], &outcome);
	struct str id, to;

	if (other == CLIENT_NONE)
		return outcome;
	if (!profile_is_gone(who, other))
		return OUTCOME_FAILED;
	people_speak(who);
	id = fan_id();
	to = clients_name(other);
	return answers_done(fan_two(who, other,
	    EVENT(WORDS(word, id, clients_name(who), to, text),
		WORDS(word, id, people_actor(who), to, text))));
}

/* The name of a target "@NAME"; empty if it is a group. */
static struct str
name_of(struct str target)
{
	if (target.at[0] != '@')
		return (struct str) { NULL, 0 };
	return (struct str) { target.at + 1, target.len - 1 };
}

static enum outcome
note_to_one(uint32_t who, const struct command *command)
{
	const struct str text = command->arg[1];
	enum outcome outcome;
	const uint32_t other =
	    find_other(who, command, name_of(command->arg[0]), &outcome);
	struct str id;

	if (other == CLIENT_NONE)
		return outcome;
	if (!profile_is_gone(who, other))
		return OUTCOME_FAILED;
	people_speak(who);
	id = fan_id();
	return answers_done(fan_two(who, other,
	    EVENT(WORDS(STR("tell"), id, clients_name(who), clients_name(other),
		      text),
		WORDS(STR("note"), id, clients_title(other), people_actor(who),
		    text))));
}

enum outcome
talk_note(uint32_t who, const struct command *command)
{
	return name_of(command->arg[0]).len > 0 ?
	    note_to_one(who, command) :
	    say(who, command, STR("note"));
}

/* Who has none of it itself is told that it is done. */
static enum outcome
answer_signal(uint32_t who, const struct command *command, bool told)
{
	if (!told || people_want_full(who))
		return answers_done(told);
	return answers_done(
	    fan_one(who, WORDS(STR("ok"), command->rule->word)));
}

static enum outcome
signal_one(uint32_t who, const struct command *command)
{
	enum outcome outcome;
	const uint32_t other =
	    find_other(who, command, name_of(command->arg[0]), &outcome);

	if (other == CLIENT_NONE)
		return outcome;
	return answer_signal(who, command,
	    fan_two(who, other,
		EVENT(NO_WORDS,
		    WORDS(STR("signal"), fan_id(), clients_title(other),
			people_actor(who)))));
}

enum outcome
talk_signal(uint32_t who, const struct command *command)
{
	uint32_t group;

	if (name_of(command->arg[0]).len > 0)
		return signal_one(who, command);
	group = own_group(who, command);
	if (group == GROUP_NONE)
		return answers_refuse(
		    who, command->rule->word, CODE_NOT_MEMBER);
	return answer_signal(who, command,
	    fan_group(group,
		EVENT(NO_WORDS,
		    WORDS(STR("signal"), fan_id(), groups_name(group),
			people_actor(who)))));
}

enum outcome
talk_topic(uint32_t who, const struct command *command)
{
	const uint32_t group = own_group(who, command);
	const struct str word = STR("topic");
	struct str topic, title, id;

	if (group == GROUP_NONE)
		return answers_refuse(
		    who, command->rule->word, CODE_NOT_MEMBER);
	title = groups_name(group);
	if (command->count == 1) {
		topic = groups_topic(group);
		return answers_done(fan_one(who,
		    WORDS(STR("ok"), STR("topic"), groups_name(group),
			topic.len > 0 ? topic : NO_TOPIC)));
	}
	topic = command->arg[1];
	id = fan_id();
	if (!fan_group(group,
		EVENT(WORDS(word, id, title, clients_name(who), topic),
		    WORDS(word, id, title, people_actor(who), topic))))
		return OUTCOME_FAILED;
	groups_set_topic(
	    group, str_eq(topic, NO_TOPIC) ? (struct str) { NULL, 0 } : topic);
	return OUTCOME_DONE;
}
