/* The names that have been heard of: see people.h. */
#include "edit/people.h"

/* The number of that name, or count. */
static size_t
find(const struct people *people, struct str name)
{
	size_t i = 0;

	while (i < people->count && !str_same(people_at(people, i), name))
		i++;
	return i;
}

static void
forget(struct people *people, struct str name)
{
	const size_t i = find(people, name);

	if (i == people->count)
		return;
	people->count--;
	memmove(&people->person[i], &people->person[i + 1],
	    (people->count - i) * sizeof(people->person[0]));
}

/* Puts the name in front. */
static void
hear(struct people *people, struct str name)
{
	if (name.len > LIMIT_NAME)
		return;
	forget(people, name);
	if (people->count == PEOPLE_MOST)
		people->count--;
	memmove(&people->person[1], &people->person[0],
	    people->count * sizeof(people->person[0]));
	people->count++;
	people->person[0].len = name.len;
	memcpy(people->person[0].name, name.at, name.len);
}

/* A list of members: those who have said something stay in front of them. */
static void
hear_list(struct people *people, struct str names)
{
	while (names.len > 0) {
		const struct str name = str_word(&names);
		if (find(people, name) == people->count)
			hear(people, name);
	}
}

/* Which argument of an event is who did it. */
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
		forget(people, line->arg[1]);
	if (verb == VERB_NAMES)
		hear_list(people, line->arg[1]);
	for (size_t i = 0; i < COUNT(events); i++)
		if (events[i].verb == verb)
			hear(people, line->arg[events[i].who]);
}

struct str
people_at(const struct people *people, size_t i)
{
	return (struct str) { people->person[i].name, people->person[i].len };
}
