/*
 * forkcast log reads the history in pages, forwards or backwards, and prints
 * the messages that are wanted, the oldest first; it joins a group only if it
 * has to, and says why it cannot read.
 */
#include <stdio.h>

#include "tests/lib/fake.h"
#include "tests/lib/shell.h"

#define LOG "exec forkcast log -n javad "

/* IDs of 2023-11-14 22:13:20 UTC and a few µs later. */
#define ID(n) "17000000000000" #n
#define MSG(n, name, text) "past msg " ID(n) " ops " name "!u@h!*!- " text "\n"

static struct fake fake;

static struct shell *
begin(const char *options)
{
	char script[512];

	(void)snprintf(script, sizeof(script), "TZ=UTC0 " LOG "%s", options);
	struct shell *shell = shell_start(fake.address, script);
	fake_expect(&fake, "name javad");
	fake_say(&fake, "ok name javad\n");
	return shell;
}

/* Expects the end: a status, and all that was printed. */
static void
expect_end(struct shell *shell, int status, const char *said)
{
	fake_expect(&fake, "quit");
	fake_say(&fake, "bye quit goodbye\n");
	fake_close(&fake);
	TAP_NUM(shell_status(shell), status, "the status");
	TAP_STR(str_from(shell_said(shell)), str_from(said), "the output");
}

static void
reads_the_last(void)
{
	struct shell *shell = begin("ops");

	fake_expect_next(&fake, "history ops said last 50");
	fake_say(&fake,
	    MSG(11, "ali", "one") "past join " ID(
		12) " ops ece!u@h!*!- Ece\n"
		    "past note " ID(
			13) " ops bot!u@h!*!B two\n"
			    "past signal " ID(
				14) " ops ali!u@h!*!-\n"
				    "past tags +x=y\n" MSG(15, "ali",
					"three") "ok history ops 5 " ID(15) "\n");
	expect_end(shell, 0,
	    "[ops] ali: one\n[ops] bot: two\n"
	    "[ops] ali: three\n");
	shell = begin("-T ops");
	fake_expect_next(&fake, "history ops said last 50");
	fake_say(&fake,
	    MSG(11, "ali", "one") "past join " ID(
		12) " ops ece!u@h!*!- Ece\n"
		    "past quit " ID(13) " ece!u@h!*!- gone\n"
					"ok history ops 3 " ID(13) "\n");
	expect_end(shell, 0, "2023-11-14 22:13:20 [ops] ali: one\n");
}

/* Pages that go back: only as many as are needed, and no more than wanted. */
static void
goes_back(void)
{
	char lines[2][8192] = { "", "" };
	char wanted[512] = "";
	struct shell *shell = begin("-c 3 -f ALI -b 1700000000000500 ops");

	for (int i = 0; i < 200; i++) {
		char *page = lines[i >= 100];
		const size_t len = strlen(page);
		(void)snprintf(page + len, sizeof(lines[0]) - len,
		    "past msg 1700000000000%03d ops %s %d\n", 200 + i,
		    i % 90 == 15 ? "ali" : "ece", i);
	}
	fake_expect_next(
	    &fake, "history ops said before 1700000000000500 1000");
	fake_say(&fake, lines[1]);
	fake_say(&fake, "ok history ops 1000 1700000000000399\n");
	fake_expect_next(
	    &fake, "history ops said before 1700000000000300 1000");
	fake_say(&fake, lines[0]);
	fake_say(&fake, "ok history ops 1000 1700000000000299\n");
	/* 195, 105 and 15. */
	(void)snprintf(wanted, sizeof(wanted),
	    "[ops] ali: 15\n[ops] ali: 105\n[ops] ali: 195\n");
	expect_end(shell, 0, wanted);
	/* The last page has more than are wanted. */
	shell = begin("-c 2 ops");
	fake_expect_next(&fake, "history ops said last 2");
	fake_say(&fake, lines[1]);
	fake_say(&fake, "ok history ops 100 1700000000000399\n");
	expect_end(shell, 0, "[ops] ece: 198\n[ops] ece: 199\n");
}

