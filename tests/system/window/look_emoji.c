/*
 * Joined emoji, flags, skin tones and selectors take the width that the
 * terminal, asked once, gives them, so rows and the cursor are in the right
 * place. Answers that are late or forged are not taken for text.
 */
#include <stdio.h>

#include "tests/lib/conn.h"
#include "tests/lib/pty.h"

#define CODER "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x92\xbb"
#define FLAG "\xf0\x9f\x87\xa9\xf0\x9f\x87\xaa"
#define HEART "\xe2\x9d\xa4\xef\xb8\x8f"
#define THUMB "\xf0\x9f\x91\x8d\xf0\x9f\x8f\xbd"
#define ALL CODER FLAG HEART THUMB
#define CLEAR "\005\025"

static struct server *server;
static struct conn *sara;

/* A terminal's behaviour, and the columns that ALL then takes. */
static const struct {
	const char *what;
	bool joins, flags, wide_halves, pictures, tones;
	size_t columns;
} terminals[] = {
	{ "one that knows them all", true, true, true, true, true, 8 },
	{ "one that knows none", false, false, false, false, false, 11 },
	{ "one with wide letters of flags", false, false, true, false, false,
	    13 },
	{ "one that joins", true, false, false, false, false, 9 },
	{ "one with flags and tones", false, true, true, false, true, 9 },
	{ "one with pictures", false, false, false, true, false, 12 },
};

static struct pty *
begin(size_t rows, size_t columns)
{
	return PTY_WINDOW(
	    server->address[0], rows, columns, "-n", "javad", "dev");
}

static void
end(struct pty *pty)
{
	pty_type(pty, CLEAR "/quit\r");
	MUST(pty_status(pty) == 0, "the client did not end well");
	conn_wait_for(sara, "quit * javad");
}

static void
fits(size_t i)
{
	struct pty *pty = begin(10, 40);

	pty->vt.joins = terminals[i].joins;
	pty->vt.flags = terminals[i].flags;
	pty->vt.wide_halves = terminals[i].wide_halves;
	pty->vt.pictures = terminals[i].pictures;
	pty->vt.tones = terminals[i].tones;
	pty_expect_has(pty, "-- in #dev: @sara javad");
	conn_say(sara, "send dev " ALL " in " ALL " and " ALL "!");
	pty_expect_has(pty, "sara: " ALL " in " ALL);
	pty_type(pty, ALL "xy\033[D");
	pty_expect_cursor(
	    pty, "[#dev] " ALL "xy", 7 + terminals[i].columns + 1);
	pty_type(pty, "\001\033[C\033[C");
	pty_type(pty, "-");
	pty_expect_has(pty, "[#dev] " CODER FLAG "-" HEART THUMB "xy");
	pty_type(pty, "\177\177\177");
	pty_expect_cursor(pty, "[#dev] " HEART THUMB "xy", 7);
	PASS("%s", terminals[i].what);
	end(pty);
}

/*
 * Reports of the cursor in the tested row or in another, and text that is no
 * report.
 */
static void
is_no_text(void)
{
	static const char *const reports[] = { "\033[6;3R", "\033[1;3R",
		"\033[6;1R", "\033[0;0R", "\033[9999;9999R",
		"\033[99999999999999;3R", "\033[;R", "\033[R", "\033[6R",
		"\033[6;3;3R", "\033[?6;3R", "\033[6;3n", "\033[?62;22c",
		"\033[>0;276;0c", "\033[I", "\033[O" };
	struct pty *pty = begin(10, 40);

	pty_answers(pty, false);
	pty_expect_has(pty, "-- in #dev: @sara javad");
	for (size_t i = 0; i < COUNT(reports); i++) {
		pty_type(pty, reports[i]);
		pty_type(pty, "x");
	}
	pty_expect_cursor(pty, "[#dev] xxxxxxxxxxxxxxxx", 23);
	PASS("what a terminal might answer is no text");
	pty_pace(pty, SEC);
	pty_type(pty, CLEAR "\0220\033");
	pty_expect_cursor(pty, "[#dev]", 7);
	for (size_t i = 0; i < COUNT(reports); i++) {
		pty_type(pty, reports[i]);
		pty_type(pty, "y");
	}
	pty_expect_cursor(pty, "[#dev] yyyyyyyyyyyyyyyy", 23);
	PASS("nor when it is late: an ESC is then a key again");
	end(pty);
}

int
main(void)
{
	pty_paced(true); /* no answer of the terminal is late */
	server = server_start(NULL);
	sara = conn_member(server, "sara", "dev");
	for (size_t i = 0; i < COUNT(terminals); i++)
		fits(i);
	is_no_text();
	server_stop(server);
	return tap_done();
}
