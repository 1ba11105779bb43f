/*
 * The logs in a window: a new view begins with the end of its log, and the
 * server's history adds what is not there, by the IDs: each line is shown once,
 * and those that came after the last of the log were missed; what a file
 * contains hurts no terminal. PgUp and /search go on in the logs.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client/text/match.h"
#include "client/views/logs.h"
#include "tests/lib/must.h"
#include "tests/lib/scratch.h"
#include "tests/lib/tap.h"
#include "tests/lib/window/windowed.h"

#define ROWS 16
#define DATE "2023-11-14 22:13:20 "
#define ID "16999990000000" /* and two digits; before windowed_join */

static char logged_state[SCRATCH_PATH]; /* with everything */

/* Begins a window whose logs are in a new directory of that name. */
static struct windowed *
logged_begin(const char *name)
{
	struct windowed *windowed = windowed_begin(ROWS, 60);

	scratch_path(logged_state, name);
	MUST(setenv("XDG_STATE_HOME", logged_state, 1) == 0, "no memory");
	(void)settings_set(settings_find("log"), "yes");
	(void)settings_set(settings_find("times"), "no");
	return windowed;
}

static void
logged_end(struct windowed *windowed)
{
	windowed_leave(windowed);
	windowed_end(windowed);
}

static const char *
logged_path_of(const char *name)
{
	static char path[SCRATCH_PATH + 128];

	(void)snprintf(path, sizeof(path), "%s/forkcast/logs/127.0.0.1:1234/%s",
	    logged_state, name);
	return path;
}

/* Writes a log as an earlier client would. */
static void
logged_plant(const char *name, struct str text)
{
	char path[SCRATCH_PATH];
	FILE *file;

	for (const char *at = logged_path_of(name);
	     (at = strchr(at + 1, '/'));) {
		(void)snprintf(path, sizeof(path), "%.*s",
		    (int)(at - logged_path_of(name)), logged_path_of(name));
		(void)mkdir(path, 0700); /* it may be there */
	}
	file = fopen(logged_path_of(name), "w");
	MUST(file != NULL, "%s", logged_path_of(name));
	MUST(
	    fwrite(text.at, 1, text.len, file) == text.len && fclose(file) == 0,
	    "written");
}

/* The rows of the screen that have text, with LF after each. */
static const char *
logged_screen(struct windowed *windowed)
{
	static char text[ROWS * (VT_TEXT + 1)];
	char row[VT_TEXT];
	size_t len = 0;

	for (int turn = 0; turn < 2; turn++) {
		windowed->console.window->pressed = true;
		windowed_turn(windowed);
		(void)windowed_drain(windowed);
	}
	text[0] = '\0';
	for (size_t i = 1; i + 2 < ROWS; i++) {
		vt_text(&windowed->vt, i, row);
		if (row[0] != '\0')
			len += (size_t)snprintf(
			    text + len, sizeof(text) - len, "%s\n", row);
	}
	return text;
}

static void
logged_shows(struct windowed *windowed, const char *want)
{
	const char *text = logged_screen(windowed);

	TAP_OK(strstr(text, want) != NULL, "it shows %s: %s", want, text);
}

static void
logged_hear(struct windowed *windowed, const char *lines)
{
	windowed_hear(windowed, str_from(lines));
}

/* Joins dev, whose history the server keeps. */
static void
logged_join_recorded(struct windowed *windowed)
{
	chat_take_name(&windowed->chat, "javad");
	windowed_turn(windowed);
	logged_hear(windowed, "ok name javad\n");
	windowed_turn(windowed);
	SESSION_SAY(
	    &windowed->chat.session, VERB_JOIN, STR("join"), STR("dev"));
	logged_hear(windowed,
	    "ok want full\njoin 1700000000000000 dev javad\n"
	    "ok topic dev -\nok mode dev Hn 0 - 0 -\n"
	    "names dev javad ali\nok names dev 2\n");
}

/* --- What is in the logs ------------------------------------------------ */