static void
goes_forward(void)
{
	char page[16384] = "";
	struct shell *shell =
	    begin("-j -a 2023-11-14T22:13:20Z -b 1700000000001003 ops");

	fake_expect_next(&fake, "history ops said after 1699999999999999 1000");
	fake_say(
	    &fake, "past msg 1700000000000001 ops ali!u@h!acc!- \"one\"\n");
	fake_say(&fake, "past gap 1700000000000002 1700000000000003\n");
	for (int i = 0; i < 999; i++) {
		const size_t len = strlen(page);
		if (len > sizeof(page) - 64) {
			fake_say(&fake, page);
			page[0] = '\0';
			i--;
			continue;
		}
		(void)snprintf(page + len, sizeof(page) - len,
		    "past leave 170000000000%04d ops ece\n", 4 + i);
	}
	fake_say(&fake, page);
	fake_say(&fake, "ok history ops 1000 1700000000001002\n");
	fake_expect_next(&fake, "history ops said after 1700000000001002 1000");
	fake_say(&fake,
	    "past msg 1700000000001003 ops ali!u@h!*!- late\n"
	    "ok history ops 1 1700000000001003\n");
	expect_end(shell, 0,
	    "{\"id\":1700000000000001,\"time\":\"2023-11-14T22:13:20.000001Z\","
	    "\"kind\":\"msg\",\"group\":\"ops\",\"name\":\"ali\","
	    "\"text\":\"\\\"one\\\"\",\"account\":\"acc\"}\n");
	TAP_OK(shell_matches("forkcast log: messages in ops are missing, from "
			     "2023-11-14T22:13:20.000002Z to "
			     "2023-11-14T22:13:20.000003Z\n",
		   shell_complained(shell)),
	    "it reports the gap");
	shell = begin("-c 2 -a 1700000000000010 ops");
	fake_expect_next(&fake, "history ops said last 2");
	fake_say(&fake,
	    MSG(12, "ali", "two")
		MSG(13, "ali", "three") "ok history ops 2 " ID(13) "\n");
	expect_end(shell, 0, "[ops] ali: two\n[ops] ali: three\n");
	shell = begin("-c 2 -a 1700000000000012 ops");
	fake_expect_next(&fake, "history ops said last 2");
	fake_say(&fake,
	    MSG(12, "ali", "two")
		MSG(13, "ali", "three") "ok history ops 2 " ID(13) "\n");
	expect_end(shell, 0, "[ops] ali: three\n");
}

static void
finds(void)
{
	struct shell *shell = begin("-g 'a  cup' ops");

	fake_expect_next(&fake, "history ops find 50 0 a  cup");
	fake_say(&fake,
	    MSG(13, "ali", "two, a  cup")
		MSG(11, "ali", "one, a  cup") "ok history ops 2 " ID(11) "\n");
	expect_end(
	    shell, 0, "[ops] ali: one, a  cup\n[ops] ali: two, a  cup\n");
	shell = begin("-g x -a 1700000000000011 -c 1 ops");
	fake_expect_next(&fake, "history ops find 1 0 x");
	fake_say(&fake, MSG(13, "ali", "x3") "ok history ops 1 " ID(13) "\n");
	expect_end(shell, 0, "[ops] ali: x3\n");
	shell = begin("-g none @ali");
	fake_expect_next(&fake, "history @ali find 50 0 none");
	fake_say(&fake, "ok history @ali 0 0\n");
	expect_end(shell, 1, "");
}

static void
reads_a_talk(void)
{
	struct shell *shell = begin("@ali");

	fake_expect_next(&fake, "history @ali said last 50");
	fake_say(&fake,
	    "past tell " ID(11) " ali!u@h!ali!- javad hello\n"
				"past note " ID(
				    12) " @ali javad!u@h!javad!- hi\n"
					"ok history @ali 2 " ID(12) "\n");
	expect_end(shell, 0, "ali -> javad: hello\njavad -> ali: hi\n");
}

