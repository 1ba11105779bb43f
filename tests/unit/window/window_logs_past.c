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
	windowed->chat.past.account = true;
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
		    "ali: a\nali: b\nali: b\n--- 2 new\n"
		    "-- you missed 1 message\nali: c\njavad: mine\n"
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

/*
 * Missed messages are logged as they come, for memory may not hold them all;
 * those that are said meanwhile are logged later.
 */
static void
logs_at_once(void)
{
	struct windowed *windowed = logged_begin("once");

	logged_plant("@ali.log", STR(DATE "ali: a\t" ID "01\n"));
	meet(windowed);
	logged_hear(windowed, "past tell " ID "02 ali javad b\n");
	TAP_STR(logged_text("@ali.log"),
	    STR("ali: a\t" ID "01\nali: b\t" ID "02\n"), "it is logged");
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

/* After a login, people's messages since the last event of all logs come. */
static void
resumes(void)
{
	struct windowed *windowed = logged_begin("resumes");
	const struct views *views = &windowed->console.window->views;
	const struct past *past = &windowed->chat.past;

	logged_plant("@ali.log", STR(DATE "ali: a\t" ID "01\n"));
	logged_plant(
	    "ops.log", STR(DATE "b\t1700000000000003\n" DATE "-- x\n"));
	logged_plant("ops.log.1", STR(DATE "b\t1700000000000009\n"));
	windowed_join(windowed);
	logged_hear(windowed, "ok login javad\n");
	TAP_NUM(past->want[0].kind, PAST_TALKS, "who has sent us messages?");
	TAP_NUM(past->want[0].id, 1700000000000003, "after all that is logged");
	windowed_turn(windowed);
	logged_hear(windowed,
	    "talk @ali 1700000000000004\ntalk dev 1700000000000004\n"
	    "ok talks 2\n");
	windowed_turn(windowed);
	logged_hear(windowed,
	    "past tell 1700000000000004 ali javad c\nok history @ali 1 1700000000000004\n");
	TAP_NUM(past->count, 0, "all was asked for");
	TAP_NUM(views->view[2]->unread, 1, "it is unread");
	windowed_type(windowed, STR("\0332"));
	logged_shows(
	    windowed, "ali: a\n--- 1 new\n-- you missed 1 message\nali: c\n");
	TAP_STR(logged_text("@ali.log"),
	    STR("ali: a\t" ID "01\nali: c\t1700000000000004\n"), "and logged");
	logged_end(windowed);
}

/*
 * A person says something while what we have missed of them is still to be
 * fetched: that is logged first, also if the person has no log yet.
 */
static void
resumes_in_order(void)
{
	static const struct {
		const char *name, *first;
	} rows[] = { { "@ali.log", "ali: a\t" ID "01\n" }, { "ops.log", "" } };
	const char *told = "ali: c\t1700000000000004\n"
			   "ali: e\t1700000000000009\n";

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct windowed *windowed =
		    logged_begin(i == 0 ? "order" : "new");
		char all[256];
		logged_plant("@ali.log", str_from(""));
		logged_plant(rows[i].name, STR(DATE "ali: a\t" ID "01\n"));
		windowed_join(windowed);
		logged_hear(windowed, "ok login javad\n");
		windowed_turn(windowed);
		logged_hear(windowed,
		    "talk @ali 1700000000000004\nok talks 1\n"
		    "tell 1700000000000009 ali javad e\n");
		TAP_STR(logged_text("@ali.log"), str_from(rows[i].first),
		    "row %zu: the later message waits", i);
		windowed_turn(windowed);
		logged_hear(windowed,
		    "past tell 1700000000000004 ali javad c\n"
		    "past tell 1700000000000009 ali javad e\n"
		    "ok history @ali 2 1700000000000009\n");
		(void)snprintf(all, sizeof(all), "%s%s", rows[i].first, told);
		TAP_STR(logged_text("@ali.log"), str_from(all),
		    "row %zu: all is logged once", i);
		logged_end(windowed);
	}
}

/*
 * A letter, which is older than our coming, is logged after what was missed
 * before it.
 */
static void
letter_in_order(void)
{
	struct windowed *windowed = logged_begin("letter");

	logged_plant("@ali.log", STR(DATE "ali: a\t" ID "01\n"));
	windowed_join(windowed);
	logged_hear(windowed,
	    "ok login javad\nletters\npast tell " ID
	    "05 ali javad c\nletters " ID "05\n");
	TAP_STR(logged_text("@ali.log"), STR("ali: a\t" ID "01\n"),
	    "the letter waits");
	while (windowed->chat.past.want[0].kind == PAST_TALKS) {
		windowed_turn(windowed);
		logged_hear(windowed, "ok talks 0\n");
	}
	windowed_turn(windowed);
	logged_hear(windowed,
	    "past tell " ID "03 ali javad b\npast tell " ID
	    "05 ali javad c\nok history @ali 2 " ID "05\n");
	TAP_STR(logged_text("@ali.log"),
	    STR("ali: a\t" ID "01\nali: b\t" ID "03\nali: c\t" ID "05\n"),
	    "all is logged once");
	logged_end(windowed);
}

