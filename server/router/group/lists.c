/*
 * Lists of groups, and of people as others may see them: groups and their
 * members, clients that match a mask, one client in detail; and help. A long
 * list stops while much waits for the client, and continues from the client's
 * cursor as its queue drains.
 */
#include <assert.h>
#include <string.h>

#include "base/loop/ticks.h"
#include "base/state/module.h"
#include "router/delivery/answers.h"
#include "router/delivery/fanout.h"
#include "router/model/clients.h"
#include "router/model/groups.h"
#include "router/model/rights.h"
#include "router/queue/budget.h"
#include "router/self/self.h"
#include "shared/buf.h"
#include "shared/limits.h"
#include "shared/mask.h"

/*
 * Names in a line. However long they are, the line stays well below LIMIT_LINE.
 */
#define NAMES_A_LINE 50
#define MASKS_A_LINE 40
#define MASK_ROOM (2 + 1 + LIMIT_NAME + 1 + LIMIT_USER + 1 + LIMIT_HOST)

static_assert(sizeof("names ") + LIMIT_GROUP + NAMES_A_LINE * (1 + LIMIT_NAME) +
	    LIMIT_WRAPPING <=
	LIMIT_LINE,
    "a line of names fits one line");
static_assert(sizeof("names ") + LIMIT_GROUP + 1 + MODES_LETTERS +
	    MASKS_A_LINE * (1 + MASK_ROOM) + LIMIT_WRAPPING <=
	LIMIT_LINE,
    "in full as well");
static_assert(3 + MASKS_A_LINE <= 2 + NAMES_A_LINE, "one array fits both");

/*
 * Goes on with a list: show looks at what comes at the client's cursor, shows
 * it if it belongs there, and moves the cursor on; false: nothing is left.
 */
static enum outcome
go_on(conn_id who, const struct command *command, struct str title,
    bool (*show)(conn_id who, const struct command *command))
{
	while (answers_has_reader(who)) {
		if (answers_must_wait(who))
			return OUTCOME_WAIT;
		if (!show(who, command))
			break;
	}
	return answers_list_end(who, command, title);
}

/* Moves the client's cursor on in a set, whose next member it returns. */
static bool
next_in(const struct set *set, conn_id who, uint32_t *member)
{
	struct listing *list = answers_listing(who);
	const size_t at = set_from(set, list->cursor);

	if (at == set->count)
		return false;
	*member = set->at[at];
	list->cursor = *member + 1;
	return true;
}

/* The arena has room for the words of a line in full. */
#define MEMBERS_ROOM ((size_t)MASKS_A_LINE * MASK_ROOM)
static struct {
	char *members;
} lists;

/*
 * Shows a line of members: their names, or in full "ROLE!NAME!USER@HOST" of
 * each, after the group's modes.
 */
static bool
show_members(conn_id who, const struct command *command)
{
	const struct set *members = groups_members(command->group);
	const bool full = conns_get(who)->full;
	const size_t first = full ? 3 : 2;
	const size_t most = first + (full ? MASKS_A_LINE : NAMES_A_LINE);
	struct str word[2 + NAMES_A_LINE] = { STR("names"),
		groups_name(command->group) };
	char letters[MODES_LETTERS];
	size_t words = first;
	client_id member;
	struct buf room;

	if (full)
		word[2] = clients_letters(
		    MODE_LETTERS, groups_shown_modes(command->group), letters);
	buf_init(&room, lists.members, MEMBERS_ROOM);
	for (; words < most && next_in(members, who, &member.n); words++) {
		const size_t start = buf_len(&room);
		word[words] = clients_name(member);
		answers_listing(who)->listed++;
		if (!full)
			continue;
		(void)BUF_CAT(&room,
		    groups_role(groups_roles(command->group, member)), STR("!"),
		    clients_mask(member));
		word[words] = buf_str(&room);
		str_drop(&word[words], start);
	}
	if (words == first)
		return false;
	budget_charge(
	    WORK_ROW, full ? 2 * words : words); /* in full, also actors */
	fanout_conn(who, (struct words) { word, words });
	return true;
}

/*
 * Lists the members of a group. A list that has begun gets its end, even if its
 * group has gone.
 */
enum outcome
names_cmd(conn_id who, const struct command *command)
{
	const uint32_t group = command->group;

	if (rights_see(client_of(who), group))
		return go_on(who, command, groups_name(group), show_members);
	if (answers_listing(who)->listed == 0)
		return answers_refuse(who, command, CODE_NO_SUCH_GROUP);
	return answers_list_end(who, command, command->arg[0]);
}

/*
 * Shows a group's line; in full form also when it was made, and when its topic
 * was set.
 */
static bool
show_group(conn_id who, const struct command *command)
{
	struct listing *list = answers_listing(who);
	const uint32_t group = groups_next(list->cursor);
	struct str title, topic, members;

	if (group == GROUP_NONE)
		return false;
	list->cursor = group + 1;
	budget_charge(WORK_ROW, 1);
	if (!rights_see(client_of(who), group))
		return true;
	list->listed++;
	title = groups_name(group);
	topic = groups_topic(group).len > 0 ? groups_topic(group) : STR("-");
	members = DECIMAL(groups_members(group)->count);
	fanout_conn(who,
	    !conns_get(who)->full ?
		WORDS(STR("group"), title, members, topic) :
		WORDS(STR("group"), title, members,
		    DECIMAL(groups_get(group)->created),
		    DECIMAL(groups_get(group)->topic_set), topic));
	(void)command;
	return true;
}

static bool
show_invitation(conn_id who, const struct command *command)
{
	uint32_t group;

	if (!next_in(&clients_get(client_of(who))->invited, who, &group))
		return false;
	answers_listing(who)->listed++;
	fanout_conn(who, WORDS(command->rule->word, groups_name(group)));
	return true;
}

