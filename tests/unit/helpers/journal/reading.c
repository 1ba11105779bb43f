/*
 * helpers/journal: what was recorded is read forward, backward and by its text,
 * by those who may; in files of several days, in parts of 64 lines, with what
 * a line has that is no record passed over.
 */
#include <stdio.h>

#include "tests/lib/history/scribe.h"

#define DAY ((unsigned long long)SCRIBE_DAY)
#define NEXT (DAY + UINT64_C(86400000000))

static struct scribe it;

static void
says_all(void)
{
	scribe_say(&it, "log %llu ops.7 in ali.3\n", DAY + 1);
	scribe_say(&it,
	    "log %llu ops.7 o msg a!u@h!ali!- hello\n"
	    "log %llu ops.7 c tags x=1\n"
	    "log %llu ops.7 c msg a!u@h!ali!- Closed TEXT\n"
	    "log %llu ops.7 o join b!u@h!bob!- Bob\n",
	    DAY + 2, DAY + 3, DAY + 3, DAY + 4);
	scribe_say(&it,
	    "log %llu ops.7 o lines a!u@h!ali!- 1,1,3 a b abc\n"
	    "log %llu @ali.3+bob.4 c msg a!u@h!ali!- bob secret\n"
	    "log %llu ops.7 o note b!u@h!bob!- text again\n",
	    NEXT + 5, NEXT + 6, NEXT + 7);
}

/* Written with IDs as they are, which a constant cannot have. */
static const char *
lines(const char *format, unsigned long long id)
{
	static char room[4][1024];
	static int which;

	which = (which + 1) % 4;
	(void)snprintf(room[which], sizeof(room[which]), format, id);
	return room[which];
}

static void
reads(void)
{
	scribe_asks(&it, "forward ops.7 ali.3 0 members 0 0 100",
	    "past 1795392000000002 msg a!u@h!ali!- hello\n"
	    "past 1795392000000003 tags x=1\n"
	    "past 1795392000000003 msg a!u@h!ali!- Closed TEXT\n"
	    "past 1795392000000004 join b!u@h!bob!- Bob\n"
	    "past 1795478400000005 lines a!u@h!ali!- 1,1,3 a b abc\n"
	    "past 1795478400000007 note b!u@h!bob!- text again\n"
	    "done 1795478400000007 5");
	scribe_asks(&it, "forward ops.7 ali.3 0 members 0 0 1",
	    "past 1795392000000002 msg a!u@h!ali!- hello\n"
	    "done 1795392000000002 1");
	scribe_asks(&it,
	    "forward ops.7 ali.3 0 members 1795392000000002 1795478400000005 9",
	    "past 1795392000000003 tags x=1\n"
	    "past 1795392000000003 msg a!u@h!ali!- Closed TEXT\n"
	    "past 1795392000000004 join b!u@h!bob!- Bob\n"
	    "done 1795392000000004 2");
	scribe_asks(&it, "backward ops.7 ali.3 0 members 0 0 1",
	    "past 1795478400000007 note b!u@h!bob!- text again\n"
	    "done 1795478400000007 1");
	scribe_asks(&it, "backward ops.7 ali.3 0 members,said 0 0 3",
	    "past 1795392000000003 tags x=1\n"
	    "past 1795392000000003 msg a!u@h!ali!- Closed TEXT\n"
	    "past 1795478400000005 lines a!u@h!ali!- 1,1,3 a b abc\n"
	    "past 1795478400000007 note b!u@h!bob!- text again\n"
	    "done 1795478400000007 3");
	scribe_asks(&it, "backward ops.7 ali.3 0 members,lines 0 0 4",
	    "past 1795478400000005 lines a!u@h!ali!- 1,1,3 a b abc\n"
	    "past 1795478400000007 note b!u@h!bob!- text again\n"
	    "done 1795478400000007 4");
	scribe_asks(&it,
	    "backward ops.7 ali.3 0 members 1795392000000003 "
	    "1795478400000007 2",
	    "past 1795392000000004 join b!u@h!bob!- Bob\n"
	    "past 1795478400000005 lines a!u@h!ali!- 1,1,3 a b abc\n"
	    "done 1795478400000005 2");
}

