/*
 * A list of names that a person asks for is followed by the members' values of
 * the key status; a server without tables, or other answers, do no harm.
 */
#include <stdio.h>
#include <string.h>

#include "tests/lib/conn.h"
#include "tests/lib/fake.h"
#include "tests/lib/pty.h"

#define ID "1700000000000001"

/* As many as are asked for, and some more. */
#define MANY 24
#define ASKED 20

/* Nothing that the client does by itself is shown. */
static void
is_silent(struct pty *pty)
{
	static const char *const never[] = { "-- keys found in", "-- status of",
		"!!", "??" };
	char row[VT_TEXT];

	for (size_t i = 0; i < VT_ROWS; i++) {
		vt_text(&pty->vt, i, row);
		for (size_t j = 0; j < COUNT(never); j++)
			MUST(strncmp(row, never[j], strlen(never[j])) != 0,
			    "it shows \"%s\"", row);
	}
}

static void
shows_them(void)
{
	struct server *server = server_start(NULL);
	struct conn *ali = conn_member(server, "ali", "tea");
	struct conn *sara = conn_member(server, "sara", "tea");
	struct pty *javad =
	    PTY_CLIENT(server->address[0], "-n", "javad", "tea");

	pty_expect(javad, "-- javad has joined #tea");
	conn_say(ali, "put @ali status at lunch");
	conn_wait_for(ali, "ok put ...");
	conn_say(sara, "put @sara mood good");
	conn_wait_for(sara, "ok put ...");
	pty_type(javad, "/put @javad status writing\r");
	pty_expect(javad, "-- status of @javad is set");
	pty_type(javad, "/names\r/ping\r");
	pty_expect_has(javad, "-- pong from the server after");
	pty_expect(javad, "-- ali (at lunch)");
	const size_t row = pty_row(javad, "-- members of #tea: 3");
	MUST(row < VT_ROWS, "the list is not there");
	pty_expect(javad, "-- javad (writing)");
	MUST(pty_row(javad, "-- ali (at lunch)") + 1 ==
		    pty_row(javad, "-- javad (writing)") ||
		pty_row(javad, "-- javad (writing)") + 1 ==
		    pty_row(javad, "-- ali (at lunch)"),
	    "they are not together");
	PASS("those who have put something there, behind the list");
	MUST(!pty_shows(javad, "-- sara (good)") &&
		pty_row(javad, "-- keys found in @ali: 1") == VT_ROWS &&
		pty_row(javad, "-- keys found in @sara: 0") == VT_ROWS,
	    "there is more than that");
	pty_type(javad, "/get @ali status\r");
	pty_expect(javad, "-- keys found in @ali: 1");
	PASS("and nothing else, until one asks oneself");
	pty_type(javad, "/quit\r");
	MUST(pty_status(javad) == 0, "the client did not end well");
	server_stop(server);
}

/* A client in group 1, where a list has been asked for. */
static struct pty *
start(struct fake *fake)
{
	fake_start(fake);
	struct pty *pty = PTY_CLIENT(fake->address, "-1", "-n", "javad", "1");
	fake_welcome(fake, "javad");
	fake_expect_next(fake, "topic 1");
	fake_expect_next(fake, "mode 1");
	fake_expect_next(fake, "names 1");
	fake_say(fake,
	    "ok topic 1 -\nok mode 1 n 0 - 0 -\nnames 1 ali sara javad\n"
	    "ok names 1 3\n");
	pty_expect(pty, "-- javad has joined #1");
	pty_type(pty, "/names\r");
	fake_expect_next(fake, "names 1");
	return pty;
}

static void
end(struct fake *fake, struct pty *pty)
{
	pty_type(pty, "typed");
	pty_expect_cursor(pty, "typed", 5);
	is_silent(pty);
	fake_say(fake, "bye shutdown now\n");
	MUST(pty_status(pty) == 69, "the end was not noticed");
	fake_stop(fake);
}

/* The list does not wait, and nothing stands between its lines. */
static void
keeps_them_together(void)
{
	struct fake fake;
	struct pty *pty = start(&fake);

	fake_say(&fake, "names 1 ali sara javad\nok names 1 3\n");
	fake_expect_next(&fake, "get @ali status");
	fake_expect_next(&fake, "get @sara status");
	fake_expect_next(&fake, "get @javad status");
	pty_expect(pty, "-- members of #1: 3");
	PASS("the list is there before the answers are");
	pty_type(pty, "what now?\r");
	fake_expect_next(&fake, "send 1 what now?");
	fake_say(&fake, "row @ali status " ID " ali here\nok get @ali 1\n");
	fake_say(&fake, "msg " ID " 1 sara meanwhile\n");
	pty_expect(pty, "sara: meanwhile");
	MUST(!pty_shows(pty, "-- ali (here)"), "a line came alone");
	fake_say(&fake, "err get no-such-name no client has that name\n");
	fake_say(
	    &fake, "row @javad status " ID " javad there\nok get @javad 1\n");
	fake_say(&fake, "msg " ID " 1 javad what now?\n");
	pty_expect(pty, "javad: what now?");
	const size_t row = pty_row(pty, "sara: meanwhile");
	MUST(pty_row(pty, "-- ali (here)") == row + 1 &&
		pty_row(pty, "-- javad (there)") == row + 2 &&
		pty_row(pty, "javad: what now?") == row + 3,
	    "they do not stand together");
	PASS("all that is answered stands together, before what comes next");
	end(&fake, pty);
}

