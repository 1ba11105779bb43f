/*
 * client/script/work/posted: which of the posted items wait, and the highest
 * status of those that are done.
 */
#include "client/script/work/posted.h"

#include <stdio.h>

#include "tests/lib/must.h"
#include "tests/lib/tap.h"

static struct posted posted;

static struct command
parse(const char *text)
{
	struct command line;

	MUST(grammar_parse(str_from(text), FROM_SERVER, &line) == CODE_OK, "%s",
	    text);
	return line;
}

static void
add(const char *text)
{
	const struct command line = parse(text);

	posted_add(&posted, &line);
}

static bool
note(const char *text)
{
	const struct command line = parse(text);

	return posted_note(&posted, &line);
}

static void
expect(size_t count, size_t waiting, const char *when)
{
	TAP_OK(posted.count == count && posted.waiting == waiting,
	    "%s: %zu items, %zu wait", when, posted.count, posted.waiting);
}

static void
one_item(void)
{
	add("ok post box 17");
	expect(1, 1, "one is posted");
	TAP_OK(note("taken 17 box ali"), "it is ours");
	TAP_OK(note("taken 17 box ali"), "even if it is taken twice");
	expect(1, 0, "it is taken");
	TAP_OK(note("back 17 box ali") && note("back 17 box ali"), "and back");
	expect(1, 1, "it waits");
	TAP_OK(note("reply 17 box ali text"), "a reply is about it");
	TAP_OK(note("done 17 box ali 9"), "it is done, though not taken");
	expect(0, 0, "it is gone");
	TAP_NUM(posted.status, 9, "its status");
	TAP_OK(!note("done 17 box ali 10") && !note("taken 17 box ali") &&
		!note("reply 17 box ali text"),
	    "an item that is done is not ours any more");
	TAP_NUM(posted.status, 9, "nor is its status");
}

static void
others(void)
{
	add("ok post box 20");
	TAP_OK(!note("taken 19 box ali") && !note("done 21 box ali 255") &&
		!note("dropped 2 box") && !note("join 20 box ali") &&
		!note("ok ping 20") && !note("box 20 1 0 0"),
	    "other items and other lines are not about it");
	expect(1, 1, "nothing has happened to it");
	TAP_OK(note("dropped 20 box"), "it is dropped");
	TAP_NUM(posted.dropped, 1, "and counted");
	expect(0, 0, "it is gone");
	add("ok post box");
	add("ok post box x");
	add("ok post");
	expect(0, 0, "a reply without an ID adds nothing");
}

/* More than there is room for at first, done from the end and the middle. */
static void
many(void)
{
	char text[64];

	for (int i = 1000; i < 1500; i++) {
		(void)snprintf(text, sizeof(text), "ok post box %d", i);
		add(text);
	}
	expect(500, 500, "many are posted");
	for (int i = 1499; i >= 1000; i -= 2) {
		(void)snprintf(text, sizeof(text), "done %d box ali 0", i);
		MUST(note(text), "%s", text);
	}
	expect(250, 250, "each second one is done");
	for (int i = 1000; i < 1500; i += 2) {
		(void)snprintf(text, sizeof(text), "taken %d box ali", i);
		MUST(note(text), "%s", text);
	}
	expect(250, 0, "the others are taken");
	posted_free(&posted);
	expect(0, 0, "all are forgotten");
	TAP_OK(!note("taken 1000 box ali"), "and none is ours");
}

int
main(void)
{
	one_item();
	others();
	many();
	return tap_done();
}
