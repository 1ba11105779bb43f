/*
 * The history in a window: a new view of a recorded group has the last
 * messages, dimmed; after a reconnection the missed ones follow, each line
 * once; PgUp and the search continue in the history; and a deleted message
 * disappears.
 */
#include <stdio.h>

#include "tests/lib/faked.h"

#define LINE 256

static struct fake fake;
static usec base; /* of IDs */

/* Says a line, in which "@" stands for the ID of that number. */
static void
say(unsigned number, const char *text)
{
	char line[LINE];
	size_t len = 0;

	for (; *text != '\0' && len < LINE - 32; text++)
		if (*text == '@')
			len += (size_t)snprintf(line + len, LINE - len, "%llu",
			    (unsigned long long)(base + number));
		else
			line[len++] = *text;
	(void)snprintf(line + len, LINE - len, "\n");
	fake_say(&fake, line);
}

/* Expects a command that ends with the ID of that number, and more. */
static void
expect(const char *command, unsigned number, const char *rest)
{
	char line[LINE];

	(void)snprintf(line, sizeof(line), "%s %llu%s%s", command,
	    (unsigned long long)(base + number), *rest != '\0' ? " " : "",
	    rest);
	fake_expect(&fake, line);
}

/* The client joins ops, which is recorded, by the event of that number. */
static void
admit(unsigned number)
{
	fake_expect(&fake, "name javad");
	fake_say(&fake, "ok name javad\n");
	fake_expect(&fake, "join ops");
	say(number, "join @ ops javad");
	fake_expect(&fake, "mode ops");
	fake_expect(&fake, "names ops");
	fake_say(&fake,
	    "ok topic ops -\nok mode ops Hn 0 - 0 -\nnames ops ali javad\n"
	    "ok names ops 2\n");
}

static struct pty *
begin(void)
{
	base = clock_wall() - 600 * SEC;
	fake_start(&fake);
	struct pty *pty =
	    PTY_WINDOW(fake.address, 16, 60, "-n", "javad", "ops");
	admit(1000);
	return pty;
}

/* Answers the first request: nothing was said before. */
static struct pty *
begin_empty(void)
{
	struct pty *pty = begin();

	fake_expect(&fake, "history ops said last 50");
	say(1000, "past join @ ops javad");
	say(1000, "ok history ops 1 @");
	pty_expect_has(pty, "-- in #ops: ali javad");
	return pty;
}

/* The gap and a line of a later version are shown and skipped. */
static void
has_the_last(void)
{
	struct pty *pty = begin();

	fake_expect(&fake, "history ops said last 50");
	say(1001, "msg @ ops ali welcome");
	say(900, "past join @ ops ali");
	say(901, "past msg @ ops ali hello");
	say(902, "past gap @ 1234567890123456");
	fake_say(&fake, "past later 1 2 3\npast later\n");
	say(903, "past msg @ ops sara javad: tea?");
	say(1000, "past join @ ops javad");
	say(1001, "past msg @ ops ali welcome");
	say(1001, "ok history ops 5 @");
	pty_expect_screen(pty,
	    " #ops\n"
	    "...\n"
	    "[##:##] ali: hello\n"
	    "[##:##] -- messages are missing here\n"
	    "[##:##] sara: javad: tea?\n"
	    "[##:##] -- javad has joined #ops\n"
	    "[##:##] -- #ops is recorded\n"
	    "[##:##] -- in #ops: ali javad\n"
	    "[##:##] ali: welcome\n"
	    "...\n"
	    "[#ops]");
	PASS("a new view has the last messages before the join, each once");
	pty_expect_style(pty, "hello", "dim");
	pty_expect_style(pty, "sara: javad: tea?", "dim");
	pty_expect_style(pty, "welcome", "none");
	pty_expect_bells(pty, 0);
	PASS("they are dim, and ring no bell");
	say(1002, "mode @ ops ali -H");
	pty_expect_has(pty, "-- ali turned off the history of the group");
	say(1003, "mode @ ops operserv +H");
	pty_expect_has(pty, "-- the server turned on the history of the group");
	PASS("the view says when this changes");
	faked_leave(&fake, pty);
}

/* 50 events, of which the window shows only the last. */
static void
has_enough_of_them(void)
{
	struct pty *pty = begin();

	fake_expect(&fake, "history ops said last 50");
	for (unsigned i = 0; i < 49; i++)
		say(800 + i, "past join @ ops ali");
	say(900, "past msg @ ops ali one");
	say(900, "ok history ops 50 @");
	expect("history ops said before", 800, "50");
	say(700, "past msg @ ops ali none before this");
	say(700, "ok history ops 1 @");
	pty_expect_screen(pty,
	    " #ops\n"
	    "...\n"
	    "[##:##] ali: none before this\n"
	    "[##:##] ali: one\n"
	    "[##:##] -- javad has joined #ops\n"
	    "[##:##] -- #ops is recorded\n"
	    "[##:##] -- in #ops: ali javad\n"
	    "...\n"
	    "[#ops]");
	PASS("joins do not take the room of messages");
	faked_leave(&fake, pty);
}