static void
many(void)
{
	struct fake fake;
	struct pty *pty = start(&fake);
	char text[128];

	fake_say(&fake, "names 1");
	for (int i = 0; i < MANY; i++) {
		(void)snprintf(text, sizeof(text), " p%d", i);
		fake_say(&fake, text);
	}
	fake_say(&fake, "\nok names 1 24\n");
	for (int i = 0; i < ASKED; i++) {
		(void)snprintf(text, sizeof(text), "get @p%d status", i);
		fake_expect_next(&fake, text);
		(void)snprintf(text, sizeof(text),
		    "row @p%d status " ID " p%d busy\nok get @p%d 1\n", i, i,
		    i);
		fake_say(&fake, text);
	}
	pty_expect(pty, "-- p19 (busy)");
	pty_type(pty, "/ping\r");
	fake_expect_next(&fake, "ping");
	fake_say(&fake, "ok ping\n");
	MUST(pty_row(pty, "-- p19 (busy)") ==
		pty_row(pty, "-- p0 (busy)") + ASKED - 1,
	    "not all are shown");
	PASS("of many names only the first are asked for");
	end(&fake, pty);
}

static void
older(void)
{
	struct fake fake;
	struct pty *pty = start(&fake);

	fake_say(&fake, "names 1 ali sara\nok names 1 2\n");
	fake_expect_next(&fake, "get @ali status");
	fake_expect_next(&fake, "get @sara status");
	for (int i = 0; i < 2; i++)
		fake_say(&fake, "err - bad-command no such command\n");
	pty_expect(pty, "-- members of #1: 2");
	pty_type(pty, "/names\r");
	fake_expect_next(&fake, "names 1");
	fake_say(&fake, "names 1 ali sara\nok names 1 2\n");
	pty_type(pty, "/ping\r");
	fake_expect_next(&fake, "ping");
	fake_say(&fake, "ok ping\n");
	pty_expect_has(pty, "-- pong from the server after");
	PASS("an older server is asked once, and what it says is not shown");
	end(&fake, pty);
}

/* The value of the key, and the row shown for it. */
static const struct {
	const char *value;
	const char *row;
} hostile[] = {
	{ "\xe2\x80\xae"
	  "evil\xe2\x80\xac \x03"
	  "4,12red\x02",
	    "-- ali (evil red)" },
	{ "a\tb", "-- ali (a    b)" },
	{ "x) -- sara (gone", "-- ali (x) -- sara (gone)" },
	{ "0123456789012345678901234567890123456789 and so on",
	    "-- ali (0123456789012345678901234567890123456789...)" },
};

static void
is_hostile(void)
{
	struct fake fake;
	struct pty *pty = start(&fake);

	fake_say(&fake, "names 1 a,b \xc3\xa9\xc3\xa9#\n");
	for (size_t i = 0; i < COUNT(hostile); i++)
		fake_say(&fake, "names 1 ali\n");
	fake_say(&fake, "ok names 1 4\n");
	for (size_t i = 0; i < COUNT(hostile); i++) {
		fake_expect_next(&fake, "get @ali status");
		fake_say(&fake, "row @ali status " ID " ali ");
		fake_say(&fake, hostile[i].value);
		fake_say(&fake, "\nok get @ali 1\n");
	}
	for (size_t i = 0; i < COUNT(hostile); i++)
		pty_expect(pty, "%s", hostile[i].row);
	PASS("no value can do more than be shown, a little of it");
	for (int i = 0; i < 100; i++)
		fake_say(&fake,
		    "names 1 ali\nrow @ali status " ID " ali again\n"
		    "ok get @ali 1\n");
	pty_type(pty, "/ping\r");
	fake_expect_next(&fake, "ping");
	fake_say(&fake, "ok ping\n");
	pty_expect_has(pty, "-- pong");
	PASS("nor is anything asked for that nobody wants to know");
	fake_say(&fake, "bye shutdown now\n");
	MUST(pty_status(pty) == 69, "the end was not noticed");
	MUST(pty->vt.foreign == 0, "a sequence came through");
	fake_stop(&fake);
}

int
main(void)
{
	pty_paced(true); /* no answer is overdue */
	shows_them();
	keeps_them_together();
	many();
	older();
	is_hostile();
	return tap_done();
}
