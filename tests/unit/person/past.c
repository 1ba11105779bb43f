/*
 * client/person/past: one request at a time, those of the person first; what
 * its answer says, and where the next page begins; what was missed.
 */
#include "client/person/past.h"

#include <string.h>

#include "tests/lib/must.h"

#define ID(last) "17000000000000" last

static struct session session;
static struct past past;

static void
begin(void)
{
	session_init(&session, -1);
	memset(&past, 0, sizeof(past));
}

/* Returns the lines that were said since. */
static struct str
said(void)
{
	static char text[SESSION_BUFFER];
	const struct str out = buf_str(&session.out);
	const size_t len = out.len;

	memcpy(text, out.at, len);
	buf_drop(&session.out, len);
	return (struct str) { text, len };
}

static enum past_news
hear(const char *text)
{
	struct command line, event;

	MUST(grammar_parse(str_from(text), FROM_SERVER, &line) == CODE_OK,
	    "heard: %s", text);
	const enum past_news news = past_take(&past, &session, &line, &event);
	session_note(&session, &line);
	return news;
}

static bool
add(enum past_kind kind, uint64_t id, const char *place)
{
	const struct past_want want = {
		.kind = kind, .id = id, .text = "tea time", .text_len = 8
	};

	return past_add(&past, &want, str_from(place));
}

/* Ends the request that awaits its answer. */
static void
answer(const char *text)
{
	TAP_NUM(hear(text), PAST_PAGE_END, "%s ends a page", text);
	past_end(&past);
}

static void
asks_in_turn(void)
{
	begin();
	MUST(add(PAST_FILL, 0, "ops") && add(PAST_MISSED, 7, "dev"), "room");
	TAP_OK(!add(PAST_FILL, 0, "OPS"), "there is that one");
	past_ask(&past, &session);
	past_ask(&past, &session);
	TAP_STR(said(), STR("history ops said last 50\n"), "one at a time");
	MUST(add(PAST_OLDER, 9, "ops") && add(PAST_FOUND, 9, "ops") &&
		add(PAST_TALKS, 5, ""),
	    "room");
	answer("ok history ops 0 0");
	past_ask(&past, &session);
	TAP_STR(said(), STR("history ops find 1 9 tea time\n"),
	    "the person's come first");
	answer("ok history ops 0 9");
	past_ask(&past, &session);
	TAP_STR(said(), STR("history ops said before 9 50\n"), "before");
	answer("ok history ops 0 9");
	past.events = true;
	past_ask(&past, &session);
	TAP_STR(said(), STR("history dev after 7 50\n"), "all events");
	answer("ok history dev 0 7");
	past_ask(&past, &session);
	TAP_STR(said(), STR("talks 5 0 50\n"), "talks");
	TAP_NUM(hear("talk @sara " ID("01")), PAST_TALK, "a talk");
	answer("ok talks 1");
	past_ask(&past, &session);
	TAP_NUM(said().len, 0, "nothing is left");
}

/* Requests for private messages come first, in the order of asking. */
static void
asks_people_first(void)
{
	begin();
	MUST(add(PAST_MISSED, 7, "dev") && add(PAST_MISSED, 7, "ops"), "room");
	past_ask(&past, &session);
	TAP_STR(said(), STR("history dev said after 7 50\n"), "the first one");
	MUST(add(PAST_MISSED, 5, "@ali") && add(PAST_OLDER, 9, "ops") &&
		add(PAST_MISSED, 6, "@sara"),
	    "room");
	answer("ok history dev 0 7");
	past_ask(&past, &session);
	TAP_STR(
	    said(), STR("history ops said before 9 50\n"), "one waited for");
	answer("ok history ops 0 9");
	past_ask(&past, &session);
	TAP_STR(said(), STR("history @ali said after 5 50\n"), "a person");
	answer("ok history @ali 0 5");
	past_ask(&past, &session);
	TAP_STR(said(), STR("history @sara said after 6 50\n"), "another one");
	answer("ok history @sara 0 6");
	past_ask(&past, &session);
	TAP_STR(said(), STR("history ops said after 7 50\n"), "a group");
	answer("ok history ops 0 7");
}

static void
asks_in_lines(void)
{
	const struct past_want want = {
		.kind = PAST_FILL, .size = 20, .in_lines = true
	};

	begin();
	MUST(past_add(&past, &want, STR("ops")), "room");
	past_ask(&past, &session);
	TAP_STR(said(), STR("history ops said lines last 20\n"), "in lines");
	answer("ok history ops 0 0");
}

