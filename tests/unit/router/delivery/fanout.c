/*
 * server/router/delivery/fanout: who gets a line, once and in order, tried at
 * random beside a naive model while members come and go and read as they like;
 * IDs that rise whatever the clock does; and to whom nothing goes.
 */
#include "server/router/delivery/fanout.h"
#include "server/base/state/module.h"
#include "server/router/delivery/downlink.h"

#include <stdio.h>

#include "server/base/mem/arena.h"
#include "server/router/delivery/disconnect_requests.h"
#include "server/router/delivery/events.h"
#include "server/router/model/groups.h"
#include "server/router/model/slots.h"
#include "server/router/queue/outq.h"
#include "shared/io.h"
#include "tests/lib/deadline.h"
#include "tests/lib/dice.h"
#include "tests/lib/filler.h"
#include "tests/lib/must.h"
#include "tests/lib/router/pace.h"
#include "tests/lib/router/puppet.h"
#include "tests/lib/router/sane.h"
#include "tests/lib/router/stage.h"

#define READERS 6 /* clients that have a slot */
#define GHOSTS 2 /* and that have none */
#define CLIENTS (READERS + GHOSTS)
#define GROUPS 3
#define HELPER CLIENTS /* a reader that is no client */
#define TRIES 20000
#define LINES_MOST 100000

static const struct config_option options[] = { { "max_clients", "10" },
	{ "hello_time", "0" }, { "stall_time", "3600" },
	{ "queue_max", "1024M" }, { "queue_total", "1024M" }, { NULL, NULL } };

static struct {
	struct puppet puppet[HELPER + 1]; /* those of ghosts are not used */
	uint32_t client[CLIENTS];
	uint32_t group[GROUPS];
	bool in[GROUPS][CLIENTS];
	bool full[CLIENTS]; /* wants it */
	uint32_t line; /* the number of the next */
	struct {
		uint32_t at[LINES_MOST]; /* what it must hear */
		size_t count;
		size_t heard;
	} reader[HELPER + 1];
} test;

static struct slot *
slot_of(size_t reader)
{
	return slots_get(test.puppet[reader].slot);
}

/* Any line can be told from its number, and some are long. */
static size_t
letters_of(uint32_t line)
{
	return line % 5 == 0 ? 1 + line * 31 % 3700 : 1 + line % 40;
}

/* The words of the next line, whose number somebody is to hear. */
#define NEXT_LINE(digits)                                 \
	WORDS(STR("line"), str_number(test.line, digits), \
	    str_from(filler(letters_of(test.line))))

/* How a line is heard. */
enum { LINE, FULL_LINE, TAGS, WAYS };
static const char *const words_of[WAYS] = { "line", "full", "tags" };

/* Some events have one form alone, and some have tags. */
static bool
has_brief(void)
{
	return test.line % 7 != 0;
}

static bool
has_full(void)
{
	return test.line % 7 != 1;
}

static bool
has_tags(void)
{
	return test.line % 3 == 0;
}

/* The next event, with its tags; valid until the one behind it. */
static const struct event *
next_event(void)
{
	static char digits[STR_DIGITS];
	static struct str words[WAYS][3];
	static struct event event;

	for (size_t way = 0; way < WAYS; way++) {
		words[way][0] = str_from(words_of[way]);
		words[way][1] = str_number(test.line, digits);
		words[way][2] = str_from(filler(letters_of(test.line)));
	}
	fanout_tags((const struct str[FANOUT_TAGS]) {
	    has_tags() ? words[FULL_LINE][1] : (struct str) { NULL, 0 } });
	event = (struct event) {
		has_brief() ? (struct words) { words[LINE], 3 } : NO_WORDS,
		has_full() ? (struct words) { words[FULL_LINE], 3 } : NO_WORDS,
		CLIENT_NONE, NO_WORDS, false, NO_WORDS
	};
	return &event;
}

static void
must_hear_as(size_t reader, uint32_t way)
{
	if (reader >= READERS && reader != HELPER)
		return; /* a ghost */
	MUST(test.reader[reader].count < LINES_MOST, "too many lines");
	test.reader[reader].at[test.reader[reader].count++] =
	    test.line * WAYS + way;
}

static void
must_hear(size_t reader)
{
	must_hear_as(reader, LINE);
}

static void
must_hear_event(size_t client)
{
	if (!test.full[client]) {
		if (has_brief())
			must_hear_as(client, LINE);
	} else if (has_full()) {
		if (has_tags())
			must_hear_as(client, TAGS);
		must_hear_as(client, FULL_LINE);
	}
}

