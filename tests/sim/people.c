/* Who was where: see people.h. */
#include "people.h"

#include <string.h>

#include "shared/names.h"

struct people people;

struct command
people_heard(uint32_t line)
{
	return model_split(people.model, line, FROM_SERVER);
}

struct command
people_said(uint32_t line)
{
	return model_split(people.model, line, FROM_WORKER);
}

size_t
people_group(struct str name)
{
	size_t i = 0;

	while (i < people.groups &&
	    !str_caseeq(str_from(people.group[i].name), name))
		i++;
	if (i < people.groups || i == GROUPS - 1)
		return i; /* all that are too many are one, which is vague */
	people.groups++;
	people.group[i] = (struct group) { .flags = { ['n'] = true } };
	memcpy(people.group[i].name, name.at,
	    name.len < LIMIT_GROUP ? name.len : LIMIT_GROUP);
	return i;
}

/* Connections of a client stand for their lead. */
struct person *
people_client(const struct person *person)
{
	const size_t number = (size_t)(person - people.person);

	return &people
		    .person[person->attached ? people.model->life[number].lead :
					       number];
}

/* Is it a connection of the client, or will it be one? */
bool
people_is_of(uint32_t number, const struct person *client)
{
	return people.model->life[number].lead ==
	    (uint32_t)(client - people.person) ||
	    &people.person[number] == client;
}

size_t
people_connections(const struct person *client)
{
	size_t count = 0;

	FOR_EACH_PERSON(i)
		count += people_is_of(i, client);
	return count;
}

size_t
people_members(size_t group)
{
	size_t count = 0;

	FOR_EACH_PERSON(i)
		count += people.person[i].in[group];
	return count;
}

const struct model_life *
people_life(const struct person *person)
{
	return &people.model->life[person - people.person];
}

static bool
is_ending_alone(uint32_t number)
{
	const struct model_life *life = &people.model->life[number];

	return (life->ends != 0 || life->told) && life->id < people.now;
}

/* May it have left, as all of its connections have? */
bool
people_is_ending(const struct person *person)
{
	const struct person *client = people_client(person);

	if (client->gone)
		return false;
	FOR_EACH_PERSON(i)
		if (people_is_of(i, client) && !people.person[i].ended &&
		    !is_ending_alone(i))
			return false;
	return true;
}

/* Has one of them left, so that nobody knows what that still said or did? */
bool
people_may_have_done(const struct person *person)
{
	const struct person *client = people_client(person);

	FOR_EACH_PERSON(i)
		if (!client->gone && people_is_of(i, client) &&
		    is_ending_alone(i))
			return true;
	return false;
}

/* As the last of them may be gone, too. */
bool
people_may_be_empty(size_t group)
{
	FOR_EACH_PERSON(i)
		if (people.person[i].in[group] &&
		    !people_is_ending(&people.person[i]))
			return false;
	return true;
}

/* Is that the line, of the group or of any? */
static bool
has_said(uint32_t line, enum verb verb, size_t group)
{
	struct command said;

	if (people.model->line[line].verb != verb)
		return false;
	said = people_said(line);
	return said.count > 0 &&
	    (group == GROUPS || people_group(said.arg[0]) == group);
}

/* Has somebody ended who may have changed its modes, and nobody knows it? */
bool
people_is_vague(size_t group)
{
	const struct model_line *line = people.model->line;

	if (group == GROUPS - 1 || people.group[group].vague)
		return true;
	FOR_EACH_PERSON(i)
		for (uint32_t at = people.model->life[i].said;
		     at != 0 && line[at].when <= people.now;
		     at = line[at].next) {
			if (line[at].when > people.group[group].emptied &&
			    (has_said(at, VERB_MODE, group) ||
				has_said(at, VERB_INVITE, group) ||
				has_said(at, VERB_JOIN, group)))
				return true;
		}
	return false;
}

/* Has it said that, of the group or of any, and nobody heard the answer? */
bool
people_may_have(const struct person *person, enum verb verb, size_t group)
{
	FOR_EACH_PERSON(i)
		for (uint32_t at = people_is_of(i, person) ?
			 people.model->life[i].said :
			 0;
		     at != 0; at = people.model->line[at].next)
			if (has_said(at, verb, group))
				return true;
	return false;
}

/* Is it a member, or has who ended made it one, which nobody knows? */
bool
people_may_be_in(const struct person *person, size_t group)
{
	return person->in[group] ||
	    (people_may_have_done(person) &&
		people_may_have(person, VERB_JOIN, group));
}

/* Is it none, or has who ended left it, or put it out? Of any, if not given. */
bool
people_may_be_out(const struct person *person, size_t group)
{
	if ((group < GROUPS && !person->in[group]) ||
	    (people_may_have_done(person) &&
		people_may_have(person, VERB_LEAVE, group)))
		return true;
	FOR_EACH_PERSON(i)
		if (people_may_have_done(&people.person[i]) &&
		    people_may_have(&people.person[i], VERB_KICK, group))
			return true;
	return false;
}

void
people_leaves(struct person *person, size_t group)
{
	struct group *of = &people.group[group];

	person->in[group] = person->roles[group] = person->voices[group] =
	    false;
	if (people_members(group) > 0)
		return;
	memset(of->flags, 0, sizeof(of->flags));
	of->flags['n'] = true;
	of->key[0] = '\0';
	of->limit = 0;
	of->vague = false;
	FOR_EACH_PERSON(i) {
		people.person[i].open[group] = false;
		/* One that ended may have been there, and nobody knows it. */
		of->vague |= people_may_have_done(&people.person[i]) &&
		    people_may_have(&people.person[i], VERB_JOIN, group);
	}
	if (!of->vague)
		of->emptied = people.now;
}

bool
people_share(const struct person *a, const struct person *b)
{
	for (size_t i = 0; i < people.groups; i++)
		if (a->in[i] && b->in[i])
			return true;
	return false;
}

void
people_quits(struct person *person)
{
	person->gone = true;
	FOR_EACH_PERSON(i)
		if (people_is_of(i, person))
			people.person[i].ended = true;
	for (size_t i = 0; i < people.groups; i++)
		if (person->in[i])
			people_leaves(person, i);
}

/* A connection ends; the client quits with its last. */
void
people_ends(uint32_t number)
{
	struct person *client = people_client(&people.person[number]);

	people.person[number].ended = true;
	FOR_EACH_PERSON(i)
		if (people_is_of(i, client) && !people.person[i].ended)
			return;
	people_quits(client);
}

struct person *
people_find(struct str name)
{
	FOR_EACH_PERSON(i)
		if (!people.person[i].gone &&
		    str_caseeq(str_from(people.person[i].name), name))
			return &people.person[i];
	return NULL;
}

/* Whoever had it is gone, if it may be, or has one that nobody knows. */
void
people_take_name(struct person *person, struct str name)
{
	struct person *other = people_find(name);

	if (other != NULL && other != person && people_is_ending(other)) {
		other->guessed = true;
		people_quits(other);
	} else if (other != NULL) {
		memset(other->name, 0, sizeof(other->name));
	}
	memset(person->name, 0, sizeof(person->name));
	memcpy(person->name, name.at, name.len);
}

bool
people_somebody_ends(void)
{
	FOR_EACH_PERSON(i)
		if (people_may_have_done(&people.person[i]))
			return true;
	return false;
}
