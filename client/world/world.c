/* What the server has said of us: see world.h. */
#include "world/world.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "shared/crypto/secret.h"
#include "shared/die.h"

#define ROOM_STEP 16

/* With WORLD_MEMBERS, a bucket has some four. */
#define BUCKETS (1 << 18)

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

/* --- The table ------------------------------------------------------------ */

static struct named **
bucket_of(const struct world *world, int kind, struct str key)
{
	const uint64_t hash = siphash(&world->secret,
	    (const unsigned char *)key.at, key.len, kind != NAMED_MEMBER);

	return &world->bucket[hash % BUCKETS];
}

/* Returns what has that key, or null. */
static struct named *
find(const struct world *world, int kind, struct str key)
{
	struct named *named =
	    world->bucket != NULL ? *bucket_of(world, kind, key) : NULL;

	while (named != NULL &&
	    ((int)named->kind != kind ||
		!(kind == NAMED_MEMBER ? str_eq(named->key, key) :
					 str_caseeq(named->key, key))))
		named = named->next;
	return named;
}

/* Enters what has its key and kind. */
static void
enter(struct world *world, struct named *named)
{
	if (world->bucket == NULL) {
		world->bucket = calloc(BUCKETS, sizeof(*world->bucket));
		if (world->bucket == NULL ||
		    !secret_draw(&world->secret, sizeof(world->secret)))
			die_errno(EX_OSERR, "no table of names");
	}
	struct named **bucket = bucket_of(world, (int)named->kind, named->key);
	named->next = *bucket;
	*bucket = named;
}

static void
drop(struct world *world, struct named *named)
{
	struct named **at = bucket_of(world, (int)named->kind, named->key);

	while (*at != named)
		at = &(*at)->next;
	*at = named->next;
}

/* --- People and members --------------------------------------------------- */

static void
put(struct member **list, struct member *member, int which)
{
	member->in[which] = (struct member_link) { *list, list };
	if (*list != NULL)
		(*list)->in[which].from = &member->in[which].next;
	*list = member;
}

static void
take_out(struct member *member, int which)
{
	const struct member_link *in = &member->in[which];

	*in->from = in->next;
	if (in->next != NULL)
		in->next->in[which].from = in->from;
}

static void
set_roles(struct member *member, unsigned roles)
{
	take_out(member, BY_GROUP);
	member->roles = (unsigned char)roles;
	put(&member->key.of->rank[roles & ROLE_OPERATOR ? RANK_OPERATOR :
		    roles & ROLE_VOICE			? RANK_VOICE :
							  RANK_OTHER],
	    member, BY_GROUP);
}

static struct world_person *
find_person(const struct world *world, struct str name)
{
	return (struct world_person *)find(world, NAMED_PERSON, name);
}

struct member *
world_find_member(
    const struct world *world, const struct members *members, struct str name)
{
	struct world_person *person = find_person(world, name);
	const struct member_key key = { person, (struct members *)members };
	const struct str bytes = { (const char *)&key, sizeof(key) };

	return person != NULL ?
	    (struct member *)find(world, NAMED_MEMBER, bytes) :
	    NULL;
}

/* Adds a person, who is not among them; null: there are too many. */
static struct member *
add(struct world *world, struct members *members, struct world_person *person)
{
	struct member *member =
	    world->members < WORLD_MEMBERS ? calloc(1, sizeof(*member)) : NULL;

	if (member == NULL)
		return NULL;
	member->key = (struct member_key) { person, members };
	member->named.kind = NAMED_MEMBER;
	member->named.key =
	    (struct str) { (const char *)&member->key, sizeof(member->key) };
	enter(world, &member->named);
	put(&members->rank[RANK_OTHER], member, BY_GROUP);
	put(&person->in, member, BY_PERSON);
	members->count++;
	person->count++;
	world->members++;
	return member;
}

static void
part(struct world *world, struct member *member)
{
	take_out(member, BY_GROUP);
	take_out(member, BY_PERSON);
	member->key.of->count--;
	member->key.person->count--;
	world->members--;
	drop(world, &member->named);
	free(member);
}

/* Somebody, if not null, is nowhere: they have quit, say. */
static void
forget(struct world *world, struct world_person *person)
{
	struct member *next;

	if (person == NULL)
		return;
	for (struct member *member = person->in; member != NULL;
	     member = next) {
		next = member->in[BY_PERSON].next;
		part(world, member);
	}
	drop(world, &person->named);
	free(person);
}

/* Somebody who is not in the table gets a name, which nobody has. */
static void
call(struct world *world, struct world_person *person, struct str name)
{
	memcpy(person->name, name.at, name.len);
	person->named.kind = NAMED_PERSON;
	person->named.key = (struct str) { person->name, name.len };
	enter(world, &person->named);
}

/*
 * Returns the person of that name, in this spelling, a new one if there are
 * fewer than most; else null.
 */
static struct world_person *
meet(struct world *world, struct str name, size_t most)
{
	struct world_person *person = find_person(world, name);

	if (person != NULL)
		memcpy(person->name, name.at, name.len);
	if (person != NULL || name.len == 0 || name.len > LIMIT_NAME ||
	    world->people.count >= most ||
	    (person = calloc(1, sizeof(*person))) == NULL)
		return person;
	call(world, person, name);
	if (add(world, &world->people, person) != NULL)
		return person;
	forget(world, person);
	return NULL;
}

/* Returns the member of that name, a new one if need be; null: see add. */
static struct member *
come(struct world *world, struct members *members, struct str name)
{
	struct world_person *person = meet(world, name, WORLD_PEOPLE);
	struct member *member = world_find_member(world, members, name);

	if (member == NULL && person != NULL)
		member = add(world, members, person);
	if (member == NULL && name.len <= LIMIT_NAME)
		world->full = true;
	return member;
}