static void
begin(void)
{
	for (size_t i = 0; i < READERS; i++) {
		puppet_enter(&test.puppet[i]);
		test.client[i] = slot_of(i)->client;
	}
	for (size_t i = READERS; i < CLIENTS; i++)
		test.client[i] = clients_new(SLOT_NONE);
	puppet_help(&test.puppet[HELPER]);
	for (size_t g = 0; g < GROUPS; g++) {
		char name[STR_DIGITS];
		test.group[g] = groups_make(str_number(g, name));
		groups_keep(test.group[g], 0);
	}
}

static bool
try_slot(void)
{
	const size_t reader = dice_once_in(4) ? HELPER : dice(READERS);
	char digits[STR_DIGITS];

	must_hear(reader);
	fanout_slot(test.puppet[reader].slot, NEXT_LINE(digits));
	return true;
}

static bool
try_one(void)
{
	const size_t c = dice(CLIENTS);
	char digits[STR_DIGITS];

	must_hear(c);
	return fanout_try(test.client[c], NEXT_LINE(digits));
}

static bool
try_two(void)
{
	const size_t one = dice(CLIENTS), other = dice(CLIENTS);

	must_hear_event(one);
	if (other == one) {
		fanout_event(test.client[one], next_event());
		return true;
	}
	must_hear_event(other);
	return fanout_both(test.client[one], test.client[other], next_event());
}

static void
members_must_hear(size_t group)
{
	for (size_t c = 0; c < CLIENTS; c++)
		if (test.in[group][c])
			must_hear_event(c);
}

static bool
try_group(void)
{
	const size_t g = dice(GROUPS);

	members_must_hear(g);
	return fanout_group(test.group[g], next_event());
}

static bool
try_message(void)
{
	const size_t g = dice(GROUPS);

	members_must_hear(g);
	return fanout_message(test.group[g], next_event());
}

/* In the same group as long as the dice want it. */
static bool
try_messages(void)
{
	const size_t g = dice(GROUPS);
	bool good = true;

	while (good && !dice_once_in(8)) {
		members_must_hear(g);
		good = fanout_message(test.group[g], next_event());
		test.line++;
	}
	return good;
}

static bool
share(size_t one, size_t other)
{
	for (size_t g = 0; g < GROUPS; g++)
		if (test.in[g][one] && test.in[g][other])
			return true;
	return false;
}

static void
sharers_must_hear(size_t of)
{
	for (size_t c = 0; c < CLIENTS; c++)
		if (c != of && share(c, of))
			must_hear_event(c);
}

static bool
try_quit(void)
{
	const size_t c = dice(CLIENTS);

	sharers_must_hear(c);
	return fanout_sharers(test.client[c], false, next_event());
}

static bool
try_renamed(void)
{
	const size_t c = dice(CLIENTS);

	must_hear_event(c);
	sharers_must_hear(c);
	return fanout_sharers(test.client[c], true, next_event());
}

/*
 * An event goes to the members of its moment, even if a membership changes
 * later. A client with much unread cannot join: commands.h.
 */
static bool
try_move(void)
{
	const size_t c = dice(CLIENTS), g = dice(GROUPS);

	fanout_settle();
	if (!test.in[g][c] && c < READERS && slot_of(c)->down.over_mark)
		return true;
	if (test.in[g][c])
		groups_leave(test.group[g], test.client[c]);
	else if (!groups_enter(test.group[g], test.client[c]))
		return false;
	test.in[g][c] = !test.in[g][c];
	return true;
}

/* An event from before a change of form is in the old form. */
static bool
try_want(void)
{
	const size_t c = dice(CLIENTS);

	fanout_settle();
	test.full[c] = !test.full[c];
	groups_set_client_full(test.client[c], test.full[c]);
	return true;
}

/* "line N LETTERS", and all of them; or "full"; or "tags N". */
static bool
is_line(struct str line, uint32_t what)
{
	const uint32_t number = what / WAYS, way = what % WAYS;
	char digits[STR_DIGITS];

	return str_eq(str_word(&line), str_from(words_of[way])) &&
	    str_eq(str_word(&line), str_number(number, digits)) &&
	    (way == TAGS || str_eq(line, str_from(filler(letters_of(number)))));
}

static bool
hears_next(size_t reader)
{
	struct str line;

	if (!puppet_line(&test.puppet[reader], &line))
		return false;
	if (test.reader[reader].heard < test.reader[reader].count &&
	    is_line(line, test.reader[reader].at[test.reader[reader].heard++]))
		return true;
	MUST(false, "reader %zu got a line of %zu bytes at number %zu of %zu",
	    reader, line.len, test.reader[reader].heard,
	    test.reader[reader].count);
	return false;
}

/* The first read much, the last hardly anything. */
static bool
try_read(void)
{
	const size_t reader = dice(HELPER + 1);

	if (reader >= READERS && reader != HELPER)
		return true;
	for (uint32_t lines = dice(320 >> reader); lines > 0; lines--)
		if (!hears_next(reader))
			stage_turn();
	return true;
}

