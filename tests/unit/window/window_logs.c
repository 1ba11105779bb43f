/*
 * The logs in a window: without a setting there is one; a new view begins with
 * the end of its log, dim and without a count, and the server's history adds
 * what is not there, by the IDs: each line is shown once, and those that came
 * after the last of the log were missed; what a file contains hurts no
 * terminal.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client/text/match.h"
#include "client/views/logs_text.h"
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
	(void)settings_set("log", "yes");
	(void)settings_set("times", "no");
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

/* The lines of a log, without the dates in front of them. */
static struct str
logged_text(const char *name)
{
	static char text[1 << 12];
	char line[1 << 10];
	size_t len = 0;
	FILE *file = fopen(logged_path_of(name), "r");

	MUST(file != NULL, "%s", logged_path_of(name));
	text[0] = '\0';
	while (fgets(line, sizeof(line), file) != NULL &&
	    len < sizeof(text) - sizeof(line))
		if (strlen(line) > strlen(DATE))
			len += (size_t)snprintf(text + len, sizeof(text) - len,
			    "%s", line + strlen(DATE));
	(void)fclose(file); /* it was only read */
	return (struct str) { text, len };
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
	windowed->chat.name = "javad";
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
	    "msg 1700000000000001 dev ali ok\n"
	    "msg 1700000000000002 dev ali ok\n"
	    "msg 1700000000000003 dev ali secret\n"
	    "lines 1700000000000004 dev ali 2\n"
	    "msg 1700000000000004 dev ali one\n"
	    "msg 1700000000000004 dev ali two\n"
	    "redact 1700000000000005 dev ali 1700000000000003\n"
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

/* Each server has its directory, wherever the logs are. */
static void
keeps_servers_apart(void)
{
	static const struct {
		const char *log, *label, *address, *dir;
	} rows[] = {
		{ "", NULL, "127.0.0.1:1", "/forkcast/logs/127.0.0.1:1" },
		{ "", "work", "127.0.0.1:1", "/forkcast/logs/work" },
		{ "", NULL, "1", "/forkcast/logs/127.0.0.1:1" },
		{ "", NULL, "LocalHost:2", "/forkcast/logs/127.0.0.1:2" },
		{ "", "1", "127.0.0.1:1", "/forkcast/logs/127.0.0.1:1" },
		{ "", "a.b", "b.c:1", "/forkcast/logs/b.c:1" },
		{ "", "a.b:1", "b.c:1", "/forkcast/logs/b.c:1" },
		{ "/chosen", NULL, "127.0.0.1:1", "/chosen" },
		{ "/chosen", "work", "127.0.0.1:1", "/chosen/work" },
	};
	/* The section that a server gets once something is saved for it. */
	static const struct settings_server begun = { .label = "home",
		.address = "127.0.0.1:1" };
	struct windowed *windowed = logged_begin("apart");
	struct chat *chat = &windowed->chat;
	struct settings settings = *chat->options.settings;
	char log[SCRATCH_PATH + 16], want[2 * SCRATCH_PATH];

	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct settings_server server = { .label = rows[i].label,
			.address = rows[i].address };
		(void)snprintf(log, sizeof(log), "%s%s",
		    rows[i].log[0] != '\0' ? logged_state : "", rows[i].log);
		(void)snprintf(
		    want, sizeof(want), "%s%s", logged_state, rows[i].dir);
		settings.log = NULL;
		chat->options.settings = &settings;
		chat->options.server = &server;
		chat->options.address = server.address;
		window_log_heed(chat);
		settings.log = log;
		window_log_heed(chat);
		TAP_STR(str_from(window_server(chat)->logs.dir), str_from(want),
		    "%s", rows[i].dir);
	}
	chat->options.server = &begun;
	window_log_heed(chat);
	(void)snprintf(want, sizeof(want), "%s/chosen/home", logged_state);
	TAP_STR(str_from(window_server(chat)->logs.dir), str_from(want),
	    "the directory of its section");
	chat->options.settings = windowed_settings();
	chat->options.server = chat->options.settings->server;
	logged_end(windowed);
}