static void
joins(void)
{
	struct shell *shell = begin("ops");

	fake_expect_next(&fake, "history ops said last 50");
	fake_say(&fake, "err history not-member you are not in that group\n");
	fake_expect_next(&fake, "join ops");
	fake_say(&fake,
	    "join " ID(50) " ops javad!u@h!*!- J\n"
			   "msg " ID(51) " ops ali!u@h!*!- new\n");
	fake_expect_next(&fake, "history ops said last 50");
	fake_say(&fake,
	    MSG(11, "ali", "one") "past join " ID(
		12) " ops javad!u@h!*!- J\n"
		    "past join " ID(50) " ops javad!u@h!*!- J\n"
					"ok history ops 3 " ID(50) "\n");
	fake_expect_next(&fake, "leave ops");
	fake_say(&fake, "leave " ID(52) " ops javad!u@h!*!-\n");
	expect_end(shell, 0, "[ops] ali: one\n");
	shell = begin("ops");
	fake_expect_next(&fake, "history ops said last 50");
	fake_say(&fake, "err history not-member you are not in that group\n");
	fake_expect_next(&fake, "join ops");
	fake_say(&fake, "err join not-allowed it is closed\n");
	expect_end(shell, 77, "");
	TAP_STR(str_from(shell_complained(shell)),
	    STR("forkcast log: cannot join ops: it is closed\n"), "says so");
}

/* With nothing to print, it asks whether there can be anything. */
static void
finds_nothing(void)
{
	struct shell *shell = begin("ops");

	fake_expect_next(&fake, "history ops said last 50");
	fake_say(&fake, "ok history ops 0 0\n");
	fake_expect_next(&fake, "mode ops");
	fake_say(&fake, "ok mode ops Hn " ID(10) " * 0 *\n");
	expect_end(shell, 1, "");
	TAP_STR(str_from(shell_complained(shell)), STR(""), "nothing is wrong");
	shell = begin("ops");
	fake_expect_next(&fake, "history ops said last 50");
	fake_say(&fake, "ok history ops 0 0\n");
	fake_expect_next(&fake, "mode ops");
	fake_say(&fake, "ok mode ops n " ID(10) " * 0 *\n");
	expect_end(shell, 69, "");
	TAP_STR(str_from(shell_complained(shell)),
	    STR("forkcast log: ops is not recorded\n"), "there never was");
}

static const struct {
	const char *answer;
	int status;
	const char *complaint;
} refusals[] = {
	{ "err history unavailable no history here\n", 69,
	    "forkcast log: cannot read the history of @ali: no history here\n" },
	{ "err history not-member not you\n", 77,
	    "forkcast log: cannot read the history of @ali: not you\n" },
};

static void
is_refused(void)
{
	for (size_t i = 0; i < COUNT(refusals); i++) {
		struct shell *shell = begin("@ali");
		fake_expect_next(&fake, "history @ali said last 50");
		fake_say(&fake, refusals[i].answer);
		expect_end(shell, refusals[i].status, "");
		TAP_STR(str_from(shell_complained(shell)),
		    str_from(refusals[i].complaint), "why");
	}
}

int
main(void)
{
	fake_start(&fake);
	reads_the_last();
	goes_back();
	goes_forward();
	finds();
	reads_a_talk();
	joins();
	finds_nothing();
	is_refused();
	fake_stop(&fake);
	shell_run("forkcast log", 64, "",
	    "forkcast log: expected one group or @NAME\n"
	    "usage: ...\n       ...\n       ...\n");
	shell_run("forkcast log -a yesterday ops", 64, "",
	    "forkcast log: -a yesterday: must be an ID or a time such as "
	    "2026-11-22, 2026-11-22T14:00, 14:00 or -2h\n");
	shell_run("forkcast log -b 25:00 ops", 64, "", "*...\n");
	shell_run("forkcast log -g '' ops", 64, "", "*...\n");
	return tap_done();
}
