/*
 * A log and the server's history of the same group or person, in a window: each
 * line is shown once, and those that came after the last of the log were
 * missed.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/must.h"
#include "tests/lib/tap.h"
#include "tests/lib/window/logged.h"

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
	MUST(setenv("TZ", "UTC", 1) == 0, "no memory");
	merges();
	logs_at_once();
	stays_closed();
	misses();
	return tap_done();
}
