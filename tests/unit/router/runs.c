/*
 * Messages that follow each other are handed over as one piece; members who
 * come, go and change their names in the midst of that get just what is said
 * while they are in, each line whole and in its place, however little their
 * pipes take at a time.
 */
#include <stdio.h>

#include "server/base/mem/arena.h"
#include "server/router/model/slots.h"
#include "server/router/queue/outq.h"
#include "shared/io.h"
#include "tests/lib/deadline.h"
#include "tests/lib/dice.h"
#include "tests/lib/filler.h"
#include "tests/lib/ledger.h"
#include "tests/lib/must.h"
#include "tests/lib/router/puppet.h"
#include "tests/lib/router/stage.h"

#define ACTORS 4
#define OBSERVER ACTORS /* in all groups, always */
#define BATCH ((size_t)60 * 1024) /* what an uplink takes at once */

static const char *const groups[] = { "tea", "coffee", "water" };

static struct {
	struct puppet puppet[ACTORS + 1];
	const char *name[ACTORS + 1]; /* the last that it asked for */
	bool quits[ACTORS + 1]; /* it has said quit */
	char batch[BATCH];
	struct buf line; /* in batch */
	const char *group; /* the only one that is spoken of; null: any */
} test;

/* One more command into the batch; what does not fit is not said. */
#define SAY(reader, ...)                                    \
	say((reader), (const struct str[]) { __VA_ARGS__ }, \
	    COUNT(((const struct str[]) { __VA_ARGS__ })))

static bool
say(size_t reader, const struct str *word, size_t count)
{
	if (!buf_say(&test.line, word, count))
		return false;
	ledger_ask(reader, word[0]);
	return true;
}

static struct str
some_group(void)
{
	return str_from(
	    test.group != NULL ? test.group : groups[dice(COUNT(groups))]);
}

/* A number and maybe more, of any length. */
static struct str
some_text(size_t reader)
{
	static char text[LIMIT_TEXT + 1];
	const size_t more = dice_once_in(test.group != NULL ? 2 : 8) ?
	    dice(LIMIT_TEXT - 20) :
	    dice(40);
	const int len = snprintf(text, sizeof(text), "%u %s",
	    (unsigned)ledger_number(reader), filler(more)); /* fits */

	return (struct str) { text, (size_t)len - (more == 0) };
}

static void
say_name(size_t reader)
{
	test.name[reader] = ledger_name(reader);
	(void)SAY(reader, STR("name"), str_from(test.name[reader]));
}

static void
say_send(size_t reader)
{
	(void)SAY(reader, STR("send"), some_group(), some_text(reader));
}

static void
say_tell(size_t reader)
{
	const struct str to = str_from(test.name[dice(ACTORS + 1)]);

	(void)SAY(reader, STR("tell"), to, some_text(reader));
}

static void
say_topic(size_t reader)
{
	(void)SAY(reader, STR("topic"), some_group(), STR("hot"));
}

static void
say_join(size_t reader)
{
	(void)SAY(reader, STR("join"), some_group());
}

static void
say_leave(size_t reader)
{
	if (reader != OBSERVER)
		(void)SAY(reader, STR("leave"), some_group());
}

static void
say_quit(size_t reader)
{
	/* From within a group, or nobody would hear it. */
	if (reader != OBSERVER && dice_once_in(3) &&
	    SAY(reader, STR("join"), some_group()))
		test.quits[reader] = SAY(reader, STR("quit"), STR("over"));
}

static void (*const says[])(size_t reader) = { say_send, say_send, say_send,
	say_send, say_send, say_send, say_tell, say_join, say_join, say_leave,
	say_topic, say_name, say_quit };

static void
enter(size_t reader)
{
	puppet_enter(&test.puppet[reader]);
	test.quits[reader] = false;
	buf_init(&test.line, test.batch, sizeof(test.batch));
	say_name(reader);
	for (size_t i = 0; i < COUNT(groups); i++)
		if (reader == OBSERVER || dice_once_in(2))
			(void)SAY(reader, STR("join"), str_from(groups[i]));
	puppet_write(&test.puppet[reader], buf_str(&test.line));
}

/* All of its commands in one write: of many kinds, or messages alone. */
static void
speak(size_t reader)
{
	const uint32_t kinds = test.group != NULL ? 1 : COUNT(says);

	buf_init(&test.line, test.batch, sizeof(test.batch));
	for (uint32_t count = dice(40); count > 0 && !test.quits[reader];
	     count--)
		says[dice(kinds)](reader);
	puppet_write(&test.puppet[reader], buf_str(&test.line));
}

/* Reads an odd number of bytes, or all that there is. */
static void
listen_to(size_t reader, size_t most)
{
	struct puppet *puppet = &test.puppet[reader];
	struct str line;
	char *room;
	size_t size = buf_room(&puppet->in, &room);
	const ssize_t count =
	    io_read(puppet->down, room, most < size ? most : size);

	buf_filled(&puppet->in, count > 0 ? (size_t)count : 0);
	while (buf_line(&puppet->in, &line) == LINE_WHOLE) {
		ledger_hear(reader, line);
		buf_drop_line(&puppet->in, line);
	}
}

/* Turns until all commands are answered, and all has been written. */
static bool
settle(void)
{
	for (unsigned turns = 0; turns < 100000; turns++) {
		bool all = outq_waiting() == 0;
		for (size_t i = 0; i <= ACTORS; i++) {
			listen_to(i, 1 + dice(6000));
			all = all && ledger_owed(i) == 0;
		}
		if (all)
			return true;
		stage_turn();
	}
	for (size_t i = 0; i <= ACTORS; i++)
		tap_note(
		    "%zu: %zu commands are not answered", i, ledger_owed(i));
	return false;
}

/* Replaces a reader that has quit by a new one. */
static void
renew(size_t reader)
{
	if (!test.quits[reader])
		return;
	listen_to(reader, SIZE_MAX);
	puppet_die(&test.puppet[reader]);
	enter(reader);
}

static bool
play(unsigned rounds)
{
	for (size_t i = 0; i <= ACTORS; i++)
		enter(OBSERVER - i); /* the observer first */
	bool good = settle();
	for (unsigned i = 0; i < rounds && good; i++) {
		test.group =
		    dice_once_in(4) ? groups[dice(COUNT(groups))] : NULL;
		for (size_t reader = 0; reader <= ACTORS; reader++)
			if (!dice_once_in(3))
				speak(reader);
		stage_turn();
		good = settle();
		for (size_t reader = 0; reader < ACTORS; reader++)
			renew(reader);
		stage_forget_log();
	}
	/* Written lines are in the pipes, and may not all be read. */
	good = good && settle();
	for (size_t reader = 0; reader <= ACTORS; reader++)
		listen_to(reader, SIZE_MAX);
	return good;
}

int
main(void)
{
	size_t used;

	bulk();
	dice_begin();
	stage_begin((const struct config_option[]) {
	    { "max_clients", "10" }, { NULL, NULL } });
	stage_turn(); /* lays a segment by */
	used = arena_used();
	ledger_begin();
	TAP_OK(play(400), "every command has one answer");
	TAP_OK(
	    ledger_agrees(), "everyone was told what concerned it, in order");
	TAP_OK(ledger_events() > 1000, "%zu events", ledger_events());
	for (size_t i = 0; i <= ACTORS; i++)
		puppet_die(&test.puppet[i]);
	stage_turn();
	TAP_NUM(segments_held(), 0, "no segment is held");
	TAP_NUM(arena_used(), used, "all memory is given back");
	return tap_done();
}
