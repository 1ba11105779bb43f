/*
 * The logs in a window: without a setting there is one; a new view begins with
 * the end of its log, dim and without a count, and the server's history adds
 * what is not there, by the IDs; what a file contains hurts no terminal.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "client/text/match.h"
#include "client/views/logs_text.h"
#include "tests/lib/must.h"
#include "tests/lib/scratch.h"
#include "tests/lib/window/windowed.h"

#define ROWS 16
#define DATE "2023-11-14 22:13:20 "
#define ID "16999990000000" /* and two digits; before windowed_join */

static char state[SCRATCH_PATH];

/* Begins a window whose logs are in a new directory of that name. */
static struct windowed *
begin(const char *name)
{
	struct windowed *windowed = windowed_begin(ROWS, 60);

	scratch_path(state, name);
	MUST(setenv("XDG_STATE_HOME", state, 1) == 0, "no memory");
	(void)settings_set("log", "yes");
	(void)settings_set("times", "no");
	return windowed;
}

static void
end(struct windowed *windowed)
{
	windowed_leave(windowed);
	windowed_end(windowed);
}

static const char *
path_of(const char *name)
{
	static char path[SCRATCH_PATH + 128];

	(void)snprintf(path, sizeof(path), "%s/forkcast/logs/127.0.0.1:1234/%s",
	    state, name);
	return path;
}

/* Writes a log as an earlier client would. */
static void
plant(const char *name, struct str text)
{
	char path[SCRATCH_PATH];
	FILE *file;

	for (const char *at = path_of(name); (at = strchr(at + 1, '/'));) {
		(void)snprintf(path, sizeof(path), "%.*s",
		    (int)(at - path_of(name)), path_of(name));
		(void)mkdir(path, 0700); /* it may be there */
	}
	file = fopen(path_of(name), "w");
	MUST(file != NULL, "%s", path_of(name));
	MUST(
	    fwrite(text.at, 1, text.len, file) == text.len && fclose(file) == 0,
	    "written");
}

/* The rows of the screen that have text, with LF after each. */
static const char *
screen(struct windowed *windowed)
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
shows(struct windowed *windowed, const char *want)
{
	const char *text = screen(windowed);

	TAP_OK(strstr(text, want) != NULL, "it shows %s: %s", want, text);
}

static void
hear(struct windowed *windowed, const char *lines)
{
	windowed_hear(windowed, str_from(lines));
}

/* The next window shows each line again, once. */
static void
fills(void)
{
	struct windowed *windowed = begin("fills");

	windowed_join(windowed);
	hear(windowed,
	    "msg 1700000000000001 dev ali ok\n"
	    "msg 1700000000000002 dev ali ok\n"
	    "msg 1700000000000003 dev ali secret\n"
	    "lines 1700000000000004 dev ali 2\n"
	    "msg 1700000000000004 dev ali one\n"
	    "msg 1700000000000004 dev ali two\n"
	    "redact 1700000000000005 dev ali 1700000000000003\n"
	    "tell 1700000000000006 sara javad psst\n");
	end(windowed);
	windowed = begin("fills");
	windowed_join(windowed);
	shows(windowed,
	    "ali: ok\nali: ok\n-- deleted by ali\nali: one\n     two\n"
	    "-- javad has joined #dev\n");
	hear(windowed, "tell 1700000000000007 sara javad there?\n");
	windowed_type(windowed, STR("\0332"));
	shows(windowed, "sara: psst\n--- 1 new\nsara: there?\n");
	end(windowed);
}

/* Joins dev, whose history the server keeps. */
static void
join_recorded(struct windowed *windowed)
{
	windowed->chat.name = "javad";
	windowed_turn(windowed);
	hear(windowed, "ok name javad\n");
	windowed_turn(windowed);
	SESSION_SAY(
	    &windowed->chat.session, VERB_JOIN, STR("join"), STR("dev"));
	hear(windowed,
	    "ok want full\njoin 1700000000000000 dev javad\n"
	    "ok topic dev -\nok mode dev Hn 0 - 0 -\n"
	    "names dev javad ali\nok names dev 2\n");
}

