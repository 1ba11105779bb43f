/*
 * helpers/journal: a question that looks at much is answered in steps, each of
 * which tells where it goes on, and the answer is the same as in one. Another
 * journal goes on from there, too.
 */
#include <stdio.h>

#include "tests/lib/history/scribe.h"

#define DAY ((unsigned long long)SCRIBE_DAY)
#define FILE_NAME "history/big.0/2026-11-23.1795392000000001"

/* Records that no guest may see, of 2 KiB each, between those that all may. */
#define HIDDEN 5000
#define LAST (DAY + 1 + HIDDEN)

static struct scribe it;

/* Writes two records, the hidden ones by ali, and two. */
static void
writes(void)
{
	static char room[(HIDDEN + 4) * 2100];
	size_t len = 0;

	for (unsigned i = 0; i < HIDDEN + 4; i++) {
		const bool seen = i < 2 || i >= HIDDEN + 2;
		len += (size_t)snprintf(room + len, sizeof(room) - len,
		    "%llu %c msg %s!u@h!%s!- no %u %0*d\n", DAY + 1 + i,
		    seen ? 'o' : 'c', seen ? "bo" : "ali", seen ? "-" : "ali",
		    i, seen ? 1 : 2000, 0);
	}
	shelf_write(FILE_NAME, (struct str) { room, len });
}

/* It is answered so, in more steps than that. */
static void
in_steps(const char *question, const char *want, unsigned least)
{
	it.steps = 0;
	scribe_asks(&it, question, want);
	TAP_OK(it.steps > least, "in %u steps", it.steps);
}

static void
reads(void)
{
	in_steps("find big.0 * 0 1 - 0 0 9 nobody has said that", "done", 2);
	in_steps("find big.0 * 0 8999999999999999 s 0 0 9 NO 1 ",
	    "past 1795392000000002 msg bo!u@h!-!- no 1 0\ndone", 2);
	/* They are counted in steps, and then given. */
	in_steps("backward big.0 * 0 8999999999999999 - 0 0 4",
	    "past 1795392000000001 msg bo!u@h!-!- no 0 0\n"
	    "past 1795392000000002 msg bo!u@h!-!- no 1 0\n"
	    "more 1795392000000002",
	    2);
	in_steps("forward big.0 * 0 8999999999999999 - 1795392000000002 0 2",
	    "past 1795392000005002 gap 1795392000000003 1795392000005002\n"
	    "past 1795392000005003 msg bo!u@h!-!- no 5002 0\n"
	    "past 1795392000005004 msg bo!u@h!-!- no 5003 0\n"
	    "done",
	    1);
	/* None is counted, and then it is told that some are missing. */
	in_steps("backward big.0 * 0 8999999999999999 - 1795392000000002 "
		 "1795392000005003 4",
	    "past 1795392000005002 gap 1795392000000003 1795392000005002\n"
	    "done",
	    3);
}

/* Many groups, the marks of one account. */
static void
lists(void)
{
	char want[4096], place[128];
	size_t len = 0;
	struct str line;

	for (unsigned i = 10; i < 35; i++) {
		scribe_say(&it, "log %llu ali.3 in g%u.0 0\n", LAST + i, i);
		scribe_say(
		    &it, "log %llu g%u.0 o msg a!u@h!-!- x\n", LAST + i, i);
		len += (size_t)snprintf(want + len, sizeof(want) - len,
		    "talk g%u.0 %llu\n", i, LAST + i);
	}
	(void)snprintf(want + len, sizeof(want) - len, "done");
	in_steps("talks ali.3 - 0 0 1000", want, 0);
	/* Another one begins again, behind what was told. */
	scribe_say(&it, "ask 7 talks ali.3 - 0 0 1000\n");
	line = scribe_hear(&it);
	MUST(str_skip(&line, STR("answer 7 next ")), "no step");
	scribe_bye(&it);
	scribe_start(&it);
	(void)snprintf(place, sizeof(place),
	    "+ 7 0 %llu - talks ali.3 - 0 0 1000", LAST + 32);
	scribe_asks(&it, place, strstr(want, "talk g33.0"));
	/* Who comes meanwhile waits; and goes on if the first one has gone. */
	scribe_say(&it, "ask 5 talks ali.3 - 0 0 1000\n");
	line = scribe_hear(&it);
	MUST(str_begins(line, STR("answer 5 next ")), "no step");
	in_steps("talks ali.3 - 0 0 1000", want, 0);
}

static void
erases(void)
{
	in_steps("forget ali.3 ali 0", "done", 4);
	TAP_OK(!shelf_greps("ali!u@h"), "nothing is left");
	in_steps("erase big.0 1 0", "done", 0);
	TAP_OK(!shelf_greps("bo!u@h"), "nor of others");
}

/* Few in a step: each may have to end before the next question is taken. */
static void
names_all(void)
{
	char last[128];

	for (unsigned i = 0; i < 200; i++)
		scribe_say(&it, "log %llu name%u.0 o msg a!u@h!-!- x\n",
		    LAST + 100 + i, i);
	it.steps = 0;
	TAP_NUM(scribe_count(&it, "list", last), 227, "all are listed, once");
	TAP_OK(it.steps >= 227 / 8, "in %u steps", it.steps);
}

int
main(void)
{
	shelf_in_memory();
	it.sync = SEC;
	scribe_start(&it);
	scribe_say(&it, "log %llu big.0 o msg a!b!c!d x\n", DAY + 1);
	scribe_bye(&it);
	writes();
	scribe_start(&it);
	reads();
	lists();
	erases();
	names_all();
	scribe_bye(&it);
	return tap_done();
}