/* A page of 50 lines, from that number on. */
static void
say_page(unsigned first, const char *more)
{
	char line[LINE];

	for (unsigned i = 0; i < 50; i++) {
		(void)snprintf(line, sizeof(line),
		    "past msg @ ops ali line %u%s", first + i, more);
		say(first + i, line);
	}
}

static void
has_the_missed(void)
{
	struct pty *pty = begin_empty();

	say(1001, "msg @ ops ali before");
	pty_expect_has(pty, "ali: before");
	fake_close(&fake);
	pty_expect_has(pty, "-- connection lost: closed by the server");
	pty_pace(pty, SEC);
	admit(2000);
	expect("history ops said after", 1001, "50");
	say(2001, "msg @ ops ali after");
	say_page(1100, "");
	say(1149, "ok history ops 50 @");
	expect("history ops said after", 1149, "50");
	say(1150, "past msg @ ops ali a last one");
	say(1151, "past msg @ ops javad our own");
	say(2000, "past join @ ops javad");
	say(2001, "past msg @ ops ali after");
	say(2001, "ok history ops 4 @");
	pty_expect_has(pty, "[##:##] ali: a last one");
	pty_expect_screen(pty,
	    " #ops\n"
	    "...\n"
	    "[##:##] ali: line 1148\n"
	    "[##:##] ali: line 1149\n"
	    "[##:##] ali: a last one\n"
	    "[##:##] javad: our own\n"
	    "[##:##] ali: after\n"
	    "[##:##] -- 51 missed messages are above: PgUp\n"
	    "...\n"
	    "[#ops]");
	pty_expect_style(pty, "a last one", "none");
	PASS("after a reconnection the missed messages come, each once");
	pty_type(pty, "\033[5~\033[5~\033[5~\033[5~\033[5~");
	pty_expect_screen(pty,
	    " #ops\n"
	    "...\n"
	    "[##:##] -- reconnected\n"
	    "[##:##] -- you missed 51 messages\n"
	    "[##:##] ali: line 1100\n"
	    "...\n"
	    "[#ops]");
	PASS("the view says where they begin, and how many they are");
	faked_leave(&fake, pty);
}

/* More than it fetches. */
static void
has_the_first_of_many(void)
{
	struct pty *pty = begin_empty();
	char line[LINE];

	fake_close(&fake);
	pty_expect_has(pty, "-- connection lost: closed by the server");
	pty_pace(pty, SEC);
	admit(9000);
	expect("history ops said after", 1000, "50");
	for (unsigned page = 0; page < 20; page++) {
		say_page(2000 + 50 * page, "");
		say(2049 + 50 * page, "ok history ops 50 @");
		if (page < 19)
			expect(
			    "history ops said after", 2049 + 50 * page, "50");
	}
	(void)snprintf(line, sizeof(line), "            %llu 50",
	    (unsigned long long)(base + 2999));
	pty_expect_has(pty, "ali: line 2999");
	pty_expect_has(pty, "-- there are more: /history #ops after");
	pty_expect(pty, "%s", line);
	PASS("of very many, it has the first, and tells how to see the others");
	pty_type(pty, "/ping x\r");
	fake_expect_next(&fake, "ping x");
	fake_say(&fake, "ok ping x\n");
	faked_leave(&fake, pty);
}

/* The view has its 50 messages, and there are more. */
static struct pty *
begin_full(void)
{
	struct pty *pty = begin();

	fake_expect(&fake, "history ops said last 50");
	say_page(500, "");
	say(549, "ok history ops 50 @");
	pty_expect_has(pty, "ali: line 549");
	return pty;
}