/* The server's history has a part of the log, and more. */
static void
merges(void)
{
	static const struct {
		const char *past, *shown;
	} rows[] = {
		{ "past msg " ID "02 dev ali b\npast msg " ID "03 dev ali b\n"
		  "past msg " ID "04 dev ali c\nok history dev 3 " ID "02\n",
		    "ali: a\nali: b\nali: b\nali: c\n" },
		{ "past msg " ID "00 dev ali 0\nok history dev 1 " ID "00\n",
		    "ali: 0\nali: a\nali: b\nali: b\n" },
		{ "ok history dev 0\n", "ali: a\nali: b\nali: b\n" },
		{ "err history not-allowed no\n", "ali: a\nali: b\nali: b\n" },
	};
	const struct str log = STR(
	    DATE "-- remark\n" DATE "ali: a\t" ID "01\n" DATE "ali: b\t" ID
		 "02\n" DATE "ali: b\t" ID "03\n" DATE "ali: b\t" ID "03\n");

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct windowed *windowed = begin("merges");
		plant("dev.log", log);
		join_recorded(windowed);
		shows(windowed,
		    "ali: a\nali: b\nali: b\n-- javad has joined #dev\n");
		hear(windowed, rows[i].past);
		shows(windowed, rows[i].shown);
		end(windowed);
	}
}

/* The server's messages count, although the log has them. */
static void
asks_once(void)
{
	struct windowed *windowed = begin("once");
	static char much[1 << 13];
	char line[64];
	size_t len = 0;

	for (int i = 10; i < 60; i++)
		len += (size_t)snprintf(much + len, sizeof(much) - len,
		    DATE "ali: %d\t" ID "%d\n", i, i);
	plant("dev.log", (struct str) { much, len });
	join_recorded(windowed);
	for (int i = 10; i < 60; i++) {
		(void)snprintf(
		    line, sizeof(line), "past msg " ID "%d dev ali %d\n", i, i);
		hear(windowed, line);
	}
	TAP_NUM(
	    windowed->chat.past.count, 1, "the last messages are asked for");
	hear(windowed, "ok history dev 50 " ID "10\n");
	TAP_NUM(windowed->chat.past.count, 0, "and no more");
	TAP_NUM(windowed->console.window->views.view[1]->unread, 0,
	    "none is unread");
	end(windowed);
}

/* The server has more between its last messages and the log. */
static void
leaves_no_gap(void)
{
	struct windowed *windowed = begin("gap");
	char line[64];

	plant("dev.log", STR(DATE "ali: a\t" ID "01\n"));
	join_recorded(windowed);
	shows(windowed, "ali: a\n");
	for (int i = 10; i < 60; i++) {
		(void)snprintf(
		    line, sizeof(line), "past msg " ID "%d dev ali %d\n", i, i);
		hear(windowed, line);
	}
	hear(windowed, "ok history dev 50 " ID "10\n");
	windowed_type(windowed, STR("\033[1;5H"));
	windowed_type(windowed, STR("\033[5~\033[5~\033[5~\033[5~\033[5~"));
	shows(windowed, "ali: 10\nali: 11\n");
	TAP_OK(strstr(screen(windowed), "ali: a\n") == NULL,
	    "the log's line waits for those in between");
	hear(windowed,
	    "past msg " ID "01 dev ali a\npast msg " ID
	    "02 dev ali b\nok history dev 2 " ID "01\n");
	shows(windowed, "ali: a\nali: b\n");
	end(windowed);
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
		{ "/chosen", NULL, "127.0.0.1:1", "/chosen" },
		{ "/chosen", "work", "127.0.0.1:1", "/chosen/work" },
	};
	struct windowed *windowed = begin("apart");
	struct chat *chat = &windowed->chat;
	struct settings settings = *chat->options.settings;
	char log[SCRATCH_PATH + 16], want[2 * SCRATCH_PATH];

	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct settings_server server = { .label = rows[i].label,
			.address = rows[i].address };
		(void)snprintf(log, sizeof(log), "%s%s",
		    rows[i].log[0] != '\0' ? state : "", rows[i].log);
		(void)snprintf(want, sizeof(want), "%s%s", state, rows[i].dir);
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
	chat->options.settings = windowed_settings();
	chat->options.server = chat->options.settings->server;
	end(windowed);
}