/* A directory that cannot be had is told once, and the chat goes on. */
static void
does_without(void)
{
	struct windowed *windowed = logged_begin("without");
	const char *text;

	scratch_write(logged_state, "no directory");
	windowed_join(windowed);
	windowed_type(windowed, STR("\0330"));
	logged_hear(windowed,
	    "msg 1700000000000001 dev ali one\n"
	    "msg 1700000000000002 dev ali two\n");
	logged_shows(windowed, "[#dev] ali: two\n");
	text = logged_screen(windowed);
	text = strstr(text, "!! cannot log to ");
	TAP_OK(
	    text != NULL && strstr(text + 1, "!! ") == NULL, "it is told once");
	logged_end(windowed);
}

/* PgUp goes on in the log if the server keeps no history. */
static void
pages(void)
{
	static char much[1 << 17];
	struct windowed *windowed = logged_begin("pages");
	const struct line *first;
	size_t len = 0;

	for (int i = 0; i < 120; i++)
		len += (size_t)snprintf(much + len, sizeof(much) - len,
		    DATE "sara: tea %d\t169999900000%04d\n", i, i);
	logged_plant("@sara.log", (struct str) { much, len });
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

/* A search goes on in the log of the view, and then in all logs. */
static void
searches(void)
{
	static char much[1 << 17];
	struct windowed *windowed = logged_begin("searches");
	size_t len = 0;
	char row[VT_TEXT];

	for (int i = 0; i < 1200; i++)
		len += (size_t)snprintf(much + len, sizeof(much) - len,
		    DATE "ali: tea %d\t169999900000%04d\n", i, i);
	logged_plant("dev.log", (struct str) { much, len });
	windowed_join(windowed);
	logged_shows(windowed, "ali: tea 1199\n");
	windowed_type(windowed, STR("/search tea 777\r"));
	logged_hear(
	    windowed, "err history no-such-group there is no history\n");
	logged_shows(windowed, "ali: tea 777\nali: tea 778\n");
	windowed_type(windowed, STR("\r\033[F"));
	logged_shows(windowed, "ali: tea 1199");
	TAP_NUM(windowed->console.window->views.view[1]->lines.count,
	    1200 - 777 + 2, "there is no gap");
	windowed_type(windowed, STR("\007/search nowhere\r"));
	TAP_NUM(windowed->console.window->views.current, 1, "it stays");
	logged_hear(
	    windowed, "err history no-such-group there is no history\n");
	(void)logged_screen(windowed);
	vt_text(&windowed->vt, windowed->vt.rows - 1, row);
	TAP_STR(str_from(row),
	    STR("search (not found; Enter searches all logs): nowhere"),
	    "no view has it");
	windowed_type(windowed, STR("\r"));
	logged_shows(windowed, "!! no view or log has nowhere\n");
	logged_end(windowed);
}

/* Behind the first match in the view, a search goes on in the log. */
static void
searches_on(void)
{
	static char much[1 << 17];
	struct windowed *windowed = logged_begin("on");
	size_t len = 0;

	for (int i = 0; i < 1200; i++)
		len += (size_t)snprintf(much + len, sizeof(much) - len,
		    DATE "ali: tea %d\t169999900000%04d\n", i, i);
	logged_plant("dev.log", (struct str) { much, len });
	windowed_join(windowed);
	windowed_type(windowed, STR("/search tea 115\r"));
	logged_shows(windowed, "ali: tea 1159\n");
	for (int i = 0; i < 9; i++)
		windowed_type(windowed, STR("\022"));
	logged_shows(windowed, "ali: tea 1150\n");
	windowed_type(windowed, STR("\022"));
	logged_hear(
	    windowed, "err history no-such-group there is no history\n");
	logged_shows(windowed, "ali: tea 115\nali: tea 116\n");
	windowed_type(windowed, STR("\022"));
	logged_hear(
	    windowed, "err history no-such-group there is no history\n");
	logged_shows(windowed, "ali: tea 1159\n");
	logged_end(windowed);
}

/* Lines that are far back, as two clients have written them. */
static void
searches_twice_written(void)
{
	static char much[1 << 14];
	struct windowed *windowed = logged_begin("twice");
	size_t len;

	len = (size_t)snprintf(much, sizeof(much), "%s",
	    DATE "ali: before\t" ID "00\n" DATE "ali: first\t" ID "01\n" DATE
		 "ali: first\t" ID "01\n" DATE "ali: one\t" ID "04\n" DATE
		 "     two\t" ID "04+2\n" DATE "ali: third\t" ID "03\n" DATE
		 "ali: secret\t" ID "02\n" DATE "ali: one\t" ID "04\n" DATE
		 "-- deleted by ali\t=" ID "02\n" DATE "     two\t" ID
		 "04+2\n" DATE "-- deleted by ali\t=" ID "05\n" DATE
		 "     four\t" ID "06+4\n");
	for (int i = 10; i < 90; i++)
		len += (size_t)snprintf(much + len, sizeof(much) - len,
		    DATE "ali: %d\t" ID "%d\n", i, i);
	logged_plant("dev.log", (struct str) { much, len });
	windowed_join(windowed);
	windowed_type(windowed, STR("/search first\r"));
	logged_hear(
	    windowed, "err history no-such-group there is no history\n");
	logged_shows(windowed,
	    "ali: first\n-- deleted by ali\nali: third\nali: one\n"
	    "     two\nali: 10\nali: 11\n");
	TAP_OK(
	    strstr(logged_screen(windowed), "before") == NULL, "from there on");
	logged_end(windowed);
}

/* All views and logs are searched, also those that are not open. */
static void
lists(void)
{
	struct windowed *windowed = logged_begin("lists");

	logged_plant("dev.log",
	    STR(DATE "ali: tea a\t" ID "01\n" DATE "ali: tea b\t" ID "02\n" DATE
		     "-- deleted by ali\t=" ID "02\n" DATE "eve: one\t" ID
		     "06\n" DATE "     tea two\t" ID "06+2\n"));
	logged_plant("@sara.log",
	    STR(DATE "sara: more TEA\t" ID "05\n" DATE "sara: a\t" ID
		     "07\n" DATE "      tea c\t" ID "07+2\n"));
	logged_plant("ops.log",
	    STR(DATE "bob: \033[2Jno tea\t" ID "03\n" DATE "bob: coffee\t" ID
		     "04\n"));
	windowed_join(windowed);
	logged_hear(windowed, "msg 1700000000000009 dev ali tea now\n");
	windowed_type(windowed, STR("/lastlog tea\r"));
	logged_shows(windowed, "[#dev] ali: tea a\n");
	TAP_OK(strstr(logged_screen(windowed), "tea b") == NULL,
	    "a deleted message is not listed");
	TAP_OK(strstr(logged_screen(windowed), "coffee") == NULL,
	    "only lines with the text are");
	logged_shows(windowed, "[#ops] bob: ?[2Jno tea\n");
	logged_shows(windowed, "[sara] sara: more TEA\n");
	logged_shows(windowed, "[#dev] eve: tea two\n");
	logged_shows(windowed, "[sara] sara: tea c\n");
	logged_shows(windowed, "[#dev] ali: tea now\n");
	TAP_NUM(windowed->console.window->cover.lines.count, 6,
	    "each line is listed once");
	TAP_OK(windowed->vt.foreign == 0, "nothing reaches the terminal");
	windowed_type(windowed, STR("q"));
	windowed_type(windowed, STR("/lastlog cocoa\r"));
	logged_shows(windowed, "!! no view or log has cocoa\n");
	windowed_type(windowed,
	    STR("/lastlog 0123456789012345678901234567890123"
		"456789012345678901234567890123x\r"));
	logged_shows(windowed, "!! ");
	logged_end(windowed);
}

/* The latest lines are listed if there are too many. */
static void
lists_the_latest(void)
{
	static char much[1 << 17];
	struct windowed *windowed = logged_begin("latest");
	size_t len = 0;

	for (int i = 0; i < 1200; i++)
		len += (size_t)snprintf(much + len, sizeof(much) - len,
		    DATE "ali: tea %d\t169999900000%04d\n", i, i);
	logged_plant("ops.log", (struct str) { much, len });
	windowed_join(windowed);
	windowed_type(windowed, STR("/lastlog tea\r"));
	logged_shows(windowed, "[#ops] ali: tea 1199\n");
	TAP_NUM(windowed->console.window->cover.lines.count, 500,
	    "there are not more");
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

/* Opens the view of ali, while logged in to an account. */
static void
meet(struct windowed *windowed)
{
	windowed_join(windowed);
	windowed->chat.account_state.logged_in = true;
	logged_hear(windowed, "tell 1700000000000009 ali javad hello\n");
}

/* The server's history has a part of the log, and more, which was missed. */
static void
merges(void)
{
	static const struct {
		const char *past, *shown;
		size_t unread;
	} rows[] = {
		{ "past tell " ID "03 ali javad b\n"
		  "past tell " ID "04 ali javad c\n"
		  "past tell " ID "05 javad ali mine\nok history @ali 3 " ID
		  "05\n",
		    "ali: a\nali: b\nali: b\n"
		    "-- you missed 1 message\n--- 2 new\nali: c\n"
		    "javad: mine\n"
		    "ali: hello\n",
		    2 },
		{ "ok history @ali 0\n",
		    "ali: a\nali: b\nali: b\n--- 1 new\nali: hello\n", 1 },
		{ "err history not-allowed no\n",
		    "ali: a\nali: b\nali: b\n--- 1 new\nali: hello\n", 1 },
	};
	const struct str log = STR(
	    DATE "-- remark\n" DATE "ali: a\t" ID "01\n" DATE "ali: b\t" ID
		 "02\n" DATE "ali: b\t" ID "03\n" DATE "ali: b\t" ID "03\n");

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct windowed *windowed = logged_begin("merges");
		const struct views *views = &windowed->console.window->views;
		logged_plant("@ali.log", log);
		meet(windowed);
		logged_hear(windowed, rows[i].past);
		TAP_NUM(views->view[2]->unread, rows[i].unread, "row %zu", i);
		windowed_type(windowed, STR("\0332"));
		logged_shows(windowed, rows[i].shown);
		TAP_OK(strstr(logged_text("@ali.log").at,
			   "hello\t1700000000000009\n") != NULL,
		    "and all is logged");
		logged_end(windowed);
	}
}

/* Missed messages are logged as they come, after what is said meanwhile. */
static void
logs_at_once(void)
{
	struct windowed *windowed = logged_begin("once");

	logged_plant("@ali.log", STR(DATE "ali: a\t" ID "01\n"));
	meet(windowed);
	logged_hear(windowed, "past tell " ID "02 ali javad b\n");
	TAP_STR(logged_text("@ali.log"),
	    STR("ali: a\t" ID "01\nali: hello\t1700000000000009\n"
		"ali: b\t" ID "02\n"),
	    "it is logged");
	logged_end(windowed);
}

/* The view stays closed if the person has closed it. */
static void
stays_closed(void)
{
	struct windowed *windowed = logged_begin("closed");

	logged_plant("@ali.log", STR(DATE "ali: a\t" ID "01\n"));
	meet(windowed);
	windowed_type(windowed, STR("\0332/close\r"));
	logged_hear(windowed, "ok history @ali 0\n");
	TAP_NUM(windowed->console.window->views.count, 2, "it is closed");
	logged_end(windowed);
}

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
		(void)settings_set("mute", rows[i].muted ? "dev" : "-");
		logged_join_recorded(windowed);
		windowed_type(windowed, STR("\0330"));
		logged_hear(windowed, rows[i].past);
		TAP_NUM(views->view[1]->unread, rows[i].unread, "row %zu", i);
		windowed_type(windowed, STR("\0331"));
		logged_shows(windowed, rows[i].shown);
		logged_end(windowed);
	}
	(void)settings_set("mute", "-");
}

int
main(void)
{
	fills();
	keeps_servers_apart();
	does_without();
	pages();
	searches();
	searches_on();
	searches_twice_written();
	lists();
	lists_the_latest();
	hurts_nobody();
	MUST(setenv("TZ", "UTC", 1) == 0, "no memory");
	merges();
	logs_at_once();
	stays_closed();
	misses();
	return tap_done();
}
