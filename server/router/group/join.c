/*
 * Who is in a group: who joins, leaves, is put out and is invited; the groups
 * that the configuration names, and what is left of empty ones. See group.h.
 */
#include "router/group/group.h"

#include "base/config/config.h"
#include "base/log/log.h"
#include "base/loop/ticks.h"
#include "base/state/module.h"
#include "router/accounts/registered_groups.h"
#include "router/delivery/answers.h"
#include "router/delivery/downlink.h"
#include "router/delivery/fanout.h"
#include "router/delivery/record.h"
#include "router/model/boxes.h"
#include "router/model/floods.h"
#include "router/model/groups.h"
#include "router/model/rights.h"
#include "router/model/slots.h"
#include "router/queue/budget.h"
#include "router/self/self.h"
#include "router/work/keys.h"
#include "router/work/store.h"
#include "router/work/work.h"

/*
 * Returns CODE_OK if the client may enter the group, or why not. The account
 * that has registered the group is never locked out.
 */
static enum code
may_enter(client_id me, uint32_t group, struct str key)
{
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
	return group != GROUP_NONE ? may_enter(me, group, key) : CODE_OK;
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

void
join_keep_permanent(const struct config *config)
{
	uint32_t box = 0;

	groups_unkeep_all();
	for (size_t i = 0; i < config->group.count; i++) {
		const uint32_t group =
		    left_behind_make(str_from(config->group.at[i]));
		if (group == GROUP_NONE)
			continue;
		groups_keep(group);
		clients_refund(&boxes_get(group)->maker, QUOTA_BOXES, 1);
	}
	for (; (box = boxes_next(box)) != GROUP_NONE; box++)
		work_release_box(box);
	FOR_EACH_GROUP(group) {
		store_begin_group(group);
		groups_remove_if_empty(group);
	}
}

void
join_left_group(client_id client, uint32_t group)
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
said_or(client_id me, uint32_t group, struct str text, struct str other)
{
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
	const uint64_t number = event_ids_next();
	const struct str word = STR("join"), id = DECIMAL(number);
	const struct str title = groups_name(group), name = clients_name(me);
	const struct str real = said_or(me, group, clients_real(me), name);
	const struct str away =
	    said_or(me, group, clients_away(me), WATCHES_AWAY);

	if (!fanout_group(group,
		EVENT(WORDS(word, id, title, name),
		    WORDS(word, id, title, FANOUT_ACTOR, real), who)))
		return false;
	record_joined(group, me, number);
	groups_membership(me, group)->joined = number;
	return clients_away(me).len == 0 ||
	    fanout_group(group,
		EVENT(NO_WORDS,
		    WORDS(STR("away"), DECIMAL(event_ids_next()), FANOUT_ACTOR,
			away),
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
		code = may_enter(me, group, key);
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
		join_left_group(
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
	number = event_ids_next();
	id = DECIMAL(number);
	if (!fanout_group(group,
		EVENT(WORDS(word, id, title, name, text),
		    WORDS(word, id, title, FANOUT_ACTOR, text), who)))
		return OUTCOME_DONE; /* quit will tell the members */
	record_left(group, me, number);
	LOG(STR("{name}: leave {group}"), name, title);
	join_left_group(me, group);
	return OUTCOME_DONE;
}

/*
 * Puts a member out of the group. In short form members get a leave event,
 * because many clients know no kick, after a line that says who put the member
 * out; it cannot be the answer, as it looks the same if the member has just
 * left by itself.
 */
enum outcome
kick_cmd(conn_id who, const struct command *command)
{
	const client_id me = client_of(who);
	const uint32_t group = command->group;
	const client_id other = clients_find(command->arg[1]);
	const enum code code = rights_operate(me, group);
	const struct str text = command->arg[2];
	const uint64_t number = event_ids_next();
	const struct str word = command->rule->word, id = DECIMAL(number);
	struct str title, name;

	if (code != CODE_OK)
		return answers_refuse(who, command, code);
	if (!client_is(other) || !groups_has(group, other))
		return answers_refuse(who, command, CODE_NO_SUCH_MEMBER);
	title = groups_name(group); /* may go with its last member */
	name = clients_name(other);
	if (!fanout_message(group,
		EVENT(WORDS(word, id, title, clients_name(me), name, text),
		    NO_WORDS, who)) ||
	    !fanout_group(group,
		EVENT(WORDS(STR("leave"), id, title, name, text),
		    WORDS(word, id, title, FANOUT_ACTOR, name, text), who)))
		return OUTCOME_DONE;
	record_left(group, other, number);
	LOG(STR("{name}: kick {group} {other}"), clients_name(me), title, name);
	join_left_group(other, group);
	if (conns_get(who)->full)
		return OUTCOME_DONE;
	return answers_ok(who, command, WORDS(title, name));
}

/*
 * Puts the other client on the list of invited ones. In a group that is not
 * invite-only, every member may, unless a mask silences it. The other is told
 * again only if the invitation opens the group to it; the inviter cannot tell
 * the difference. The members are told only in full form.
 */
enum outcome
invite_cmd(conn_id who, const struct command *command)
{
	const client_id me = client_of(who);
	const uint32_t number = command->group;
	const client_id other = clients_find(command->arg[1]);
	const struct str word = command->rule->word,
			 id = DECIMAL(event_ids_next());
	enum code code = rights_operate(me, number);
	const bool opens = code == CODE_OK;
	const struct group *group;
	struct str title, name;
	struct words full;
	bool is_new, is_news;

	if (code == CODE_NOT_OPERATOR && !groups_is(number, MODE_INVITE_ONLY))
		code = rights_silenced(me, number);
	if (code == CODE_OK && !client_is(other))
		code = CODE_NO_SUCH_NAME;
	if (code != CODE_OK)
		return answers_refuse(who, command, code);
	if (groups_has(number, other))
		return answers_reply(who,
		    WORDS(STR("err"), word, code_word(CODE_ALREADY_MEMBER),
			clients_name(other),
			STR("is already a member of that group")));
	if (slots_client_over_mark(other))
		return answers_refuse(who, command, CODE_SLOW_DOWN);
	group = groups_get(number);
	is_new = !set_has(&group->invited, other.n);
	is_news = is_new || (opens && !set_has(&group->opened, other.n));
	if ((is_new &&
		group->invited.count >=
		    (opens ? LIMIT_INVITED : LIMIT_INVITED_BY_ALL)) ||
	    !groups_invite(number, other, opens))
		return answers_refuse_saying(who, command, CODE_TOO_MANY,
		    STR("too many outstanding invitations to that group"));
	title = groups_name(number);
	name = clients_name(other);
	full = WORDS(word, id, title, FANOUT_ACTOR, name);
	/* If either cannot be told, the inviter is lost. */
	if (is_news &&
	    fanout_both(other, other,
		EVENT(
		    WORDS(word, id, title, clients_name(me), name), full, who)))
		(void)fanout_group(number, EVENT(NO_WORDS, full, who));
	return answers_ok(who, command, WORDS(title, name));
}

MODULE(join) = { ON_ALARM(ALARM_LEFT, left_behind_alarm) };