/* A directory that cannot be had is told once, and the chat goes on. */
static void
does_without(void)
{
	struct windowed *windowed = begin("without");
	const char *text;

	scratch_write(state, "no directory");
	windowed_join(windowed);
	windowed_type(windowed, STR("\0330"));
	hear(windowed,
	    "msg 1700000000000001 dev ali one\n"
	    "msg 1700000000000002 dev ali two\n");
	shows(windowed, "[#dev] ali: two\n");
	text = screen(windowed);
	text = strstr(text, "!! cannot log to ");
	TAP_OK(
	    text != NULL && strstr(text + 1, "!! ") == NULL, "it is told once");
	end(windowed);
}

/* PgUp goes on in the log if the server keeps no history. */
static void
pages(void)
{
	static char much[1 << 17];
	struct windowed *windowed = begin("pages");
	const struct line *first;
	size_t len = 0;

	for (int i = 0; i < 120; i++)
		len += (size_t)snprintf(much + len, sizeof(much) - len,
		    DATE "sara: tea %d\t169999900000%04d\n", i, i);
	plant("@sara.log", (struct str) { much, len });
	windowed_join(windowed);
	hear(windowed, "tell 1700000000000006 sara javad hello\n");
	windowed_type(windowed, STR("\0332"));
	const struct view *view = windowed->console.window->views.view[2];
	for (int i = 0; i < 30; i++) {
		(void)screen(windowed);
		windowed_type(windowed, STR("\033[5~"));
	}
	shows(windowed, "sara: tea 0\nsara: tea 1\n");
	first = view->lines.first;
	TAP_OK(view->lines.count == 121 && first->time == 1699999000000000,
	    "each line is there once: %zu", view->lines.count);
	end(windowed);
}

/* A search goes on in the log of the view, and then in the other views. */
static void
searches(void)
{
	static char much[1 << 17];
	struct windowed *windowed = begin("searches");
	size_t len = 0;

	for (int i = 0; i < 1200; i++)
		len += (size_t)snprintf(much + len, sizeof(much) - len,
		    DATE "ali: tea %d\t169999900000%04d\n", i, i);
	plant("dev.log", (struct str) { much, len });
	windowed_join(windowed);
	shows(windowed, "ali: tea 1199\n");
	windowed_type(windowed, STR("/search tea 777\r"));
	hear(windowed, "err history no-such-group there is no history\n");
	shows(windowed, "ali: tea 777\nali: tea 778\n");
	windowed_type(windowed, STR("\r\033[F"));
	shows(windowed, "ali: tea 1199\n-- javad has joined #dev\n");
	TAP_NUM(windowed->console.window->views.view[1]->lines.count,
	    1200 - 777 + 2, "there is no gap");
	hear(windowed, "tell 1700000000000006 sara javad cocoa\n");
	windowed_type(windowed, STR("/search cocoa\r"));
	hear(windowed, "err history no-such-group there is no history\n");
	shows(windowed, "sara: cocoa\n");
	TAP_NUM(windowed->console.window->views.current, 2,
	    "the view with the match is chosen");
	windowed_type(windowed, STR("\007/search nowhere\r"));
	TAP_NUM(windowed->console.window->views.current, 2, "it stays");
	end(windowed);
}

/* Behind the first match in the view, a search goes on in the log. */
static void
searches_on(void)
{
	static char much[1 << 17];
	struct windowed *windowed = begin("on");
	size_t len = 0;

	for (int i = 0; i < 1200; i++)
		len += (size_t)snprintf(much + len, sizeof(much) - len,
		    DATE "ali: tea %d\t169999900000%04d\n", i, i);
	plant("dev.log", (struct str) { much, len });
	windowed_join(windowed);
	windowed_type(windowed, STR("/search tea 115\r"));
	shows(windowed, "ali: tea 1159\n");
	for (int i = 0; i < 9; i++)
		windowed_type(windowed, STR("\022"));
	shows(windowed, "ali: tea 1150\n");
	windowed_type(windowed, STR("\022"));
	hear(windowed, "err history no-such-group there is no history\n");
	shows(windowed, "ali: tea 115\nali: tea 116\n");
	windowed_type(windowed, STR("\022"));
	hear(windowed, "err history no-such-group there is no history\n");
	shows(windowed, "ali: tea 1159\n");
	end(windowed);
}

