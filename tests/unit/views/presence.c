/*
 * client/views/presence: joins and leaves are shown of who has spoken in that
 * group in the last 30 minutes, a script is but its one line, and none of it
 * takes more time or memory when there are many.
 */
#include "client/views/presence.h"

#include <stdio.h>

#include "tests/lib/must.h"

#define START (1000 * SEC)

static struct presence presence;
static enum presence_mode mode;

static bool
shows_in(const char *group, usec now, const char *text)
{
	struct command line;

	MUST(grammar_parse(str_from(text), FROM_SERVER, &line) == CODE_OK,
	    "a line of the server: %s", text);
	return presence_shows(
	    &presence, mode, &line, str_from(group), START + now);
}

static bool
shows(usec seconds, const char *text)
{
	return shows_in("dev", seconds * SEC, text);
}

static void
begin(enum presence_mode how)
{
	presence = (struct presence) { 0 };
	mode = how;
}

#define SHOWN(seconds, text) \
	TAP_OK(shows(seconds, text), "%d s: %s", seconds, text)
#define HIDDEN(seconds, text) \
	TAP_OK(!shows(seconds, text), "%d s: not %s", seconds, text)

static void
who_has_spoken(void)
{
	begin(PRESENCE_SMART);
	HIDDEN(0, "join 1 dev sara");
	HIDDEN(20, "leave 1 dev sara");
	HIDDEN(30, "join 1 dev sara Sara of Shiraz");
	SHOWN(50, "msg 1 dev Sara hello");
	SHOWN(50 + 30 * 60 - 1, "leave 1 dev sara");
	SHOWN(50 + 30 * 60 - 1, "join 1 dev SARA");
	HIDDEN(50 + 30 * 60, "leave 1 dev sara bye");
	HIDDEN(50 + 30 * 60, "quit 1 sara");
	SHOWN(2000, "msg 1 o:dev sara!s@host!sara! again");
	SHOWN(2001, "quit 1 sara!s@host!sara! bye");
	HIDDEN(2001, "quit 1 bob");
	SHOWN(2002, "topic 1 dev bob new topic");
}

static void
in_which_group(void)
{
	begin(PRESENCE_SMART);
	SHOWN(0, "msg 1 dev sara hello");
	TAP_OK(
	    !shows_in("ops", SEC, "quit 1 sara"), "not where she was silent");
	SHOWN(1, "quit 1 sara");
	TAP_OK(shows_in("DEV", SEC, "quit 1 sara"), "a group has no case");
}

static void
of_another_name(void)
{
	begin(PRESENCE_SMART);
	HIDDEN(0, "name 1 bob rob");
	SHOWN(0, "msg 1 dev sara hello");
	SHOWN(1, "name 1 sara zoe");
	SHOWN(2, "name 1 zoe Zoe");
	HIDDEN(3, "quit 1 sara");
	SHOWN(4, "quit 1 zoe");
	HIDDEN(10, "join 1 dev cron-1");
	SHOWN(11, "msg 1 dev cron-1 done");
	SHOWN(12, "name 1 cron-1 cron-2");
	HIDDEN(13, "quit 1 cron-2");
}

static void
what_scripts_do(void)
{
	begin(PRESENCE_SMART);
	for (int i = 0; i < 3; i++) {
		const usec start = (usec)i * 60;
		MUST(!shows(start, "join 1 dev cron"), "minute %d", i);
		MUST(shows(start + 1, "msg 1 dev cron done"), "its line");
		MUST(!shows(start + 9, "quit 1 cron"), "minute %d", i);
	}
	PASS("a script is one line, each time");
	HIDDEN(300, "join 1 dev sara");
	SHOWN(301, "msg 1 dev sara hello");
	SHOWN(310, "leave 1 dev sara");
	SHOWN(311, "join 1 dev sara");
	SHOWN(312, "msg 1 dev sara back");
	SHOWN(313, "leave 1 dev sara");
}

static void
in_other_modes(void)
{
	begin(PRESENCE_ALL);
	SHOWN(0, "join 1 dev cron");
	SHOWN(1, "msg 1 dev cron done");
	SHOWN(2, "quit 1 cron");
	begin(PRESENCE_OFF);
	HIDDEN(0, "join 1 dev sara");
	SHOWN(1, "msg 1 dev sara hello");
	SHOWN(1, "topic 1 dev sara new topic");
	HIDDEN(100, "name 1 sara zoe");
	mode = PRESENCE_SMART;
	TAP_OK(shows(101, "leave 1 dev zoe"), "what was noted meanwhile holds");
}

/*
 * With as many speakers as fit, most are remembered; with many more, the last
 * ones.
 */
static void
of_many(void)
{
	char text[64];
	int known = 0, silent = 0;

	begin(PRESENCE_SMART);
	for (int i = 0; i < 200000; i++) {
		(void)snprintf(text, sizeof(text), "msg 1 dev n%d hi", i);
		(void)shows_in("dev", (usec)i, text);
		(void)snprintf(text, sizeof(text), "join 1 dev j%d", i);
		silent += shows_in("dev", (usec)i, text);
	}
	for (int i = 200000 - 2000; i < 200000; i++) {
		(void)snprintf(text, sizeof(text), "leave 1 dev n%d", i);
		known += shows_in("dev", (usec)SEC, text);
	}
	TAP_OK(known > 1700, "of the last 2,000 who spoke %d are known", known);
	TAP_NUM(silent, 0, "and none who did not speak");
}

int
main(void)
{
	who_has_spoken();
	in_which_group();
	of_another_name();
	what_scripts_do();
	in_other_modes();
	of_many();
	return tap_done();
}