/*
 * Returns letters for the person's roles in the group, if any, for being away,
 * and for being an operator of the server.
 */
static struct str
letters_of(client_id person, uint32_t group, char room[LIMIT_FLAGS])
{
	bool operates = false;
	size_t len = 0;

	if (group != GROUP_NONE) {
		const struct str roles =
		    groups_role(groups_roles(group, person));
		for (size_t i = 0; i < roles.len && roles.at[i] != '-'; i++)
			room[len++] = roles.at[i];
	}
	if (clients_away(person).len > 0)
		room[len++] = 'a';
	FOR_EACH_CONN_OF(it, person)
		operates |= profile_is_oper(it);
	if (operates)
		room[len++] = 'S';
	return len > 0 ? (struct str) { room, len } : STR("-");
}

/* Shows the person; GROUP_NONE: whatever group it is in. */
static void
show_person(conn_id who, client_id person, uint32_t group)
{
	char letters[LIMIT_FLAGS];

	budget_charge(WORK_PERSON, 1);
	fanout_conn(who,
	    WORDS(STR("person"),
		group != GROUP_NONE ? groups_name(group) : STR("*"),
		letters_of(person, group, letters), clients_actor(person),
		DECIMAL(clients_get(person)->signed_on),
		DECIMAL((ticks_mono() - clients_get(person)->spoke) / SEC),
		clients_real(person)));
}

/*
 * Returns whether the person shows itself to a client that did not ask for it
 * by name.
 */
static bool
is_shown(client_id me, client_id person)
{
	if ((clients_get(person)->flags & FLAG_HIDDEN) == 0)
		return true;
	budget_charge(WORK_ROW, 1 + groups_of(person)->count);
	return groups_share(me, person);
}

static bool
show_member(conn_id who, const struct command *command)
{
	client_id person;

	if (!next_in(groups_members(command->group), who, &person.n))
		return false;
	budget_charge(WORK_ROW, 1);
	if (is_shown(client_of(who), person)) {
		answers_listing(who)->listed++;
		show_person(who, person, command->group);
	}
	return true;
}

/*
 * Shows the next client if it has a name, and the mask, behind an "@", matches
 * that, its host, account or real name.
 */
static bool
show_meant(conn_id who, const struct command *command)
{
	struct listing *list = answers_listing(who);
	const client_id person = clients_next(list->cursor);
	struct str mask = command->arg[0];
	size_t steps = 0;
	bool is_meant;

	if (!client_is(person))
		return false;
	list->cursor = person.n + 1;
	budget_charge(WORK_ROW, 1);
	if (clients_name(person).len == 0)
		return true;
	str_drop(&mask, 1);
	is_meant = mask_matches_in(mask, clients_name(person), &steps) ||
	    mask_matches_in(mask, clients_host(person), &steps) ||
	    mask_matches_in(mask, clients_account(person), &steps) ||
	    mask_matches_in(mask, clients_real(person), &steps);
	budget_charge(WORK_STEP, steps);
	if (is_meant && is_shown(client_of(who), person)) {
		list->listed++;
		show_person(who, person, GROUP_NONE);
	}
	return true;
}

/* Anybody may ask for a client by name. */
enum outcome
who_cmd(conn_id who, const struct command *command)
{
	const struct str title = command->arg[0];
	struct command of_group = *command;
	struct str name = title;
	client_id person;

	if (!str_skip(&name, STR("@"))) {
		of_group.group = groups_find(title);
		return rights_see(client_of(who), of_group.group) ?
		    go_on(who, &of_group, title, show_member) :
		    answers_list_end(who, command, title);
	}
	if (name.len > 0 &&
	    (memchr(name.at, '*', name.len) != NULL ||
		memchr(name.at, '?', name.len) != NULL))
		return go_on(who, command, title, show_meant);
	person = clients_find(name);
	if (client_is(person)) {
		answers_listing(who)->listed++;
		show_person(who, person, GROUP_NONE);
	}
	return answers_list_end(who, command, title);
}

/*
 * Shows a person, the groups of it that the client may know of, and why it is
 * away; its address to itself, and to operators of the server.
 */
enum outcome
whois_cmd(conn_id who, const struct command *command)
{
	const client_id me = client_of(who);
	const client_id person = clients_find(command->arg[0]);
	const struct set *groups;
	struct str name, away;

	if (!client_is(person))
		return answers_refuse(who, command, CODE_NO_SUCH_NAME);
	name = clients_name(person);
	show_person(who, person, GROUP_NONE);
	groups = groups_of(person);
	for (size_t i = 0; i < groups->count; i++)
		if (rights_see(me, groups->at[i]) &&
		    (is_shown(me, person) || groups_has(groups->at[i], me)))
			fanout_conn(who,
			    WORDS(STR("in"), name,
				groups_role(
				    groups_roles(groups->at[i], person)),
				groups_name(groups->at[i])));
	away = clients_away(person);
	if (away.len > 0)
		fanout_conn(who, WORDS(STR("gone"), name, away));
	if (!client_same(me, person) && !profile_is_oper(who))
		return answers_ok(who, command, WORDS(name));
	FOR_EACH_CONN_OF(it, person)
		if (!conns_get(it)->ended)
			fanout_conn(who,
			    WORDS(STR("from"), name,
				str_from(conns_get(it)->peer)));
	return answers_ok(who, command, WORDS(name));
}

/* Handles groups and invited: what they show may come and go. */
enum outcome
groups_cmd(conn_id who, const struct command *command)
{
	return go_on(who, command, STR(""),
	    command->rule->verb == VERB_GROUPS ? show_group : show_invitation);
}

MODULE(lists) = { TABLES(TABLE(lists.members, MEMBERS_ROOM)) };
