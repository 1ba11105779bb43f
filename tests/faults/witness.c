/* Whether the guests were told the truth: see witness.h. */
#include "witness.h"

#include <stdint.h>
#include <stdlib.h>

#include "guest.h"
#include "shared/str.h"
#include "tests/lib/must.h"

#define GROUPS 8
#define EVENTS 65536
#define WORDS_MOST 4

typedef unsigned mask; /* of guests */

struct heard {
	uint64_t id;
	size_t guest;
	const char *line;
};

/* The words of an event: verb, ID and what follows. */
struct event {
	struct str word[WORDS_MOST];
};

static struct {
	struct heard heard[EVENTS];
	size_t count;
	uint64_t last[GUESTS]; /* the last ID that it has heard */
	mask hears; /* of the key that all who hear do */
	mask company[GUESTS]; /* who shared a group with it then */
	struct group {
		struct str title;
		mask members;
		uint64_t since[GUESTS]; /* the ID of its join */
	} group[GROUPS];
	size_t groups;
	struct str name[GUESTS]; /* as it goes on */
} book;

static struct event
parse(const char *line)
{
	struct str rest = str_from(line);
	struct event event = { 0 };

	for (size_t i = 0; i < WORDS_MOST && rest.at != NULL; i++)
		event.word[i] = str_word(&rest);
	return event;
}

static size_t
guest_of(struct str name, const char *line)
{
	size_t i = 0;

	while (i < GUESTS && !str_eq(book.name[i], name))
		i++;
	MUST(i < GUESTS, "who is %.*s in \"%.80s\"?", (int)name.len, name.at,
	    line);
	return i;
}

static struct group *
group_of(struct str title)
{
	size_t i = 0;

	while (i < book.groups && !str_eq(book.group[i].title, title))
		i++;
	MUST(i < GROUPS, "too many groups");
	if (i == book.groups)
		book.group[book.groups++].title = title;
	return &book.group[i];
}

/* Returns all who are in a group with the guest, and the guest itself. */
static mask
sharers(size_t guest)
{
	mask all = 1U << guest;

	for (size_t i = 0; i < book.groups; i++)
		if ((book.group[i].members & 1U << guest) != 0)
			all |= book.group[i].members;
	return all;
}

static mask
hear_message(const struct event *event, const char *line)
{
	(void)line;
	return group_of(event->word[2])->members;
}

/*
 * Returns the readers of a key of the group, which was written only after all
 * had subscribed.
 */
static mask
hear_key(const struct event *event, const char *line)
{
	(void)line;
	return group_of(event->word[2])->members & book.hears;
}

static mask
hear_join(const struct event *event, const char *line)
{
	struct group *group = group_of(event->word[2]);
	const size_t guest = guest_of(event->word[3], line);

	(void)str_to_number(event->word[1], UINT64_MAX, &group->since[guest]);
	return group->members |= 1U << guest;
}

static mask
hear_leave(const struct event *event, const char *line)
{
	struct group *group = group_of(event->word[2]);
	const mask before = group->members;

	group->members &= ~(1U << guest_of(event->word[3], line));
	return before;
}

static mask
hear_tell(const struct event *event, const char *line)
{
	return 1U << guest_of(event->word[2], line) |
	    1U << guest_of(event->word[3], line);
}

static mask
hear_name(const struct event *event, const char *line)
{
	const size_t guest = guest_of(event->word[2], line);

	book.name[guest] = event->word[3];
	return sharers(guest);
}

static mask
hear_quit(const struct event *event, const char *line)
{
	const size_t guest = guest_of(event->word[2], line);
	const mask others = sharers(guest) & ~(1U << guest);

	for (size_t i = 0; i < book.groups; i++)
		book.group[i].members &= ~(1U << guest);
	return others;
}

static const struct {
	const char *verb;
	mask (*hear)(const struct event *event, const char *line);
} rules[] = {
	{ "msg", hear_message },
	{ "topic", hear_message },
	{ "set", hear_key },
	{ "cut", hear_key },
	{ "join", hear_join },
	{ "leave", hear_leave },
	{ "tell", hear_tell },
	{ "name", hear_name },
	{ "quit", hear_quit },
};

