/* The people we have heard of: see people.h. */
#include "edit/people.h"

#include "world/members.h"

/* Returns the place of that name, or the number of people. */
static size_t
people_find(const struct people *people, struct str name)
{
	size_t i = 0;

	while (i < people->count &&
	    !str_caseeq(
		(struct str) { people->person[i].name, people->person[i].len },
		name))
		i++;
	return i;
}

static void
forget(struct people *people, size_t i)
{
	if (i >= people->count)
		return;
	people->count--;
	memmove(people->person + i, people->person + i + 1,
	    (people->count - i) * sizeof(people->person[0]));
}

/* Puts a new person at that place, which moves those behind it. */
static void
put(struct people *people, size_t i, struct str name)
{
	struct person *person = &people->person[i];

	memmove(person + 1, person,
	    (people->count++ - i) * sizeof(people->person[0]));
	memcpy(person->name, name.at, name.len);
	person->len = name.len;
}

/* Notes that somebody was heard of, perhaps in another spelling. */
static void
people_hear(struct people *people, struct str name)
{
	if (name.len == 0 || name.len > LIMIT_NAME)
		return;
	forget(people, people_find(people, name));
	if (people->count == PEOPLE_MOST)
		people->count--;
	put(people, 0, name);
}

/*
 * Notes a list of members. Silent ones come after everybody we have heard of,
 * and push nobody out.
 */
static void
hear_list(struct people *people, struct str names)
{
	while (names.len > 0 && people->count < PEOPLE_MOST) {
		struct str name = str_word(&names);
		(void)members_role(&name);
		if (name.len > 0 && name.len <= LIMIT_NAME &&
		    !people_has(people, name))
			put(people, people->count, name);
	}
}

/* The events that name a person, and which argument is the (new) name. */
static const struct {
	enum verb verb;
	size_t who;
} events[] = { { VERB_MSG, 2 }, { VERB_TELL, 1 }, { VERB_TOPIC, 2 },
	{ VERB_JOIN, 2 }, { VERB_LEAVE, 2 }, { VERB_NAME, 2 } };

void
people_note(struct people *people, const struct command *line)
{
	const enum verb verb = line->rule->verb;

	if (verb == VERB_QUIT || verb == VERB_NAME)
		forget(people, people_find(people, line->arg[1]));
	if (verb == VERB_NAMES)
		hear_list(people, line->arg[1]);
	for (size_t i = 0; i < COUNT(events); i++)
		if (events[i].verb == verb)
			people_hear(people, line->arg[events[i].who]);
}

bool
people_has(const struct people *people, struct str name)
{
	return people_find(people, name) < people->count;
}
