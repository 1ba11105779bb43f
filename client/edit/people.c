/*
 * The people we have heard of: see people.h. If somebody makes up names with
 * equal hashes, the chain gets as long as the list, which is no worse than
 * having no hash.
 */
#include "edit/people.h"

#include "text/words/heard.h"

static struct person *
person_at(struct people *people, size_t i)
{
	return &people->person[i - 1];
}

static struct str
name_of(const struct person *person)
{
	return (struct str) { person->name, person->len };
}

static uint16_t *
chain_of(struct people *people, struct str name)
{
	return &people->chain[str_hash(name) % PEOPLE_CHAINS];
}

/* Returns the number of that name, or 0. */
static uint16_t
people_find(const struct people *people, struct str name)
{
	uint16_t i = people->chain[str_hash(name) % PEOPLE_CHAINS];

	while (i != 0 && !str_caseeq(name_of(&people->person[i - 1]), name))
		i = people->person[i - 1].chained;
	return i;
}

/* Replaces a number in its hash chain. */
static void
rechain(struct people *people, struct str name, uint16_t from, uint16_t to)
{
	uint16_t *at = chain_of(people, name);

	while (*at != from)
		at = &person_at(people, *at)->chained;
	*at = to;
}

/* Replaces a number in the links of a person's neighbours. */
static void
set_newer(struct people *people, uint16_t older, uint16_t newer)
{
	if (older != 0)
		person_at(people, older)->newer = newer;
	else
		people->oldest = newer;
}

static void
set_older(struct people *people, uint16_t newer, uint16_t older)
{
	if (newer != 0)
		person_at(people, newer)->older = older;
	else
		people->newest = older;
}

static void
people_take_out(struct people *people, uint16_t i)
{
	const struct person *person = person_at(people, i);

	set_newer(people, person->older, person->newer);
	set_older(people, person->newer, person->older);
}

static void
put_in_front(struct people *people, uint16_t i)
{
	struct person *person = person_at(people, i);

	person->newer = 0;
	person->older = people->newest;
	set_newer(people, people->newest, i);
	people->newest = i;
}

static void
put_behind(struct people *people, uint16_t i)
{
	struct person *person = person_at(people, i);

	person->older = 0;
	person->newer = people->oldest;
	set_older(people, people->oldest, i);
	people->oldest = i;
}

/* Moves the last person in the array to the free place. */
static void
move_last(struct people *people, uint16_t to)
{
	const uint16_t last = (uint16_t)people->count;
	struct person *person = person_at(people, last);

	people->count--;
	if (last == to)
		return;
	rechain(people, name_of(person), last, to);
	set_newer(people, person->older, to);
	set_older(people, person->newer, to);
	*person_at(people, to) = *person;
}

static void
forget(struct people *people, uint16_t i)
{
	if (i == 0)
		return;
	const struct person *person = person_at(people, i);
	rechain(people, name_of(person), i, person->chained);
	people_take_out(people, i);
	move_last(people, i);
}

/*
 * Adds a new person, who is not linked into the order yet; returns the number.
 */
static uint16_t
meet(struct people *people, struct str name)
{
	uint16_t *chain = chain_of(people, name);
	const uint16_t i = (uint16_t)(people->count + 1);
	struct person *person = person_at(people, i);

	memcpy(person->name, name.at, name.len);
	person->len = name.len;
	person->chained = *chain;
	*chain = i;
	people->count++;
	return i;
}

/* Moves a person to the front, and updates the spelling of the name. */
static void
hear_again(struct people *people, uint16_t i, struct str name)
{
	memcpy(person_at(people, i)->name, name.at, name.len);
	if (i == people->newest)
		return;
	people_take_out(people, i);
	put_in_front(people, i);
}

/* Notes that somebody was heard of. */
static void
people_hear(struct people *people, struct str name)
{
	const uint16_t i = people_find(people, name);

	if (i != 0) {
		hear_again(people, i, name);
		return;
	}
	if (name.len == 0 || name.len > LIMIT_NAME)
		return;
	if (people->count == PEOPLE_MOST)
		forget(people, people->oldest);
	put_in_front(people, meet(people, name));
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
		(void)heard_role(&name);
		if (name.len > 0 && name.len <= LIMIT_NAME &&
		    people_find(people, name) == 0)
			put_behind(people, meet(people, name));
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
	return people_find(people, name) != 0;
}

const struct person *
people_first(const struct people *people)
{
	return people->newest != 0 ? &people->person[people->newest - 1] : NULL;
}

const struct person *
people_next(const struct people *people, const struct person *person)
{
	return person->older != 0 ? &people->person[person->older - 1] : NULL;
}