/* The next window shows each line again, once. */
static void
fills(void)
{
	struct windowed *windowed = logged_begin("fills");

	windowed_join(windowed);
	logged_hear(windowed,
	    "msg " ID "01 dev ali ok\n"
	    "msg " ID "02 dev ali ok\n"
	    "msg " ID "03 dev ali secret\n"
	    "lines " ID "04 dev ali 2\n"
	    "msg " ID "04 dev ali one\n"
	    "msg " ID "04 dev ali two\n"
	    "redact " ID "05 dev ali " ID "03\n"
	    "tell 1700000000000006 sara javad psst\n");
	logged_end(windowed);
	windowed = logged_begin("fills");
	windowed_join(windowed);
	logged_shows(windowed,
	    "ali: ok\nali: ok\n-- deleted by ali\nali: one\n     two\n"
	    "-- javad has joined #dev\n");
	logged_hear(windowed, "tell 1700000000000007 sara javad there?\n");
	windowed_type(windowed, STR("\0332"));
	logged_shows(windowed, "sara: psst\n--- 1 new\nsara: there?\n");
	logged_end(windowed);
}

/* A log of so many lines about tea. */
static void
logged_plant_tea(const char *name, const char *who, int lines)
{
	static char much[1 << 17];
	size_t len = 0;

	for (int i = 0; i < lines; i++)
		len += (size_t)snprintf(much + len, sizeof(much) - len,
		    DATE "%s: tea %d\t169999900000%04d\n", who, i, i);
	logged_plant(name, (struct str) { much, len });
}

/* PgUp goes on in the log if the server keeps no history. */
static void
pages(void)
{
	struct windowed *windowed = logged_begin("pages");
	const struct line *first;

	logged_plant_tea("@sara.log", "sara", 120);
	windowed_join(windowed);
	logged_hear(windowed, "tell 1700000000000006 sara javad hello\n");
	windowed_type(windowed, STR("\0332"));
	const struct view *view = windowed->console.window->views.view[2];
	for (int i = 0; i < 30; i++) {
		(void)logged_screen(windowed);
		windowed_type(windowed, STR("\033[5~"));
	}
	logged_shows(windowed, "sara: tea 0\nsara: tea 1\n");
	first = view->lines.first;
	TAP_OK(view->lines.count == 121 && first->time == 1699999000000000,
	    "each line is there once: %zu", view->lines.count);
	logged_end(windowed);
}

/* A search goes on in the log of the view, without a gap. */
static void
searches(void)
{
	struct windowed *windowed = logged_begin("searches");
	char row[VT_TEXT];

	logged_plant_tea("dev.log", "ali", 1200);
	windowed_join(windowed);
	logged_shows(windowed, "ali: tea 1199\n");
	windowed_type(windowed, STR("/search tea 777\r"));
	logged_hear(
	    windowed, "err history no-such-group there is no history\n");
	logged_shows(windowed, "ali: tea 777\nali: tea 778\n");
	windowed_type(windowed, STR("\r\033[F"));
	logged_shows(windowed, "ali: tea 1199");
	TAP_NUM(windowed->console.window->views.view[1]->lines.count, 1202,
	    "there is no gap");
	windowed_type(windowed, STR("\007/search nowhere\r"));
	TAP_NUM(windowed->console.window->views.current, 1, "it stays");
	logged_hear(
	    windowed, "err history no-such-group there is no history\n");
	(void)logged_screen(windowed);
	vt_text(&windowed->vt, windowed->vt.rows - 1, row);
	TAP_STR(str_from(row), STR("search (not found): nowhere"),
	    "no line has it");
	logged_end(windowed);
}

/*
 * Two clients write one log: each line is shown once, also the one that opens
 * the view, which the other has already written, and none of a deleted message.
 */
static void
shares(void)
{
	struct windowed *windowed = logged_begin("shares");

	logged_plant("dev.log",
	    STR(DATE "ali: a\t" ID "01\n" DATE "ali: b\t" ID "02\n" DATE
		     "ali: a\t" ID "01\n" DATE "     c\t" ID "02+2\n" DATE
		     "ali: b\t" ID "02\n" DATE "     c\t" ID "02+2\n" DATE
		     "ali: x\t" ID "03\n" DATE "ali: x\t" ID "03\n" DATE
		     "-- deleted by ali\t=" ID "03\n" DATE
		     "-- deleted by ali\t=" ID "03\n" DATE
		     "-- javad has joined #dev\t1700000000000000\n" DATE
		     "ali: later\t1700000000000001\n"));
	windowed_join(windowed);
	logged_hear(windowed, "msg 1700000000000001 dev ali later\n");
	logged_shows(windowed,
	    "ali: a\nali: b\n     c\n-- deleted by ali\n"
	    "-- javad has joined #dev\n--- ");
	TAP_NUM(windowed->console.window->views.view[1]->lines.count, 7,
	    "and a line with the names, and one more message");
	logged_end(windowed);
}