/* The member, if not null, has left the group. */
static void
go(struct world *world, struct member *member)
{
	if (member == NULL)
		return;
	struct world_person *person = member->key.person;
	part(world, member);
	if (person->count == 1 && world->people.count > WORLD_STRANGERS)
		forget(world, person);
}

static void
members_free(struct world *world, struct members *members)
{
	for (size_t i = 0; i < RANK_COUNT; i++)
		while (members->rank[i] != NULL)
			go(world, members->rank[i]);
}

/* --- Groups --------------------------------------------------------------- */

/* Returns the group, or null if we are not in it. */
static struct world_group *
find_world_group(const struct world *world, struct str group)
{
	return (struct world_group *)find(world, NAMED_GROUP, group);
}

/* Returns the group, a new one if need be; null if there are too many. */
static struct world_group *
get(struct world *world, struct str name)
{
	struct world_group *group = find_world_group(world, name);

	if (group != NULL)
		return group;
	assert(name.len <= LIMIT_GROUP);
	if (world->count == WORLD_GROUPS) {
		world->full = true;
		return NULL;
	}
	if (world->count == world->room) {
		world->room = 2 * world->room + ROOM_STEP;
		world->group =
		    realloc(world->group, world->room * sizeof(*world->group));
	}
	group = calloc(1, sizeof(*group));
	if (group == NULL || world->group == NULL)
		die_errno(EX_OSERR, "no memory for the groups");
	memcpy(group->name, name.at, name.len);
	group->named.kind = NAMED_GROUP;
	group->named.key = (struct str) { group->name, name.len };
	enter(world, &group->named);
	world->group[world->count++] = group;
	return group;
}

static size_t
index_of(const struct world *world, const struct world_group *group)
{
	size_t i = world->count - 1;

	while (world->group[i] != group)
		i--;
	return i;
}

static void
leave(struct world *world, struct str name)
{
	struct world_group *group = find_world_group(world, name);

	if (group == NULL)
		return;
	const size_t at = index_of(world, group);
	struct world_group **all = world->group;
	members_free(world, &group->members);
	world->count--;
	memmove(&all[at], &all[at + 1], (world->count - at) * sizeof(*all));
	if (world->current == group)
		world->current =
		    world->count > 0 ? all[at > 0 ? at - 1 : 0] : NULL;
	drop(world, &group->named);
	free(group);
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
	if (name.len == 0 || change.len != 2)
		return;
	struct member *member = world_find_member(world, &group->members, name);
	const unsigned role = change.at[1] == 'o' ? ROLE_OPERATOR :
	    change.at[1] == 'v'			  ? ROLE_VOICE :
						    0;
	if (member != NULL && role != 0)
		set_roles(member,
		    change.at[0] == '+' ? member->roles | role :
					  member->roles & ~role);
}

/* Takes "mode ID G BY CHANGE [WORD]". */
static void
take_mode(struct world *world, const struct command *mode)
{
	struct world_group *group = find_world_group(world, mode->arg[1]);
	const struct str word = mode->arg[4];

	if (group == NULL)
		return;
	note_change(group, mode->arg[3], word);
	change_role(world, group, mode->arg[3], word);
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
		if (group == NULL) {
			(void)meet(world, name, WORLD_STRANGERS);
			continue;
		}
		struct member *member = come(world, &group->members, name);
		if (member != NULL)
			set_roles(member, roles);
	}
}

/* Notes that somebody has come into a group, or gone. */
static void
change_member(struct world *world, struct str name, struct str who, bool comes)
{
	struct world_group *group = find_world_group(world, name);

	if (group != NULL && comes)
		(void)come(world, &group->members, who);
	else if (group != NULL)
		go(world, world_find_member(world, &group->members, who));
}

/* Notes that somebody has another name. */
static void
rename_person(struct world *world, struct str from, struct str to)
{
	struct world_person *person = find_person(world, from);
	struct world_person *other = find_person(world, to);

	if (person == NULL || to.len == 0 || to.len > LIMIT_NAME)
		return;
	if (other != person)
		forget(world, other);
	drop(world, &person->named);
	call(world, person, to);
}

/* Notes that somebody has spoken, or come. */
static void
note_heard(struct world *world, struct str name)
{
	if (meet(world, name, WORLD_STRANGERS) != NULL)
		set_roles(world_find_member(world, &world->people, name), 0);
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
		note_heard(world, line->arg[2]);
		break;
	case VERB_TELL:
		note_heard(world, line->arg[1]);
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
		note_heard(world, line->arg[2]);
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
		forget(world, find_person(world, line->arg[1]));
		break;
	case VERB_NAME:
		rename_person(world, line->arg[1], line->arg[2]);
		note_heard(world, line->arg[2]);
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

struct str
world_at(const struct world *world, size_t i)
{
	return world->group[i]->named.key;
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
		world->current = group;
}

size_t
world_current_index(const struct world *world)
{
	return world->current != NULL ? index_of(world, world->current) : 0;
}

struct str
world_current(const struct world *world)
{
	return world->current != NULL ? world->current->named.key : STR("");
}

void
world_free(struct world *world)
{
	const struct member *next;

	while (world->count > 0)
		leave(world, world_at(world, world->count - 1));
	for (const struct member *member = world->people.rank[RANK_OTHER];
	     member != NULL; member = next) {
		next = member->in[BY_GROUP].next;
		forget(world, member->key.person);
	}
	free(world->group);
	free(world->bucket);
	*world = (struct world) { 0 };
}