/* Lines that are far back, as two clients have written them. */
static void
searches_twice_written(void)
{
	static char much[1 << 14];
	struct windowed *windowed = begin("twice");
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
	plant("dev.log", (struct str) { much, len });
	windowed_join(windowed);
	windowed_type(windowed, STR("/search first\r"));
	hear(windowed, "err history no-such-group there is no history\n");
	shows(windowed,
	    "ali: first\n-- deleted by ali\nali: third\nali: one\n"
	    "     two\nali: 10\nali: 11\n");
	TAP_OK(strstr(screen(windowed), "before") == NULL, "from there on");
	end(windowed);
}

/* Where memory ends, a line says that others are missing. */
static void
searches_too_far(void)
{
	static char much[1 << 18];
	struct windowed *windowed = begin("far");
	struct views *views = &windowed->console.window->views;
	const struct view *view;
	const struct line *line;
	size_t len = 0, holes = 0;

	for (int i = 0; i < 3000; i++)
		len += (size_t)snprintf(much + len, sizeof(much) - len,
		    DATE "ali: tea %d\t169999900000%04d\n", i, i);
	plant("dev.log", (struct str) { much, len });
	windowed_join(windowed);
	views_limit(views, 16 << 10);
	windowed_type(windowed, STR("/search tea 777\r"));
	hear(windowed, "err history no-such-group there is no history\n");
	shows(windowed, "ali: tea 777\nali: tea 778\n");
	view = views->view[1];
	for (line = view->lines.first; line != NULL; line = line->after)
		if (match_word(lines_text(line), 0, STR("are missing here"))
			.end != 0) {
			holes++;
			TAP_OK(line->before != NULL && line->after != NULL &&
				line->after->time - line->before->time > 1000,
			    "the mark is where they are missing");
		}
	TAP_NUM(holes, 1, "there is one mark");
	windowed_type(windowed, STR("\007/search tea 55\r"));
	hear(windowed, "err history no-such-group there is no history\n");
	windowed_type(windowed, STR("\007\033[F"));
	shows(windowed, "!! no memory for older lines; /set scrollback");
	end(windowed);
}

/* All views and logs are searched, also those that are not open. */
static void
lists(void)
{
	struct windowed *windowed = begin("lists");

	plant("dev.log",
	    STR(DATE "ali: tea a\t" ID "01\n" DATE "ali: tea b\t" ID "02\n" DATE
		     "-- deleted by ali\t=" ID "02\n"));
	plant("@sara.log", STR(DATE "sara: more TEA\t" ID "05\n"));
	plant("ops.log.1",
	    STR(DATE "bob: \033[2Jno tea\t" ID "03\n" DATE "bob: coffee\t" ID
		     "04\n"));
	windowed_join(windowed);
	hear(windowed, "msg 1700000000000009 dev ali tea now\n");
	windowed_type(windowed, STR("/lastlog tea\r"));
	shows(windowed, "[#dev] ali: tea a\n");
	TAP_OK(strstr(screen(windowed), "tea b") == NULL,
	    "a deleted message is not listed");
	TAP_OK(strstr(screen(windowed), "coffee") == NULL,
	    "only lines with the text are");
	shows(windowed, "[#ops] bob: ?[2Jno tea\n");
	shows(windowed, "[sara] sara: more TEA\n");
	shows(windowed, "[#dev] ali: tea now\n");
	TAP_NUM(windowed->console.window->cover.lines.count, 4,
	    "each line is listed once");
	TAP_OK(windowed->vt.foreign == 0, "nothing reaches the terminal");
	windowed_type(windowed, STR("q"));
	windowed_type(windowed, STR("/lastlog cocoa\r"));
	shows(windowed, "!! no view or log has cocoa\n");
	windowed_type(windowed,
	    STR("/lastlog 0123456789012345678901234567890123"
		"456789012345678901234567890123x\r"));
	shows(windowed, "!! ");
	end(windowed);
}

