/* Checks the lines that several clients got: see ledger.h. */
#include "ledger.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "must.h"

#define GROUPS 8
#define NAMES 8192
#define NAME_SIZE 16
#define OWED_MOST 65536
#define WORDS_MOST 5

/* One delivery of an event. */
struct entry {
	uint64_t id;
	size_t reader;
	size_t at; /* of its line in the text */
	size_t len;
};

/* The readers concerned, as a mask. */
typedef unsigned mask;

/* An event's words; what is not there is empty. */
struct event {
	struct str word[WORDS_MOST];
	size_t actor; /* the reader who did it */
};

/* A command that was said. */
struct command {
	int verb; /* its initial */
	uint32_t number; /* of its text, if it is a message */
};

struct group {
	struct str title;
	mask members;
};

static struct {
	struct entry *entry;
	size_t count;
	size_t room;
	char *text; /* all lines, one behind the other */
	size_t text_len;
	size_t text_room;
	char name[NAMES][NAME_SIZE]; /* all that there ever were */
	size_t names;
	uint64_t last_id[LEDGER_READERS];
	uint32_t number[LEDGER_READERS];
	struct command asked[LEDGER_READERS][OWED_MOST]; /* as rings */
	size_t asks[LEDGER_READERS];
	size_t answers[LEDGER_READERS];
	/* The state while it is gone through. */
	struct group group[GROUPS];
	size_t groups;
	char current[LEDGER_READERS][NAME_SIZE]; /* empty: none */
	size_t events;
} book;

/* Room for one element more. */
static void *
grown(void *array, size_t count, size_t *room, size_t size)
{
	if (count < *room)
		return array;
	*room = *room > 0 ? 2 * *room : 1024;
	array = realloc(array, *room * size);
	MUST(array != NULL, "out of memory");
	return array;
}

void
ledger_begin(void)
{
	free(book.entry);
	free(book.text);
	memset(&book, 0, sizeof(book));
}

/* The first letter of a name tells whose it is. */
const char *
ledger_name(size_t reader)
{
	MUST(book.names < NAMES, "too many names");
	(void)snprintf(book.name[book.names], NAME_SIZE, "%c-%zu",
	    'a' + (int)reader, book.names); /* fits */
	return book.name[book.names++];
}

static size_t
reader_of(struct str name)
{
	const size_t reader = name.len > 0 ? (size_t)(*name.at - 'a') : 0;

	MUST(reader < LEDGER_READERS, "whose name is \"%.*s\"?", (int)name.len,
	    name.at);
	return reader;
}

uint32_t
ledger_number(size_t reader)
{
	return ++book.number[reader];
}

/* Is the actor the second word behind the verb, not the third? */
static bool
is_early(struct str verb)
{
	return str_eq(verb, STR("tell")) || str_eq(verb, STR("name")) ||
	    str_eq(verb, STR("quit"));
}

static struct event
parse(struct str line)
{
	struct event event = { .actor = 0 };
	struct str rest = line;

	for (size_t i = 0; i < WORDS_MOST && rest.at != NULL; i++)
		event.word[i] = str_word(&rest);
	event.actor = reader_of(event.word[is_early(event.word[0]) ? 2 : 3]);
	return event;
}

static void
store(size_t reader, uint64_t id, struct str line)
{
	book.entry =
	    grown(book.entry, book.count, &book.room, sizeof(*book.entry));
	while (book.text_len + line.len > book.text_room)
		book.text =
		    grown(book.text, book.text_room, &book.text_room, 1);
	memcpy(book.text + book.text_len, line.at, line.len);
	book.entry[book.count++] =
	    (struct entry) { id, reader, book.text_len, line.len };
	book.text_len += line.len;
}

/* Enough to tell verbs apart: of two that begin alike one has another. */
static int
initial(struct str verb)
{
	if (str_eq(verb, STR("topic")))
		return 'T';
	return verb.len > 0 ? *verb.at : '?';
}

void
ledger_ask(size_t reader, struct str verb)
{
	MUST(ledger_owed(reader) < OWED_MOST, "too many commands at once");
	book.asked[reader][book.asks[reader]++ % OWED_MOST] =
	    (struct command) { initial(verb), book.number[reader] };
}

size_t
ledger_owed(size_t reader)
{
	return book.asks[reader] - book.answers[reader];
}

/* The command that is answered now. */
static struct command
take_answer(size_t reader, struct str verb, struct str line)
{
	const size_t number = book.answers[reader]++;
	const struct command asked = book.asked[reader][number % OWED_MOST];

	MUST(number < book.asks[reader] && asked.verb == initial(verb),
	    "not the answer to command %zu: \"%.*s\"", number, (int)line.len,
	    line.at);
	return asked;
}

/*
 * Returns whether the line is a reply, not an event, and the verb it answers.
 */
static bool
is_reply(struct str line, struct str *verb)
{
	struct str rest = line;
	const struct str word = str_word(&rest);

	*verb = str_eq(word, STR("bye")) ? STR("quit") : str_word(&rest);
	return str_eq(word, STR("ok")) || str_eq(word, STR("err")) ||
	    str_eq(word, STR("bye"));
}