static void
goes_back(void)
{
	struct pty *pty = begin_full();

	for (size_t i = 0; i < 5; i++)
		pty_type(pty, "\033[5~");
	expect("history ops said before", 500, "50");
	fake_say(&fake, "err history unavailable not now\n");
	say(1001, "msg @ ops ali meanwhile");
	pty_expect_has(pty, "-- 1 more below");
	pty_type(pty, "\033[5~");
	expect("history ops said before", 500, "50");
	pty_expect_has(pty, "ali: line 500");
	say_page(400, " old");
	say(400, "ok history ops 50 @");
	pty_expect_has(pty, "ali: line 449 old");
	pty_expect_has(pty, "ali: line 500");
	pty_expect_style(pty, "line 449 old", "dim");
	PASS("PgUp at the top goes on in the past");
	pty_type(pty, "\033[1;5H");
	expect("history ops said before", 400, "50");
	pty_expect_has(pty, "ali: line 400 old");
	say(300, "past topic @ ops ali tea");
	say(300, "ok history ops 1 @");
	fake_happens(&fake, 0, "msg @ ops ali meanwhile");
	pty_expect_has(pty, "-- 2 more below");
	pty_type(pty, "\033[5~");
	pty_expect_screen(pty,
	    " #ops\n"
	    "        -- this is the beginning\n"
	    "[##:##] -- ali has set the topic of #ops: tea\n"
	    "[##:##] ali: line 400 old\n"
	    "...\n"
	    "[#ops]");
	PASS("and the beginning says so");
	pty_type(pty, "\033[1;5H\033[1;5Fx");
	fake_happens(&fake, 0, "msg @ ops ali newest");
	pty_expect_has(pty, "ali: newest");
	faked_leave(&fake, pty);
}

static void
searches_on(void)
{
	struct pty *pty = begin_full();

	pty_type(pty, "/search Zebra\r");
	expect("history ops said before", 500, "50");
	pty_expect_has(pty, "search (in the past): Zebra");
	say_page(410, " old");
	say(410, "ok history ops 50 @");
	expect("history ops said before", 410, "50");
	say(399, "past msg @ ops ali a zebra");
	say(400, "past msg @ ops ali behind it");
	say(399, "ok history ops 2 @");
	pty_expect_has(pty, "ali: a zebra");
	pty_expect_style(pty, "zebra", "dim reverse");
	pty_expect_has(pty, "ali: behind it");
	pty_expect_has(pty, "search (1 of 1): Zebra");
	PASS("a search goes on in the past, and shows the match where it is");
	pty_type(pty, "\022");
	pty_expect_style(pty, "zebra", "dim reverse");
	pty_expect_bells(pty, 0);
	PASS("at the beginning it starts over");
	pty_type(pty, "\r");
	faked_leave(&fake, pty);
}

static void
searches_in_vain(void)
{
	struct pty *pty = begin_full();

	pty_type(pty, "\023zebra");
	pty_expect_has(
	    pty, "search (not found; Enter searches all logs): zebra");
	PASS("while one types, only the view is searched");
	pty_type(pty, "\022");
	expect("history ops said before", 500, "50");
	pty_expect_has(pty, "search (in the past): zebra");
	fake_say(&fake, "ok history ops 0 0\n");
	pty_expect_has(
	    pty, "search (not found; Enter searches all logs): zebra");
	PASS("what is nowhere is not found");
	pty_type(pty, "\007");
	faked_leave(&fake, pty);
}

static void
is_deleted(void)
{
	struct pty *pty = begin_empty();

	say(1001, "msg @ ops ali a bad word");
	say(1002, "msg @ ops ali a good word");
	pty_type(pty, "mine\r");
	fake_expect(&fake, "send ops mine");
	say(1003, "msg @ ops javad mine");
	pty_expect_has(pty, "[##:##] javad: mine");
	fake_happens(&fake, 0, "redact @ ops boss 1234567890123456 gone");
	say(1004, "redact @ ops boss @ nothing");
	fake_happens(&fake, 0, "msg @ ops ali next");
	pty_expect_has(pty, "ali: next");
	pty_expect_not(pty, "nothing");
	PASS("of a message that is not shown nothing is said");
	char line[LINE];
	(void)snprintf(line, sizeof(line), "redact @ ops boss %llu no swearing",
	    (unsigned long long)(base + 1001));
	say(1005, line);
	pty_expect_screen(pty,
	    " #ops\n"
	    "...\n"
	    "[##:##] -- deleted by boss: no swearing\n"
	    "[##:##] ali: a good word\n"
	    "[##:##] javad: mine\n"
	    "[##:##] ali: next\n"
	    "...\n"
	    "[#ops]");
	pty_type(pty, "\0330");
	pty_expect_not(pty, "a bad word");
	PASS("a deleted message disappears from all views");
	pty_type(pty, "\0331/redact\r");
	expect("redact ops", 1003, "");
	faked_leave(&fake, pty);
}

int
main(void)
{
	pty_paced(true);
	pty_noon();
	has_the_last();
	has_enough_of_them();
	has_the_missed();
	has_the_first_of_many();
	goes_back();
	searches_on();
	searches_in_vain();
	is_deleted();
	return tap_done();
}