/* A deletion is after its message, although that is in the older file. */
static void
lists_no_deleted(void)
{
	struct windowed *windowed = begin("deleted");
	char name[32];

	for (int i = 0; i < 8; i++) {
		(void)snprintf(name, sizeof(name), "g%d.log", i);
		plant(name, STR(DATE "-- deleted by ali\t=" ID "02\n"));
		(void)snprintf(name, sizeof(name), "g%d.log.1", i);
		plant(name, STR(DATE "ali: tea b\t" ID "02\n"));
	}
	windowed_join(windowed);
	windowed_type(windowed, STR("/lastlog tea\r"));
	shows(windowed, "!! no view or log has tea\n");
	end(windowed);
}

/* Much of a log is read in pieces: the window does not wait. */
static void
lists_in_pieces(void)
{
	static char much[3 << 20];
	struct windowed *windowed = begin("pieces");
	size_t len = 0, count = 0;

	for (int i = 0; len < sizeof(much) - 100; i++, count += i % 8000 == 1)
		len += (size_t)snprintf(much + len, sizeof(much) - len,
		    DATE "ali: %s\t1699999000%06d\n",
		    i % 8000 == 0 ? "tea" : "coffee, a cup of it", i);
	plant("ops.log", (struct str) { much, len });
	windowed_join(windowed);
	windowed_type(windowed, STR("/lastlog tea\r"));
	TAP_OK(windowed->console.window->lastlog != NULL &&
		window_due(&windowed->chat) == 1,
	    "the rest is read in the next turns");
	windowed_type(windowed, STR("/lastlog tea\rtyped"));
	TAP_STR(typing_line(&windowed->console.typing), STR("typed"),
	    "meanwhile, one types");
	for (int i = 0; windowed->console.window->lastlog != NULL; i++) {
		MUST(i < 4, "it is too slow");
		windowed_turn(windowed);
	}
	shows(windowed, "[#ops] ali: tea\n");
	TAP_NUM(
	    windowed->console.window->cover.lines.count, count, "all is read");
	windowed_type(windowed, STR("q\025/lastlog tea\r"));
	end(windowed);
}

/* The latest lines are listed if there are too many. */
static void
lists_the_latest(void)
{
	static char much[1 << 17];
	struct windowed *windowed = begin("latest");
	size_t len = 0;

	for (int i = 0; i < 1200; i++)
		len += (size_t)snprintf(much + len, sizeof(much) - len,
		    DATE "ali: tea %d\t169999900000%04d\n", i, i);
	plant("ops.log", (struct str) { much, len });
	windowed_join(windowed);
	windowed_type(windowed, STR("/lastlog tea\r"));
	shows(windowed, "[#ops] ali: tea 1199\n");
	TAP_NUM(windowed->console.window->cover.lines.count, 500,
	    "there are not more");
	end(windowed);
}

static void
hurts_nobody(void)
{
	struct windowed *windowed = begin("hurts");
	static char much[1 << 20];
	static const char hostile[] =
	    "\n" DATE "ali: \033[2J\033]0;x\007\x9b"
	    "31m\0nul\xe2\x80\xae\xff\tx\t" ID "01\n" DATE "-- \r\b\t" ID
	    "02\n" DATE "a b: \xe2\x80\xa8\t" ID "03\n" DATE
	    "later: x\t9999999999999999\n" DATE "sara: last\t" ID "04\n";

	memset(much, 'x', sizeof(much));
	memcpy(much + sizeof(much) - sizeof(hostile) + 1, hostile,
	    sizeof(hostile) - 1);
	plant("dev.log", (struct str) { much, sizeof(much) });
	windowed_join(windowed);
	shows(windowed, "sara: last\n-- javad has joined #dev\n");
	shows(windowed, "ali: ?[2J?]0;x");
	TAP_OK(windowed->vt.foreign == 0, "nothing reaches the terminal");
	end(windowed);
}

int
main(void)
{
	fills();
	merges();
	asks_once();
	leaves_no_gap();
	keeps_servers_apart();
	does_without();
	pages();
	searches();
	searches_on();
	searches_twice_written();
	searches_too_far();
	lists();
	lists_no_deleted();
	lists_in_pieces();
	lists_the_latest();
	hurts_nobody();
	return tap_done();
}
