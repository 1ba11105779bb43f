/* What the server has said of us: see world.h. */
#include "world/world.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "shared/die.h"
#include "shared/names.h"

#define ROOM_STEP 16

unsigned char
world_role(struct str *name)
{
	unsigned char role = 0;

	for (; name->len > 0; str_drop(name, 1))
		if (name->at[0] == '@')
			role |= ROLE_OPERATOR;
		else if (name->at[0] == '+')
			role |= ROLE_VOICE;
		else
			break;
	return role;
}

struct str
world_member(const struct members *members, size_t i)
{
	const struct member *member = members->member[i];

	return (struct str) { member->name, member->len };
}

/* Returns the index of the first member that does not sort before the name. */
static size_t
members_from(const struct members *members, struct str name)
{
	size_t low = 0, high = members->count;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;
		if (str_casecmp(world_member(members, middle), name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const struct member *
world_find_member(const struct members *members, struct str name)
{
	const size_t at = members_from(members, name);

	return at < members->count &&
		str_caseeq(world_member(members, at), name) ?
	    members->member[at] :
	    NULL;
}

/*
 * Returns the member of that name, a new one if need be, in this spelling. Null
 * without memory, or if there are too many.
 */
static struct member *
members_add(struct world *world, struct members *members, struct str name)
{
	const size_t at = members_from(members, name);
	struct member *member, **all = members->member;

	if (name.len == 0 || name.len > LIMIT_NAME)
		return NULL;
	if (at == members->count ||
	    !str_caseeq(world_member(members, at), name)) {
		if (members->count == MEMBERS_MOST ||
		    world->members == MEMBERS_ALL)
			return NULL;
		if (members->count == members->room) {
			const size_t room = 2 * members->room + ROOM_STEP;
			all = realloc(all, room * sizeof(struct member *));
			if (all == NULL)
				return NULL;
			members->member = all;
			members->room = room;
		}
		member = calloc(1, sizeof(*member));
		if (member == NULL)
			return NULL;
		memmove(&all[at + 1], &all[at],
		    (members->count - at) * sizeof(struct member *));
		all[at] = member;
		members->count++;
		world->members++;
	}
	member = all[at];
	member->len = (unsigned char)name.len;
	memcpy(member->name, name.at, name.len);
	return member;
}

static void
members_remove(struct world *world, struct members *members, struct str name)
{
	const size_t at = members_from(members, name);

	if (world_find_member(members, name) == NULL)
		return;
	free(members->member[at]);
	members->count--;
	world->members--;
	memmove(&members->member[at], &members->member[at + 1],
	    (members->count - at) * sizeof(struct member *));
}

/* The member has another name, if it is there. */
static void
members_rename(struct world *world, struct members *members, struct str from,
    struct str to)
{
	const struct member *old = world_find_member(members, from);
	struct member *member;

	if (old == NULL)
		return;
	const unsigned char roles = old->roles;
	members_remove(world, members, from);
	member = members_add(world, members, to);
	if (member != NULL)
		member->roles = roles;
}

static void
members_free(struct world *world, struct members *members)
{
	for (size_t i = 0; i < members->count; i++)
		free(members->member[i]);
	world->members -= members->count;
	free(members->member);
	*members = (struct members) { 0 };
}

/* Returns the group, or null if we are not in it. */
static struct world_group *
find_world_group(const struct world *world, struct str group)
{
	for (size_t i = 0; i < world->count; i++)
		if (str_caseeq(world_at(world, i), group))
			return &world->group[i];
	return NULL;
}

/* Returns the group, a new one if need be; null if there are too many. */
static struct world_group *
get(struct world *world, struct str name)
{
	struct world_group *group = find_world_group(world, name);

	if (group != NULL || world->count == WORLD_GROUPS)
		return group;
	assert(name.len <= LIMIT_GROUP);
	if (world->count == world->room) {
		world->room += ROOM_STEP;
		group = realloc(world->group, world->room * sizeof(*group));
		if (group == NULL)
			die_errno(EX_OSERR, "no memory for the groups");
		world->group = group;
	}
	group = &world->group[world->count++];
	*group = (struct world_group) { .len = name.len };
	memcpy(group->name, name.at, name.len);
	return group;
}

static void
leave(struct world *world, struct str name)
{
	struct world_group *group = find_world_group(world, name);

	if (group == NULL)
		return;
	members_free(world, &group->members);
	world->count--;
	memmove(group, group + 1,
	    (size_t)(&world->group[world->count] - group) * sizeof(*group));
}

static void
keep_key(struct world_group *group, struct str key)
{
	if (key.len > LIMIT_GROUP_KEY)
		return;
	if (key.len > 0)
		memcpy(group->key, key.at, key.len);
	group->key_len = key.len;
}

static void
set_me(struct world *world, struct str name)
{
	if (name.len > LIMIT_NAME)
		return;
	memcpy(world->me, name.at, name.len);
	world->me_len = name.len;
}

/* Notes one change of the letters, such as "+m". */
static void
change_mode(struct world_group *group, struct str change)
{
	char *at = memchr(group->modes, change.at[1], group->modes_len);

	if (at != NULL) {
		group->modes_len--;
		memmove(
		    at, at + 1, (size_t)(group->modes + group->modes_len - at));
	}
	if (change.at[0] == '+' && group->modes_len < WORLD_MODES)
		group->modes[group->modes_len++] = change.at[1];
}

/* Notes a change of a group's modes, and its key; others are of members. */
static void
note_change(struct world_group *group, struct str change, struct str key)
{
	if (change.len == 2 && strchr("ovbeI", change.at[1]) == NULL)
		change_mode(group, change);
	if (str_eq(change, STR("+k")) && key.at != NULL)
		keep_key(group, key);
	else if (str_eq(change, STR("-k")))
		keep_key(group, STR(""));
}

/*
 * Notes the modes in "LETTERS CREATED ROLE LIMIT KEY", cut to what follows
 * LETTERS; these do not have those with a value, a limit and a key.
 */
static void
note_modes(struct world_group *group, struct str letters, struct str rest)
{
	if (letters.len > WORLD_MODES)
		return;
	memcpy(group->modes, letters.at, letters.len);
	group->modes_len = str_eq(letters, STR("-")) ? 0 : letters.len;
	(void)str_word(&rest);
	(void)str_word(&rest);
	if (rest.at == NULL)
		return;
	if (!str_eq(str_word(&rest), STR("0")))
		change_mode(group, STR("+l"));
	if (rest.at != NULL && !str_eq(rest, STR("-")) &&
	    !str_eq(rest, STR("*")))
		change_mode(group, STR("+k"));
}

/* Notes the topic of a group, or of null; "-" is none. */
static void
note_topic(struct world_group *group, struct str topic)
{
	if (group == NULL)
		return;
	if (str_eq(topic, STR("-")) || topic.len > sizeof(group->topic))
		topic = STR("");
	memcpy(group->topic, topic.at, topic.len);
	group->topic_len = topic.len;
}

/*
 * Takes "ok VERB ...". That to mode has a change and perhaps its word, or the
 * letters and more.
 */
static void
take_ok(struct world *world, struct str verb, struct str rest)
{
	if (str_eq(verb, STR("name"))) {
		set_me(world, rest);
		return;
	}
	struct world_group *group = find_world_group(world, str_word(&rest));
	if (group == NULL)
		return;
	if (str_eq(verb, STR("register")) || str_eq(verb, STR("drop")))
		group->owned = str_eq(verb, STR("register"));
	if (str_eq(verb, STR("topic")) && rest.at != NULL)
		note_topic(group, rest);
	if (!str_eq(verb, STR("mode")) || rest.at == NULL)
		return;
	const struct str change = str_word(&rest);
	if (str_begins(change, STR("+")) ||
	    (change.len > 1 && str_begins(change, STR("-"))))
		note_change(group, change, rest);
	else if (change.len > 0)
		note_modes(group, change, rest);
}

/* Notes one change of a member's role. */
static void
change_role(struct world *world, struct world_group *group, struct str change,
    struct str name)
{
	if (name.at == NULL || change.len != 2 ||
	    world_find_member(&group->members, name) == NULL)
		return;
	struct member *member = members_add(world, &group->members, name);
	const unsigned char role = change.at[1] == 'o' ? ROLE_OPERATOR :
	    change.at[1] == 'v'			       ? ROLE_VOICE :
							 0;
	member->roles =
	    (unsigned char)(change.at[0] == '+' ? member->roles | role :
						  member->roles & ~role);
}

/* Takes "mode ID G BY CHANGE [WORD]". */
static void
take_mode(struct world *world, const struct command *mode)
{
	struct world_group *group = find_world_group(world, mode->arg[1]);
	const struct str word =
	    mode->count > 4 ? mode->arg[4] : (struct str) { NULL, 0 };

	if (group == NULL)
		return;
	note_change(group, mode->arg[3], word);
	change_role(world, group, mode->arg[3], word);
	/* The server itself makes the owner of a group its operator. */
	if (word.at != NULL && str_eq(mode->arg[3], STR("+o")) &&
	    str_eq(mode->arg[2], STR(NAME_OPERATOR)) &&
	    str_caseeq(word, world_me(world)))
		group->owned = true;
}

/* Takes "names G LIST", whoever has asked for it. */
static void
take_names(struct world *world, const struct command *line)
{
	struct world_group *group = find_world_group(world, line->arg[0]);
	struct str names = line->arg[1];

	while (names.at != NULL) {
		struct str name = str_word(&names);
		const unsigned char roles = world_role(&name);
		(void)members_add(world, &world->people, name);
		struct member *member = group != NULL ?
		    members_add(world, &group->members, name) :
		    NULL;
		if (member != NULL)
			member->roles = roles;
	}
}

/* Notes that somebody has come into a group, or gone. */
static void
change_member(struct world *world, struct str name, struct str who, bool comes)
{
	struct world_group *group = find_world_group(world, name);

	if (group != NULL && comes)
		(void)members_add(world, &group->members, who);
	else if (group != NULL)
		members_remove(world, &group->members, who);
}

/* Notes that somebody has quit, or has another name. */
static void
change_everywhere(struct world *world, const struct command *line)
{
	for (size_t i = 0; i <= world->count; i++) {
		struct members *members = i < world->count ?
		    &world->group[i].members :
		    &world->people;
		if (line->rule->verb == VERB_QUIT)
			members_remove(world, members, line->arg[1]);
		else
			members_rename(
			    world, members, line->arg[1], line->arg[2]);
	}
}

void
world_hear(struct world *world, struct str name)
{
	struct member *member = members_add(world, &world->people, name);

	if (member != NULL)
		member->heard = ++world->last_heard;
}

/*
 * Returns whether a script's join shows that a person's connection shares the
 * client: it has an account, but not flag B, which the script's login set.
 */
static bool
is_of_person(const struct command *join)
{
	const struct str flags = grammar_flags_of(join->arg[2]);

	return flags.len > 0 &&
	    !str_eq(grammar_account_of(join->arg[2]), STR("*")) &&
	    memchr(flags.at, 'B', flags.len) == NULL;
}

void
world_take(struct world *world, const struct command *line, bool own,
    const struct world_asked *asked)
{
	switch (line->rule->verb) {
	case VERB_OK:
		if (line->count == 2)
			take_ok(world, line->arg[0], line->arg[1]);
		break;
	case VERB_MODE:
		take_mode(world, line);
		break;
	case VERB_TOPIC:
		note_topic(find_world_group(world, line->arg[1]), line->arg[3]);
		break;
	case VERB_MSG:
		world_hear(world, line->arg[2]);
		break;
	case VERB_TELL:
		world_hear(world, line->arg[1]);
		break;
	case VERB_JOIN:
		if (own && asked != NULL &&
		    str_caseeq(asked->group, line->arg[1])) {
			world_choose(world, line->arg[1]);
			struct world_group *group =
			    find_world_group(world, line->arg[1]);
			if (group == NULL)
				break;
			keep_key(group, asked->key);
			group->brought = is_of_person(line);
			members_free(world, &group->members);
		}
		change_member(world, line->arg[1], line->arg[2], true);
		world_hear(world, line->arg[2]);
		break;
	case VERB_LEAVE:
		change_member(world, line->arg[1], line->arg[2], false);
		if (own)
			leave(world, line->arg[1]);
		break;
	case VERB_KICK:
		change_member(world, line->arg[1], line->arg[3], false);
		if (str_caseeq(line->arg[3], world_me(world)))
			leave(world, line->arg[1]);
		break;
	case VERB_NAMES:
		take_names(world, line);
		break;
	case VERB_QUIT:
		change_everywhere(world, line);
		break;
	case VERB_NAME:
		change_everywhere(world, line);
		world_hear(world, line->arg[2]);
		if (own)
			set_me(world, line->arg[2]);
		break;
	default:
		break;
	}
}

struct str
world_me(const struct world *world)
{
	return (struct str) { world->me, world->me_len };
}

bool
world_has(const struct world *world, struct str group)
{
	return find_world_group(world, group) != NULL;
}

/* Returns the group, or one of which nothing is known. */
static const struct world_group *
known(const struct world *world, struct str name)
{
	static const struct world_group none;
	const struct world_group *group = find_world_group(world, name);

	return group != NULL ? group : &none;
}

struct str
world_topic(const struct world *world, struct str name)
{
	const struct world_group *group = known(world, name);

	return (struct str) { group->topic, group->topic_len };
}

struct str
world_modes(const struct world *world, struct str name)
{
	const struct world_group *group = known(world, name);

	return (struct str) { group->modes, group->modes_len };
}

const struct members *
world_members(const struct world *world, struct str name)
{
	return &known(world, name)->members;
}

bool
world_owns(const struct world *world, struct str name)
{
	return known(world, name)->owned;
}

struct str
world_at(const struct world *world, size_t i)
{
	return (struct str) { world->group[i].name, world->group[i].len };
}

struct str
world_key(const struct world *world, struct str name)
{
	const struct world_group *group = known(world, name);

	return (struct str) { group->key, group->key_len };
}

void
world_choose(struct world *world, struct str name)
{
	struct world_group *group = get(world, name);

	if (group != NULL)
		group->recency = ++world->last_recency;
}

size_t
world_current_index(const struct world *world)
{
	size_t last = 0;

	for (size_t i = 1; i < world->count; i++)
		if (world->group[i].recency > world->group[last].recency)
			last = i;
	return last;
}

struct str
world_current(const struct world *world)
{
	return world->count > 0 ? world_at(world, world_current_index(world)) :
				  STR("");
}

void
world_free(struct world *world)
{
	for (size_t i = 0; i < world->count; i++)
		members_free(world, &world->group[i].members);
	members_free(world, &world->people);
	free(world->group);
	*world = (struct world) { 0 };
}