static bool
try_turn(void)
{
	pace(dice(SEC / 2));
	stage_turn();
	sane_check();
	return true;
}

static const struct {
	const char *what;
	bool (*try)(void);
} tries[] = {
	{ "slot", try_slot },
	{ "one", try_one },
	{ "two", try_two },
	{ "group", try_group },
	{ "message", try_message },
	{ "messages", try_messages },
	{ "messages", try_messages },
	{ "quit", try_quit },
	{ "renamed", try_renamed },
	{ "move", try_move },
	{ "move", try_move },
	{ "want", try_want },
	{ "read", try_read },
	{ "read", try_read },
	{ "turn", try_turn },
};

static void
hear_the_rest(size_t reader)
{
	while (hears_next(reader) || slot_of(reader)->down.queue.bytes > 0)
		stage_turn();
}

static bool
is_told_all(size_t reader)
{
	hear_the_rest(reader);
	return test.reader[reader].heard == test.reader[reader].count &&
	    slot_of(reader)->down.lines == test.reader[reader].count;
}

static void
is_like_the_model(void)
{
	bool good = true, over = false;
	const char *last = "nothing";

	for (unsigned i = 0; i < TRIES && good; i++) {
		const size_t which = dice(COUNT(tries));
		last = tries[which].what;
		good = tries[which].try();
		test.line++;
		for (size_t r = 0; r < READERS; r++)
			over = over || slot_of(r)->down.over_mark;
	}
	TAP_OK(good, "%d steps at random, the last: %s", TRIES, last);
	TAP_OK(over && test.line > TRIES / 2,
	    "%u lines, and one has had more than the mark before it",
	    test.line);
	stage_turn();
	for (size_t i = 0; i <= HELPER; i++) {
		if (i >= READERS && i != HELPER)
			continue;
		TAP_OK(is_told_all(i),
		    "reader %zu has got its %zu lines, each once and in order",
		    i, test.reader[i].count);
	}
	sane_check();
	TAP_NUM(outq_waiting(), 0, "then nothing waits");
}

static void
writes_in_the_flush(void)
{
	struct str line;

	fanout_settle();
	fanout_client(test.client[0], WORDS(STR("a")));
	fanout_client(test.client[0], WORDS(STR("b")));
	TAP_OK(!puppet_line(&test.puppet[0], &line), "nothing goes by itself");
	fanout_flush();
	TAP_OK(puppet_hears(&test.puppet[0], "a") &&
		puppet_hears(&test.puppet[0], "b"),
	    "all goes at the end of the turn");
}

/*
 * Checks that nothing is sent to clients that are leaving, or whose lines would
 * have a gap.
 */
static void
sends_nothing(const char *what, uint32_t slot)
{
	const size_t bytes = slots_get(slot)->down.queue.bytes;

	fanout_slot(slot, WORDS(STR("no")));
	TAP_OK(slots_get(slot)->down.queue.bytes == bytes,
	    "nothing goes to one that %s", what);
}

static void
sends_nothing_to_the_lost(void)
{
	static struct puppet other;

	puppet_enter(&other);
	fanout_slot(other.slot, WORDS(STR("yes")));
	disconnect_mark(other.slot, MARK_LOST);
	sends_nothing("has lost a line", other.slot);
	stage_turn();
	TAP_OK(puppet_hears(&other, "yes") &&
		puppet_hears(&other, "bye internal ...") &&
		puppet_is_at_end(&other),
	    "what it had before it gets, and bye");
	puppet_die(&other);
}

/* Its bye does not go out, for the pipe is full. */
static void
sends_nothing_to_the_ending(void)
{
	static struct puppet other;

	puppet_enter(&other);
	for (int i = 0; i < 3; i++)
		fanout_slot(other.slot, WORDS(str_from(filler(3000))));
	disconnect_request(other.slot, BYE_KICKED, bye_word(BYE_KICKED));
	stage_turn();
	MUST(slots_get(other.slot)->state == SLOT_ENDING, "it has ended");
	sends_nothing("is ending", other.slot);
	puppet_die(&other);
	puppet_enter(&other);
	io_close(&other.down);
	fanout_slot(other.slot, WORDS(STR("yes")));
	stage_turn();
	sends_nothing("reads no more", other.slot);
	sane_check();
	puppet_die(&other);
}

