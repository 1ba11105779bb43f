/*
 * client/views/presence: joins and leaves are shown of who has spoken in that
 * group in the last 30 minutes, which takes no more time or memory when there
 * are many.
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
	of_many();
	return tap_done();
}