/* An event of the reader's own is its answer. */
static void
take_event(size_t reader, const struct event *event, struct str line)
{
	const bool sent = str_eq(event->word[0], STR("msg"));
	const struct command asked =
	    take_answer(reader, sent ? STR("send") : event->word[0], line);
	uint64_t number = 0;

	if (sent || str_eq(event->word[0], STR("tell")))
		MUST(str_to_number(event->word[4], UINT32_MAX, &number) &&
			number == asked.number,
		    "wanted number %u: \"%.*s\"", (unsigned)asked.number,
		    (int)line.len, line.at);
}

static void
hear_event(size_t reader, struct str line)
{
	const struct event event = parse(line);
	uint64_t id = 0;

	MUST(str_to_number(event.word[1], UINT64_MAX, &id) &&
		id > book.last_id[reader],
	    "no event, or its ID does not rise: \"%.*s\"", (int)line.len,
	    line.at);
	book.last_id[reader] = id;
	store(reader, id, line);
	if (event.actor == reader)
		take_event(reader, &event, line);
}

void
ledger_hear(size_t reader, struct str line)
{
	struct str verb;

	if (is_reply(line, &verb))
		(void)take_answer(reader, verb, line);
	else
		hear_event(reader, line);
}

static int
by_id(const void *left, const void *right)
{
	const struct entry *a = left, *b = right;

	return (a->id > b->id) - (a->id < b->id);
}

static struct str
line_of(const struct entry *entry)
{
	return (struct str) { book.text + entry->at, entry->len };
}

static struct group *
group_of(struct str title)
{
	for (size_t i = 0; i < book.groups; i++)
		if (str_eq(book.group[i].title, title))
			return &book.group[i];
	MUST(book.groups < GROUPS, "too many groups");
	book.group[book.groups] = (struct group) { .title = title };
	return &book.group[book.groups++];
}

/* Returns the members of the reader's groups, itself included. */
static mask
sharers(size_t reader)
{
	mask all = 0;

	for (size_t i = 0; i < book.groups; i++)
		if ((book.group[i].members & 1U << reader) != 0)
			all |= book.group[i].members;
	return all;
}

static mask
hear_message(const struct event *event)
{
	return group_of(event->word[2])->members;
}

static mask
hear_join(const struct event *event)
{
	struct group *group = group_of(event->word[2]);

	group->members |= 1U << event->actor;
	return group->members;
}

static mask
hear_leave(const struct event *event)
{
	struct group *group = group_of(event->word[2]);
	const mask before = group->members;

	group->members &= ~(1U << event->actor);
	return before;
}

static mask
hear_tell(const struct event *event)
{
	return 1U << event->actor | 1U << reader_of(event->word[3]);
}

static mask
hear_name(const struct event *event)
{
	(void)snprintf(book.current[event->actor], NAME_SIZE, "%.*s",
	    (int)event->word[3].len, event->word[3].at); /* one of ours: fits */
	return sharers(event->actor) | 1U << event->actor;
}

static mask
hear_quit(const struct event *event)
{
	const mask others = sharers(event->actor) & ~(1U << event->actor);

	for (size_t i = 0; i < book.groups; i++)
		book.group[i].members &= ~(1U << event->actor);
	book.current[event->actor][0] = '\0';
	return others;
}

static const struct {
	const char *verb;
	mask (*hear)(const struct event *event); /* who has to */
} rules[] = {
	{ "msg", hear_message },
	{ "tell", hear_tell },
	{ "topic", hear_message },
	{ "join", hear_join },
	{ "leave", hear_leave },
	{ "name", hear_name },
	{ "quit", hear_quit },
};

/* Has the actor that name now? Its first is what it says it is. */
static bool
is_known(size_t actor, struct str name)
{
	if (book.current[actor][0] == '\0')
		(void)snprintf(book.current[actor], NAME_SIZE, "%.*s",
		    (int)name.len, name.at); /* one of ours: fits */
	return str_eq(str_from(book.current[actor]), name);
}

/* Returns the readers that must get the event; 0 if it is impossible. */
static mask
expected(struct str line)
{
	const struct event event = parse(line);
	const struct str actor = event.word[is_early(event.word[0]) ? 2 : 3];
	size_t i = 0;

	while (
	    i < COUNT(rules) && !str_eq(str_from(rules[i].verb), event.word[0]))
		i++;
	if (i == COUNT(rules) || !is_known(event.actor, actor))
		return 0;
	return rules[i].hear(&event);
}

/* The event whose deliveries begin there; *at is moved behind them. */
static bool
event_agrees(size_t *at)
{
	const struct entry *first = &book.entry[*at];
	const struct str line = line_of(first);
	mask heard = 0;
	bool same = true;

	for (; *at < book.count && book.entry[*at].id == first->id; ++*at) {
		heard |= 1U << book.entry[*at].reader;
		same = same && str_eq(line_of(&book.entry[*at]), line);
	}
	const mask wanted = expected(line);
	book.events++;
	if (same && wanted == heard)
		return true;
	tap_note("heard by %x, wanted %x: \"%.*s\"", heard, wanted,
	    (int)(line.len < 80 ? line.len : 80), line.at);
	return false;
}

bool
ledger_agrees(void)
{
	size_t at = 0;

	qsort(book.entry, book.count, sizeof(*book.entry), by_id);
	while (at < book.count)
		if (!event_agrees(&at))
			return false;
	return true;
}

size_t
ledger_events(void)
{
	return book.events;
}