static void
finds(void)
{
	scribe_asks(&it, "find ops.7 ali.3 0 members 0 0 9 tExT",
	    "past 1795478400000007 note b!u@h!bob!- text again\n"
	    "past 1795392000000003 tags x=1\n"
	    "past 1795392000000003 msg a!u@h!ali!- Closed TEXT\n"
	    "done 0 2");
	scribe_asks(&it, "find ops.7 ali.3 0 members 0 0 1 text",
	    "past 1795478400000007 note b!u@h!bob!- text again\n"
	    "done 1795478400000007 1");
	scribe_asks(&it, "find ops.7 ali.3 0 members 0 1795478400000007 9 text",
	    "past 1795392000000003 tags x=1\n"
	    "past 1795392000000003 msg a!u@h!ali!- Closed TEXT\n"
	    "done 0 1");
	scribe_asks(&it, "find ops.7 ali.3 0 members 1795392000000003 0 9 text",
	    "past 1795478400000007 note b!u@h!bob!- text again\n"
	    "done 1795392000000003 1");
	scribe_asks(&it, "find ops.7 ali.3 0 members 0 0 9 note", "done 0 0");
	scribe_asks(&it, "find ops.7 ali.3 0 members 0 0 9 ali", "done 0 0");
	scribe_asks(&it, "find @ali.3+bob.4 bob.4 0 members 0 0 9 SECRET",
	    "past 1795478400000006 msg a!u@h!ali!- bob secret\n"
	    "done 0 1");
	scribe_asks(
	    &it, "find @ali.3+bob.4 bob.4 0 members 0 0 9 bob", "done 0 0");
}

/* Who may read what. */
static void
admits(void)
{
	scribe_asks(
	    &it, "forward ops.7 bob.4 0 members 0 0 9", "not-member ...");
	scribe_asks(&it, "forward ops.7 * 0 members 0 0 9", "not-member ...");
	scribe_asks(&it, "forward ops.7 * 1795392000000004 members 0 0 9",
	    "past 1795392000000002 msg a!u@h!ali!- hello\n"
	    "past 1795392000000004 join b!u@h!bob!- Bob\n"
	    "past 1795478400000005 lines a!u@h!ali!- 1,1,3 a b abc\n"
	    "past 1795478400000007 note b!u@h!bob!- text again\n"
	    "done 1795478400000007 4");
	scribe_asks(&it, "backward ops.7 * 1795392000000004 joined 0 0 9",
	    "past 1795392000000004 join b!u@h!bob!- Bob\n"
	    "past 1795478400000005 lines a!u@h!ali!- 1,1,3 a b abc\n"
	    "past 1795478400000007 note b!u@h!bob!- text again\n"
	    "done 1795478400000007 3");
	scribe_say(&it, "log %llu ops.7 out ali.3\n", NEXT + 8);
	scribe_asks(
	    &it, "forward ops.7 ali.3 0 members 0 0 9", "not-member ...");
	scribe_say(&it, "log %llu ops.7 in ali.3\n", NEXT + 9);
	scribe_asks(&it, "backward ops.7 ali.3 0 joined 0 0 9",
	    lines("done %llu 0", NEXT + 7));
	scribe_asks(&it, "forward tea.0 * 1 members 0 0 9", "done 0 0");
	scribe_asks(&it, "forward tea", "unavailable ...");
	scribe_asks(&it, "nothing", "unavailable ...");
}

static void
looks(void)
{
	scribe_asks(&it, "look ops.7 1795392000000003",
	    "past 1795392000000003 tags x=1\n"
	    "past 1795392000000003 msg a!u@h!ali!- Closed TEXT\ndone * 1");
	scribe_asks(&it, "look ops.7 1795392000000009", "done * 0");
	scribe_asks(&it, "look tea.0 1795392000000003", "done * 0");
	scribe_asks(&it, "talks ali.3 0 0 9",
	    "talk @ali.3+bob.4 1795478400000006\n"
	    "talk ops.7 1795478400000007\ndone");
	scribe_asks(
	    &it, "talks ali.3 0 0 1", "talk ops.7 1795478400000007\ndone");
	scribe_asks(&it, "talks bob.4 0 1795478400000007 9",
	    "talk @ali.3+bob.4 1795478400000006\ndone");
	scribe_asks(&it, "talks bob.4 1795478400000006 0 9", "done");
	scribe_asks(&it, "export ali.3 ALI - 0 99",
	    "where @ali.3+bob.4\n"
	    "past 1795478400000006 msg a!u@h!ali!- bob secret\n"
	    "where ops.7\n"
	    "past 1795392000000002 msg a!u@h!ali!- hello\n"
	    "past 1795392000000003 msg a!u@h!ali!- Closed TEXT\n"
	    "past 1795478400000005 lines a!u@h!ali!- 1,1,3 a b abc\n"
	    "done");
	scribe_asks(&it, "export ali.3 ali ops.7 1795392000000002 1",
	    "where ops.7\n"
	    "past 1795392000000003 msg a!u@h!ali!- Closed TEXT\n"
	    "more ops.7 1795392000000003");
}