/* Much waits for two members of a group; one of them is forgotten. */
static void
forgets(void)
{
	const uint32_t group = test.group[0];

	for (size_t c = 0; c < CLIENTS; c++)
		groups_leave(group, test.client[c]);
	for (size_t c = 0; c < 3; c++)
		MUST(groups_enter(group, test.client[c]), "no memory");
	while (slot_of(0)->down.queue.bytes < 2 * GROUPS_MARK)
		MUST(fanout_group(group, SAME(WORDS(str_from(filler(3000))))),
		    "no memory");
	stage_turn();
	sane_check();
	TAP_OK(congestion_of(group, test.client[2]),
	    "two of three have much unread");
	downlink_forget(test.puppet[0].slot);
	downlink_forget(test.puppet[1].slot);
	sane_check();
	TAP_OK(slot_of(0)->down.queue.bytes == 0 &&
		!slot_of(0)->down.over_mark && !slot_of(0)->down.full,
	    "of who is forgotten nothing waits");
	TAP_OK(!congestion_of(group, test.client[2]),
	    "nor does anybody wait for it");
	TAP_OK(slot_of(2)->down.over_mark, "the third is as it was");
	downlink_forget(test.puppet[2].slot);
	stage_turn();
	TAP_NUM(segments_held(), 0, "no chunk is held");
}

/* It is in no group, and nobody waits for it. */
static void
forgets_helpers(void)
{
	const uint32_t helper = test.puppet[HELPER].slot;

	while (slot_of(HELPER)->down.queue.bytes < 2 * GROUPS_MARK)
		fanout_slot(helper, WORDS(str_from(filler(3000))));
	sane_check();
	TAP_OK(
	    slot_of(HELPER)->down.over_mark, "a helper may have much unread");
	downlink_forget(helper);
	sane_check();
	TAP_OK(
	    !slot_of(HELPER)->down.over_mark, "and is forgotten like others");
}

static void
loses_sharers(void)
{
	for (size_t g = 0; g < GROUPS; g++)
		for (size_t c = 0; c < CLIENTS; c++)
			groups_leave(test.group[g], test.client[c]);
	MUST(groups_enter(test.group[0], test.client[0]) &&
		groups_enter(test.group[0], test.client[1]) &&
		groups_enter(test.group[0], test.client[READERS]) &&
		groups_enter(test.group[1], test.client[0]) &&
		groups_enter(test.group[1], test.client[2]) &&
		groups_enter(test.group[2], test.client[3]) &&
		groups_enter(test.group[2], test.client[1]),
	    "no memory");
	fanout_mark_sharers_lost(test.client[0]);
	TAP_OK((slot_of(1)->marks & MARK_LOST) != 0 &&
		(slot_of(2)->marks & MARK_LOST) != 0,
	    "who shares a group with one that cannot be told of is lost");
	TAP_OK(slot_of(3)->marks == 0 && slot_of(4)->marks == 0 &&
		slot_of(HELPER)->marks == 0,
	    "and nobody else");
}

static uint64_t
next_id(void)
{
	uint64_t id = 0;

	MUST(str_to_number(event_ids_next(), UINT64_MAX, &id), "no number");
	return id;
}

static void
numbers_events(void)
{
	const usec wall = clock_wall();
	const uint64_t first = next_id();
	uint64_t last = first;
	bool rises = true;

	TAP_OK(first >= wall, "an ID is the time");
	for (int i = 0; i < 1000; i++) {
		const uint64_t id = next_id();
		rises = rises && id > last;
		last = id;
	}
	TAP_OK(rises && last == first + 1000,
	    "where the clock stands still, one more than the last");
	pace(SEC);
	TAP_NUM(next_id(), clock_wall(), "then the time again");
	last = next_id();
	pace_set_wall(wall - 3600 * SEC);
	TAP_NUM(next_id(), last + 1, "a clock that is set back");
	pace(1800 * SEC);
	TAP_NUM(next_id(), last + 2, "does not take them back");
	pace(1801 * SEC + (last - wall));
	TAP_NUM(next_id(), clock_wall(), "until it has caught up");
}

static void
end(void)
{
	for (size_t c = 0; c < CLIENTS; c++)
		for (size_t g = 0; g < GROUPS; g++)
			groups_leave(test.group[g], test.client[c]);
	for (size_t i = READERS; i < CLIENTS; i++)
		modules_release(test.client[i]);
	for (size_t i = 0; i < READERS; i++)
		puppet_die(&test.puppet[i]);
	puppet_die(&test.puppet[HELPER]);
	groups_unkeep_all();
	for (size_t g = 0; g < GROUPS; g++)
		groups_remove_if_empty(test.group[g]);
	sane_check_empty();
}

int
main(void)
{
	size_t used;

	bulk();
	dice_begin();
	stage_begin(options);
	stage_turn(); /* lays a chunk by */
	used = arena_used();
	numbers_events();
	begin();
	is_like_the_model();
	writes_in_the_flush();
	sends_nothing_to_the_lost();
	sends_nothing_to_the_ending();
	forgets();
	forgets_helpers();
	loses_sharers();
	end();
	TAP_NUM(arena_used(), used, "all memory is given back");
	return tap_done();
}