static void
reads_answers(void)
{
	begin();
	MUST(add(PAST_OLDER, 0, "ops"), "room");
	past_ask(&past, &session);
	(void)said();
	TAP_NUM(hear("msg " ID("70") " ops ali live"), PAST_NO_NEWS, "live");
	TAP_NUM(hear("past msg " ID("21") " ops ali b"), PAST_EVENT, "event");
	TAP_NUM(hear("past gap " ID("31") " " ID("32")), PAST_EVENT, "gap");
	TAP_NUM(hear("past later x y"), PAST_NO_NEWS, "a later version's");
	TAP_NUM(hear("past msg x ops ali b"), PAST_NO_NEWS, "no ID");
	TAP_NUM(hear("past ok ping"), PAST_NO_NEWS, "no event");
	TAP_NUM(hear("ok history ops 50 " ID("11")), PAST_PAGE_END, "end");
	TAP_OK(past.want[0].more, "there are more");
	past_continue(&past);
	past_ask(&past, &session);
	TAP_STR(said(), STR("history ops said before " ID("11") " 50\n"),
	    "from the first one on, even if it was not shown");
	TAP_NUM(hear("ok history ops 49 " ID("10")), PAST_PAGE_END, "end");
	TAP_OK(!past.want[0].more, "no more");
	past_end(&past);
	MUST(add(PAST_MISSED, 5, "ops"), "room");
	past_ask(&past, &session);
	(void)said();
	TAP_NUM(hear("past msg " ID("21") " ops ali b"), PAST_EVENT, "event");
	TAP_NUM(hear("ok history ops 50 " ID("41")), PAST_PAGE_END, "end");
	past_continue(&past);
	past_ask(&past, &session);
	TAP_STR(said(), STR("history ops said after " ID("41") " 50\n"),
	    "from the last one on");
	TAP_NUM(hear("err history unavailable not now"), PAST_PAGE_END,
	    "a refusal ends it");
	TAP_OK(past.want[0].refused && !past.want[0].more, "it is refused");
	past_end(&past);
	TAP_NUM(hear("past msg " ID("21") " ops ali b"), PAST_NO_NEWS,
	    "nobody has asked");
}

/* The person's own request is not ours. */
static void
leaves_others_alone(void)
{
	begin();
	SESSION_SAY(&session, VERB_HISTORY, STR("history ops last 1"));
	MUST(add(PAST_FILL, 0, "ops"), "room");
	past_ask(&past, &session);
	TAP_NUM(hear("past msg " ID("21") " ops ali b"), PAST_NO_NEWS,
	    "of the request before");
	TAP_NUM(hear("ok history ops 1 " ID("21")), PAST_NO_NEWS, "its end");
	TAP_NUM(hear("past msg " ID("21") " ops ali b"), PAST_EVENT, "ours");
}

static void
stops_searches(void)
{
	begin();
	MUST(add(PAST_FOUND, 9, "ops"), "room");
	past_ask(&past, &session);
	MUST(add(PAST_FILL, 0, "dev"), "room");
	past_stop_search(&past);
	TAP_OK(past.want[0].stopped && past.count == 2, "it is under way");
	TAP_OK(add(PAST_FOUND, 9, "ops") && past.count == 3, "another one");
	past_stop_search(&past);
	TAP_NUM(past.count, 2, "one that waits is dropped");
	past_end(&past);
	TAP_NUM(past.want[0].kind, PAST_FILL, "others stay");
}

static void
knows_what_was_missed(void)
{
	begin();
	past.newest = 5;
	past_lost(&past);
	TAP_NUM(past.since, 5, "what came after the last event");
	past.newest = 9;
	MUST(add(PAST_MISSED, 5, "ops"), "room");
	past_settle(&past);
	past_lost(&past);
	TAP_NUM(past.since, 5, "also when it is lost again, until it is there");
	TAP_NUM(past.count, 0, "and all is asked for anew");
	past_settle(&past);
	past_lost(&past);
	TAP_NUM(past.since, 9, "then what came after that");
}

static void
is_bounded(void)
{
	char name[] = "group-000";

	begin();
	for (size_t i = 0; i < PAST_WANTS; i++) {
		name[6] = (char)('a' + i / 16);
		name[7] = (char)('a' + i % 16);
		MUST(add(PAST_FILL, 0, name), "room for %zu", i);
	}
	TAP_OK(!add(PAST_OLDER, 9, "ops"), "no more than %d", PAST_WANTS);
	past_ask(&past, &session);
	past_end(&past);
	TAP_OK(add(PAST_OLDER, 9, "ops"), "until one has ended");
}

int
main(void)
{
	asks_in_turn();
	asks_people_first();
	asks_in_lines();
	reads_answers();
	leaves_others_alone();
	stops_searches();
	knows_what_was_missed();
	is_bounded();
	return tap_done();
}
