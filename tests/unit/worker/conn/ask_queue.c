/* server/worker/conn/asked: whose answers the router's lines are. */
#include "server/worker/conn/conn.h"

#include <string.h>

#include "tests/lib/must.h"
#include "tests/lib/tap.h"

static struct ask_queue asks;

static void
begin(void)
{
	asks = (struct ask_queue) { 0 };
}

static void
add(enum verb verb, unsigned what)
{
	const struct ask ask = { .verb = verb, .own = what > 0, .what = what };

	MUST(ask_queue_add(&asks, ask), "no room");
}

/* The line is for the front, as an answer to that; 0: it is for the client. */
static void
hears(const char *line, unsigned what)
{
	struct command command;
	struct ask ask;
	unsigned found = 0;

	MUST(grammar_parse(str_from(line), FROM_SERVER, &command) == CODE_OK,
	    "\"%s\" is no line", line);
	if (ask_queue_match(&asks, &command, &ask) != RELATION_NONE && ask.own)
		found = ask.what;
	TAP_NUM(found, what, "%s", line);
}

/* A message of several lines is answered by its last one, and no other. */
static void
knows_several_lines(void)
{
	begin();
	add(VERB_NAME, 0);
	hears("ok name ali", 0);
	add(VERB_LINES, 1);
	add(VERB_SEND, 2);
	hears("lines 1700000000000001 1 bo 1", 0);
	hears("msg 1700000000000001 1 bo x", 0);
	hears("lines 1700000000000002 1 ali!a@h!*!- 2 tet", 1);
	hears("msg 1700000000000002 1 ali!a@h!*!- x", 1);
	hears("msg 1700000000000002 1 ali!a@h!*!- y", 1);
	hears("msg 1700000000000003 1 ali!a@h!*!- z", 2);
	add(VERB_LINES, 3);
	add(VERB_LINES, 4);
	hears("gone bo away", 3);
	hears("lines 1700000000000004 @bo ali 1", 3);
	hears("tell 1700000000000004 ali bo x", 3);
	hears("err lines not-member join it first", 4);
	TAP_NUM(asks.count, 0, "all are answered");
}

/* The own event is the answer, others' are not, whatever is in them. */
static void
knows_its_events(void)
{
	begin();
	add(VERB_NAME, 0);
	hears("ok name ali", 0);
	add(VERB_JOIN, 3);
	hears("join 5 1 bo", 0);
	hears("leave 6 1 ali", 0);
	hears("msg 7 1 bo join 8 1 ali", 0);
	hears("join 9 1 ali", 3);
	add(VERB_SEND, 4);
	add(VERB_SEND, 0);
	hears("msg 10 1 bo hello", 0);
	hears("tell 11 ali bo hello", 0);
	hears("msg 12 1 ali hello", 4);
	hears("msg 13 1 ali hello", 0);
	add(VERB_TELL, 5);
	hears("tell 14 bo ali hello", 0);
	hears("tell 15 ali bo hello", 5);
	TAP_NUM(asks.count, 0, "all are answered");
}

/* A name counts from where it stands among the lines. */
static void
follows_names(void)
{
	begin();
	add(VERB_NAME, 0);
	add(VERB_SEND, 8);
	add(VERB_NAME, 9);
	add(VERB_SEND, 10);
	hears("ok name ali", 0);
	hears("name 5 bo ali2", 0);
	hears("msg 6 1 ali hello", 8);
	hears("name 7 ali dan", 9);
	hears("msg 8 1 ali not ours any more", 0);
	hears("msg 9 1 dan hello", 10);
	TAP_NUM(asks.count, 0, "all are answered");
}

/* It holds what it has room for, in order, and refuses what it has not. */
static void
has_its_limits(void)
{
	static char word[ASK_QUEUE_TEXT / 2];
	const struct ask one = { .verb = VERB_PING, .own = true, .what = 1 };
	struct ask large = one;

	large.word = (struct str) { word, sizeof(word) };
	begin();
	for (unsigned i = 1; i <= ASK_QUEUE_MOST; i++)
		add(VERB_PING, i);
	TAP_OK(ask_queue_is_full(&asks) && !ask_queue_add(&asks, one),
	    "it is full");
	for (unsigned i = 1; i <= ASK_QUEUE_MOST / 2; i++)
		hears("ok ping", i);
	for (unsigned i = 1; i <= 10; i++)
		add(VERB_PING, i);
	for (unsigned i = ASK_QUEUE_MOST / 2 + 1; i <= ASK_QUEUE_MOST; i++)
		hears("ok ping", i);
	for (unsigned i = 1; i <= 10; i++)
		hears("ok ping", i);
	TAP_OK(ask_queue_add(&asks, large) && ask_queue_add(&asks, large) &&
		!ask_queue_add(&asks, large) && ask_queue_is_full(&asks),
	    "so do texts fill it");
	hears("ok ping", 1);
	hears("ok ping", 1);
	ask_queue_rest(&asks);
	TAP_OK(!ask_queue_is_full(&asks), "what is answered takes no room");
}

int
main(void)
{
	knows_its_events();
	knows_several_lines();
	follows_names();
	has_its_limits();
	return tap_done();
}