/* A person is renamed before what was missed has come. */
static void
outlasts_rename(void)
{
	const char *logged = "ali: b\t" ID "02\nali: hello\t1700000000000009\n";
	struct windowed *windowed = logged_begin("rename");

	logged_plant("@ali.log", STR(DATE "ali: a\t" ID "01\n"));
	meet(windowed);
	logged_hear(windowed, "name 1700000000000010 ali sara\n");
	logged_hear(windowed,
	    "past tell " ID "02 ali javad b\nok history @ali 1 " ID "02\n");
	TAP_OK(strstr(logged_text("@sara.log").at, logged) != NULL,
	    "nothing lacks");
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
		    "ali: a\nali: b\n--- 2 new\n-- you missed 2 messages\n"
		    "ali: javad: c\nali: d\n-- javad has joined #dev\n",
		    2, false, log },
		{ "ok history dev 0\n",
		    "ali: a\nali: b\nali: javad: c\nali: d\n"
		    "-- javad has joined #dev\n",
		    0, false, NULL },
		{ "past msg " ID "04 dev ali c\npast msg " ID
		  "05 dev ali d\nok history dev 2 " ID "05\n",
		    "ali: a\nali: b\n--- 2 new\n-- you missed 2 messages\n"
		    "ali: c\nali: d\n-- javad has joined #dev\n",
		    0, true, log },
		{ "err history not-allowed no\n",
		    "ali: a\nali: b\n-- messages since 2023-11-14 "
		    "21:56 are not known here\n-- javad has joined #dev\n",
		    0, false, log },
		{ "past msg " ID "04 dev ali c\nok history dev 1 " ID "04\n",
		    "--- 1 new\n-- you missed 1 message\nali: c\n"
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

/*
 * The log is complete up to its last event, wherever the client ends: it gets
 * later ones when what was missed is there.
 */
static void
holds(void)
{
	const char *before = "ali: a\t" ID "01\n";
	const char *all =
	    "ali: a\t" ID "01\nali: b\t" ID "02\nali: c\t" ID "03\n"
	    "-- javad has joined #dev\t1700000000000000\n"
	    "-- deleted by ali\t1700000000000001\n"
	    "ali: two\t1700000000000002\n"
	    "ali: lines\t1700000000000002+2\n";
	const char *live = "msg 1700000000000001 dev ali bad\n"
			   "msg 1700000000000002 dev ali two\n"
			   "msg 1700000000000002 dev ali lines\n"
			   "redact 1700000000000003 dev ali 1700000000000001\n";
	struct windowed *windowed = logged_begin("holds");

	logged_plant("dev.log", STR(DATE "ali: a\t" ID "01\n"));
	logged_join_recorded(windowed);
	logged_hear(windowed, live);
	TAP_STR(logged_text("dev.log"), str_from(before), "later events wait");
	logged_end(windowed);
	windowed = logged_begin("holds");
	logged_join_recorded(windowed);
	logged_hear(windowed, live);
	logged_hear(windowed, "past msg " ID "02 dev ali b\n");
	logged_end(windowed);
	windowed = logged_begin("holds");
	logged_join_recorded(windowed);
	logged_shows(windowed, "ali: a\nali: b\n-- javad has joined #dev\n");
	logged_hear(windowed, live);
	logged_hear(windowed,
	    "past msg " ID "03 dev ali c\n"
	    "past msg 1700000000000002 dev ali two\n"
	    "past msg 1700000000000002 dev ali lines\n"
	    "ok history dev 3 1700000000000002\n");
	TAP_STR(logged_text("dev.log"), str_from(all),
	    "nothing lacks, or comes twice");
	logged_hear(windowed, "msg 1700000000000004 dev ali d\n");
	TAP_OK(strstr(logged_text("dev.log").at,
		   "ali: d\t1700000000000004\n") != NULL,
	    "what comes then is logged at once");
	logged_end(windowed);
}

/* The server has no history: the view says what it lacks. */
static void
lacks(void)
{
	struct windowed *windowed = logged_begin("lacks");

	logged_plant("dev.log", STR(DATE "ali: a\t" ID "01\n"));
	windowed_join(windowed);
	logged_shows(windowed,
	    "ali: a\n-- messages since 2023-11-14 21:56 are not known "
	    "here\n-- javad has joined #dev\n");
	logged_hear(windowed, "leave 1700000000000001 dev javad\n");
	TAP_STR(logged_text("dev.log"),
	    STR("ali: a\t" ID "01\n"
		"-- messages since 2023-11-14 21:56 are not known here\n"
		"-- javad has joined #dev\t1700000000000000\n"
		"-- javad has left #dev\t1700000000000001\n"),
	    "the log tells of the gap, too");
	logged_end(windowed);
	windowed = logged_begin("lacks");
	windowed_join(windowed);
	TAP_OK(strstr(logged_screen(windowed), "not known") == NULL,
	    "a log that is ahead of the server tells nothing");
	logged_end(windowed);
}

/* There is no room for another request: the view says what it lacks. */
static void
is_full(void)
{
	struct windowed *windowed = logged_begin("full");
	struct past *past = &windowed->chat.past;
	char place[] = "group-000";

	logged_plant("dev.log", STR(DATE "ali: a\t" ID "01\n"));
	for (size_t i = 0; i < PAST_WANTS; i++) {
		const struct past_want want = { .kind = PAST_FILL };
		(void)snprintf(place, sizeof(place), "group-%03zu", i);
		MUST(past_add(past, &want, str_from(place)), "room");
	}
	past->asked = true;
	logged_join_recorded(windowed);
	logged_hear(windowed, "msg 1700000000000004 dev ali d\n");
	TAP_STR(logged_text("dev.log"),
	    STR("ali: a\t" ID "01\n"
		"-- messages since 2023-11-14 21:56 are not known here\n"
		"-- javad has joined #dev\t1700000000000000\n"
		"ali: d\t1700000000000004\n"),
	    "and logs what comes");
	logged_end(windowed);
}

int
main(void)
{
	MUST(setenv("TZ", "UTC", 1) == 0, "no memory");
	merges();
	logs_at_once();
	stays_closed();
	resumes();
	resumes_in_order();
	letter_in_order();
	outlasts_rename();
	misses();
	holds();
	lacks();
	is_full();
	return tap_done();
}