/* As many as three answers have. */
static void
parts(void)
{
	char last[128];

	for (unsigned i = 0; i < 150; i++)
		scribe_say(&it, "log %llu long.0 o msg a!u@h!-!- no %u x\n",
		    DAY + 100 + i, i);
	TAP_NUM(scribe_count(&it, "forward long.0 * 1 members 0 0 150", last),
	    63, "the first part");
	TAP_STR(str_from(last), STR("more 1795392000000162 63"), "goes on");
	TAP_NUM(scribe_count(&it,
		    "forward long.0 * 1 members 1795392000000162 0 87", last),
	    63, "the second part");
	TAP_NUM(scribe_count(&it,
		    "forward long.0 * 1 members 1795392000000225 0 24", last),
	    24, "the last part");
	TAP_STR(str_from(last), STR("done 1795392000000249 24"), "is the last");
	TAP_NUM(scribe_count(&it, "backward long.0 * 1 members 0 0 100", last),
	    63, "the last ones begin with the first of them");
	TAP_STR(str_from(last), STR("more 1795392000000212 63"), "and go on");
	TAP_NUM(scribe_count(&it, "find long.0 * 1 members 0 0 100 NO", last),
	    63, "found from the end");
	TAP_STR(
	    str_from(last), STR("more 1795392000000187 63"), "to be gone on");
}

/* Lines that are none, in a file that a person has edited. */
static void
passes_over(void)
{
	scribe_bye(&it);
	shelf_write("history/ops.7/2026-11-23",
	    STR("rubbish\n"
		"1795392000000002 o msg a!u@h!ali!- hello\n"
		"1795392000000002 x msg a!u@h!ali!- hello\n"
		"\n"
		"17953920000000 o msg a!u@h!ali!- hello\n"
		"1795392000000003 o msg a!u@h!ali!- \xff\n"
		"1795392000000004 - --------------------\n"
		"1795392000000005 o msg a!u@h!ali!- bye\n"
		"179539"));
	scribe_start(&it);
	scribe_asks(&it, "forward ops.7 ali.3 0 members 0 1795478400000000 9",
	    "past 1795392000000002 msg a!u@h!ali!- hello\n"
	    "past 1795392000000005 msg a!u@h!ali!- bye\n"
	    "done 1795392000000005 3");
	scribe_asks(&it, "backward ops.7 ali.3 0 members 0 1795478400000000 1",
	    "past 1795392000000005 msg a!u@h!ali!- bye\n"
	    "done 1795392000000005 1");
}

/* What was lost is told, and is no event. */
static void
counts_no_gap(void)
{
	scribe_say(&it,
	    "log %llu lost.7 o msg a!u@h!ali!- hello\n"
	    "log %llu lost.7 o gap 1795392000000001 1795392000000002\n"
	    "log %llu lost.7 o msg a!u@h!ali!- bye\n",
	    NEXT + 10, NEXT + 11, NEXT + 12);
	scribe_asks(&it, "backward lost.7 * 1 members 0 0 2",
	    "past 1795478400000010 msg a!u@h!ali!- hello\n"
	    "past 1795478400000011 gap 1795392000000001 1795392000000002\n"
	    "past 1795478400000012 msg a!u@h!ali!- bye\n"
	    "done 1795478400000012 2");
}

int
main(void)
{
	shelf_in_memory();
	scribe_start(&it);
	TAP_NUM(it.last, 0, "nothing is there");
	says_all();
	reads();
	finds();
	looks();
	admits();
	parts();
	passes_over();
	counts_no_gap();
	scribe_bye(&it);
	return tap_done();
}