/* The rule of an event with an ID; COUNT(rules): it is another line. */
static size_t
rule_of(const struct event *event, uint64_t *id)
{
	size_t i = 0;

	while (i < COUNT(rules) &&
	    !str_eq(event->word[0], str_from(rules[i].verb)))
		i++;
	if (i < COUNT(rules) && str_to_number(event->word[1], UINT64_MAX, id))
		return i;
	return COUNT(rules);
}

static void
collect(size_t number)
{
	const struct guest *guest = guest_get(number);

	book.name[number] = str_from(guest->name);
	if (guest_has(guest, "ok hear"))
		book.hears |= 1U << number;
	for (size_t i = 0; i < guest->lines; i++) {
		const char *line = guest->line[i];
		const struct event event = parse(line);
		uint64_t id = 0;
		if (rule_of(&event, &id) == COUNT(rules))
			continue;
		MUST(id > book.last[number], "%s: no rising ID: %.80s",
		    guest->name, line);
		MUST(book.count < EVENTS, "too many events");
		book.last[number] = id;
		book.heard[book.count++] = (struct heard) { id, number, line };
	}
}

static int
by_id(const void *left, const void *right)
{
	const struct heard *a = left, *b = right;

	return (a->id > b->id) - (a->id < b->id);
}

/*
 * Returns the guests that may have missed the event: they have heard nothing
 * that came later.
 */
static mask
excused(uint64_t id)
{
	mask all = 0;

	for (size_t i = 0; i < GUESTS; i++)
		if (!guest_get(i)->told && book.last[i] < id)
			all |= 1U << i;
	return all;
}

/*
 * Returns the guests that may hear of a quit although nobody has heard of the
 * join before it: it was lost with the guest who did it, for the others came
 * later.
 */
static mask
latecomers(const struct event *event, const char *line)
{
	mask all = 0;

	if (!str_eq(event->word[0], STR("quit")))
		return 0;
	const struct guest *gone = guest_get(guest_of(event->word[2], line));
	for (size_t i = 0; i < book.groups; i++)
		for (size_t j = 0; j < GUESTS; j++)
			if (book.group[i].since[j] > gone->asked_at)
				all |= book.group[i].members & 1U << j;
	return all;
}

/* Whose last event it is stays in the company that it has now. */
static void
note_company(const struct heard *heard)
{
	if (heard->id == book.last[heard->guest])
		book.company[heard->guest] = sharers(heard->guest);
}

/* One event, whose deliveries begin there; *at is moved behind them. */
static void
check_event(size_t *at)
{
	const struct heard *first = &book.heard[*at];
	const struct event event = parse(first->line);
	uint64_t id = 0;
	const size_t rule = rule_of(&event, &id);
	mask heard = 0;

	const mask wanted = rules[rule].hear(&event, first->line);
	for (; *at < book.count && book.heard[*at].id == id; ++*at) {
		MUST(strcmp(book.heard[*at].line, first->line) == 0,
		    "two events have one ID: %.80s, %.80s", first->line,
		    book.heard[*at].line);
		heard |= 1U << book.heard[*at].guest;
		note_company(&book.heard[*at]);
	}
	MUST((heard & ~wanted & ~latecomers(&event, first->line)) == 0 &&
		(wanted & ~heard & ~excused(id)) == 0,
	    "heard by %03x, wanted by %03x, excused %03x: %.80s", heard, wanted,
	    excused(id), first->line);
}

/*
 * A client that left before the end is in no group any more with a companion
 * that stayed.
 */
static void
check_ghosts(void)
{
	mask stayed = 0;

	for (size_t i = 0; i < GUESTS; i++)
		if (guest_get(i)->stayed)
			stayed |= 1U << i;
	for (size_t i = 0; i < GUESTS; i++)
		if ((stayed & 1U << i) == 0)
			MUST((sharers(i) & book.company[i] & stayed) == 0,
			    "nobody was told that %s is gone",
			    guest_get(i)->name);
}

void
witness_check(void)
{
	size_t at = 0;

	for (size_t i = 0; i < GUESTS; i++)
		collect(i);
	qsort(book.heard, book.count, sizeof(*book.heard), by_id);
	while (at < book.count)
		check_event(&at);
	check_ghosts();
}