static void
hurts_nobody(void)
{
	struct windowed *windowed = logged_begin("hurts");
	static char much[1 << 20];
	static const char hostile[] =
	    "\n" DATE "ali: \033[2J\033]0;x\007\x9b"
	    "31m\0nul\xe2\x80\xae\xff\tx\t" ID "01\n" DATE "-- \r\b\t" ID
	    "02\n" DATE "a b: \xe2\x80\xa8\t" ID "03\n" DATE
	    "later: x\t9999999999999999\n" DATE "sara: last\t" ID "04\n";

	memset(much, 'x', sizeof(much));
	memcpy(much + sizeof(much) - sizeof(hostile) + 1, hostile,
	    sizeof(hostile) - 1);
	logged_plant("dev.log", (struct str) { much, sizeof(much) });
	windowed_join(windowed);
	logged_shows(windowed, "sara: last");
	logged_shows(windowed, "ali: ?[2J?]0;x");
	TAP_OK(windowed->vt.foreign == 0, "nothing reaches the terminal");
	logged_end(windowed);
}

/* --- And in the server's history ---------------------------------------- */

/*
 * Marks, counts and logs what a group's history has after the log's last event.
 * A muted group is silent.
 */
static void
misses(void)
{
	const char *log = DATE "ali: a\t" ID "01\n" DATE "ali: b\t" ID "03\n";
	const struct {
		const char *past, *shown;
		size_t unread;
		bool muted;
		const char *log; /* null: that of the row before */
	} rows[] = {
		{ "past msg " ID "04 dev ali javad: c\npast msg " ID
		  "05 dev ali d\nok history dev 2 " ID "05\n",
		    "ali: a\nali: b\n-- you missed 2 messages\n--- 2 new\n"
		    "ali: javad: c\nali: d\n-- javad has joined #dev\n",
		    2, false, log },
		{ "ok history dev 0\n",
		    "ali: a\nali: b\nali: javad: c\nali: d\n"
		    "-- javad has joined #dev\n",
		    0, false, NULL },
		{ "past msg " ID "04 dev ali c\npast msg " ID
		  "05 dev ali d\nok history dev 2 " ID "05\n",
		    "ali: a\nali: b\n-- you missed 2 messages\n--- 2 new\n"
		    "ali: c\nali: d\n-- javad has joined #dev\n",
		    0, true, log },
		{ "err history not-allowed no\n",
		    "ali: a\nali: b\n-- javad has joined #dev\n", 0, false,
		    log },
		{ "past msg " ID "04 dev ali c\nok history dev 1 " ID "04\n",
		    "-- you missed 1 message\n--- 1 new\nali: c\n"
		    "-- javad has joined #dev\n",
		    1, false, DATE "-- javad has joined #dev\t" ID "03\n" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct windowed *windowed = logged_begin("misses");
		const struct views *views = &windowed->console.window->views;
		if (rows[i].log != NULL)
			logged_plant("dev.log", str_from(rows[i].log));
		(void)settings_set(
		    settings_find("mute"), rows[i].muted ? "dev" : "-");
		logged_join_recorded(windowed);
		windowed_type(windowed, STR("\0330"));
		logged_hear(windowed, rows[i].past);
		TAP_NUM(views->view[1]->unread, rows[i].unread, "row %zu", i);
		windowed_type(windowed, STR("\0331"));
		logged_shows(windowed, rows[i].shown);
		logged_end(windowed);
	}
	(void)settings_set(settings_find("mute"), "-");
}

int
main(void)
{
	fills();
	pages();
	searches();
	shares();
	hurts_nobody();
	MUST(setenv("TZ", "UTC", 1) == 0, "no memory");
	misses();
	return tap_done();
}
