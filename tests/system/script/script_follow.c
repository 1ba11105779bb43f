/*
 * forkcast listen -a and -R fetch from the history the messages that they have
 * missed: in order, none twice, before any new ones.
 */
#include <signal.h>
#include <stdio.h>

#include "tests/lib/fake.h"
#include "tests/lib/shell.h"

#define LISTEN "exec forkcast listen -n javad "
#define ID(n) "17000000000000" #n
#define MSG(n, text) "msg " ID(n) " 1 ali " text "\n"
#define PAST(n, text) "past " MSG(n, text)
#define RECORDED "ok mode 1 Hnt 1 - 0 -\n"

static struct fake fake;

static void
say_joined(const char *id)
{
	char line[64];

	fake_expect(&fake, "join 1");
	(void)snprintf(line, sizeof(line), "join %s 1 javad\n", id);
	fake_say(&fake, line);
}

static void
admit(const char *id)
{
	fake_expect(&fake, "name javad");
	fake_say(&fake, "ok name javad\n");
	say_joined(id);
}

/* Takes out what stands before each text. */
static const char *
texts(const char *said)
{
	static const char before[] = "[1] ali: ";
	static char room[32768];
	size_t len = 0;

	MUST(strlen(said) < sizeof(room), "too much");
	while (*said != '\0')
		if (strncmp(said, before, sizeof(before) - 1) == 0)
			said += sizeof(before) - 1;
		else
			room[len++] = *said++;
	room[len] = '\0';
	return room;
}

/* Ends the client by a signal, and compares its output. */
static void
expect_output(struct shell *shell, const char *last, const char *said)
{
	shell_expect(shell, last);
	shell_signal(shell, SIGTERM);
	fake_expect(&fake, "quit");
	fake_say(&fake, "bye quit goodbye\n");
	fake_close(&fake);
	TAP_NUM(shell_status(shell), SHELL_SIGNAL + SIGTERM, "TERM ends it");
	TAP_STR(
	    str_from(texts(shell_said(shell))), str_from(said), "the output");
}

static void
begins_in_the_past(void)
{
	char line[64];
	struct shell *shell =
	    shell_start(fake.address, LISTEN "-a " ID(10) " 1");

	admit(ID(50));
	fake_say(&fake, MSG(51, "new"));
	fake_expect_next(&fake, "mode 1");
	fake_say(&fake, RECORDED);
	fake_expect_next(&fake, "history 1 after " ID(10) " 200");
	fake_say(&fake, PAST(11, "a") MSG(52, "newer"));
	for (int i = 0; i < 199; i++) {
		(void)snprintf(line, sizeof(line),
		    "past leave 17000000000000%d 1 ece\n", 11 + i / 11);
		fake_say(&fake, line);
	}
	fake_say(&fake, "ok history 1 200 " ID(30) "\n");
	/* Its last two are new ones, too. */
	fake_expect_next(&fake, "history 1 after " ID(30) " 200");
	fake_say(&fake, PAST(31, "b") "past gap " ID(32) " " ID(33) "\n");
	fake_say(&fake, "past join " ID(50) " 1 javad\n" PAST(51, "new"));
	fake_say(&fake, MSG(53, "newest") "ok history 1 3 " ID(51) "\n");
	fake_expect_next(&fake, "history 1 after " ID(51) " 200");
	fake_say(&fake, PAST(52, "newer") PAST(53, "newest"));
	fake_say(&fake, "ok history 1 2 " ID(53) "\n");
	fake_say(&fake, MSG(54, "end"));
	expect_output(shell, "[1] ali: end", "a\nb\nnew\nnewer\nnewest\nend\n");
	TAP_OK(shell_matches("forkcast listen: messages in 1 are missing, from "
			     "* to *\n",
		   shell_complained(shell)),
	    "it reports the gap");
}

/* The history is not there at first, because its process starts anew. */
static void
comes_back(void)
{
	struct shell *shell = shell_start(fake.address, LISTEN "-R -f ali 1");

	admit(ID(10));
	fake_say(&fake, MSG(11, "a") "msg " ID(12) " 1 ece b\n");
	shell_expect(shell, "[1] ali: a");
	fake_close(&fake);
	admit(ID(20));
	fake_expect_next(&fake, "mode 1");
	fake_say(&fake, RECORDED);
	fake_expect_next(&fake, "history 1 after " ID(11) " 200");
	fake_say(&fake, MSG(21, "d") "err history unavailable not now\n");
	fake_expect_next(&fake, "history 1 after " ID(11) " 200");
	fake_say(&fake,
	    "past msg " ID(12) " 1 ece b\n" PAST(13, "c") "past join " ID(
		20) " 1 javad\n");
	fake_say(&fake, PAST(21, "d") "ok history 1 4 " ID(21) "\n");
	fake_say(&fake, MSG(22, "e"));
	shell_expect(shell, "[1] ali: e");
	/* A reply that the end of the connection cuts off. */
	fake_reset(&fake);
	admit(ID(30));
	fake_expect_next(&fake, "mode 1");
	fake_say(&fake, RECORDED);
	fake_expect_next(&fake, "history 1 after " ID(21) " 200");
	fake_say(&fake, PAST(22, "e") PAST(23, "f"));
	shell_expect(shell, "[1] ali: f");
	fake_reset(&fake);
	admit(ID(40));
	fake_expect_next(&fake, "mode 1");
	fake_say(&fake, RECORDED);
	fake_expect_next(&fake, "history 1 after " ID(22) " 200");
	fake_say(
	    &fake, PAST(23, "f") PAST(24, "g") "ok history 1 2 " ID(24) "\n");
	fake_say(&fake, MSG(41, "h"));
	shell_expect(shell, "[1] ali: h");
	/* The history has lost the last event that is known. */
	fake_reset(&fake);
	admit(ID(50));
	fake_expect_next(&fake, "mode 1");
	fake_say(&fake, RECORDED);
	fake_expect_next(&fake, "history 1 after " ID(40) " 200");
	fake_say(&fake, PAST(42, "i") "ok history 1 1 " ID(42) "\n");
	expect_output(shell, "[1] ali: i", "a\nc\nd\ne\nf\ng\nh\ni\n");
	shell_expect_complaint(shell,
	    "forkcast listen: messages in 1 may be missing: the last one seen "
	    "is not in the history");
}

/*
 * The connection breaks amid the lines of a message, once while they come, and
 * once while they are fetched: each is there once.
 */
static void
breaks_amid_lines(void)
{
	struct shell *shell = shell_start(fake.address, LISTEN "-R 1");

	admit(ID(10));
	fake_say(&fake, MSG(11, "a") "lines " ID(12) " 1 ali 4 tettt\n");
	fake_say(&fake, MSG(12, "b"));
	shell_expect(shell, "[1] ali: b");
	fake_close(&fake);
	admit(ID(20));
	fake_expect_next(&fake, "mode 1");
	fake_say(&fake, RECORDED);
	fake_expect_next(&fake, "history 1 after " ID(10) " 200");
	fake_say(&fake, PAST(11, "a") "past lines " ID(12) " 1 ali 4 tettt\n");
	fake_say(&fake, PAST(12, "b") PAST(12, "c"));
	shell_expect(shell, "[1] ali: c");
	fake_reset(&fake);
	admit(ID(30));
	fake_expect_next(&fake, "mode 1");
	fake_say(&fake, RECORDED);
	fake_expect_next(&fake, "history 1 after " ID(10) " 200");
	fake_say(&fake, PAST(11, "a") "past lines " ID(12) " 1 ali 4 tettt\n");
	fake_say(&fake, PAST(12, "b") PAST(12, "c") PAST(12, "d"));
	fake_say(&fake, PAST(12, "e") "past lines " ID(31) " 1 ali 2\n");
	fake_say(&fake, PAST(31, "f"));
	shell_expect(shell, "[1] ali: f");
	fake_reset(&fake);
	admit(ID(40));
	fake_expect_next(&fake, "mode 1");
	fake_say(&fake, RECORDED);
	fake_expect_next(&fake, "history 1 after " ID(11) " 200");
	fake_say(&fake, "past lines " ID(12) " 1 ali 4 tettt\n");
	fake_say(&fake, PAST(12, "b") PAST(12, "e"));
	fake_say(&fake, "past lines " ID(31) " 1 ali 2\n" PAST(31, "f"));
	fake_say(&fake, PAST(31, "g") "ok history 1 2 " ID(31) "\n");
	fake_say(&fake, MSG(41, "h"));
	expect_output(shell, "[1] ali: h", "a\nb\nc\nd\ne\nf\ng\nh\n");
	TAP_OK(strstr(shell_complained(shell), "missing") == NULL,
	    "and none may be missing");
}

/* Says messages number from to to - 1, each after the prefix. */
static void
say_numbers(const char *prefix, int from, int to)
{
	char line[64];

	for (int i = from; i < to; i++) {
		(void)snprintf(line, sizeof(line),
		    "%smsg 17000000000%05d 1 ali %d\n", prefix, 10000 + i, i);
		fake_say(&fake, line);
	}
}

/* Answers a request for the past after message number from - 1. */
static void
answer(int from, int to)
{
	char line[64];

	(void)snprintf(line, sizeof(line),
	    "history 1 after 17000000000%05d 200", 10000 + from - 1);
	fake_expect_next(&fake, line);
	say_numbers("past ", from, to);
	(void)snprintf(line, sizeof(line), "ok history 1 %d 17000000000%05d\n",
	    to - from, 10000 + to - 1);
	fake_say(&fake, line);
}

/* New messages while it is behind are fetched, too. */
static void
is_flooded(void)
{
	static char said[16384];
	struct shell *shell =
	    shell_start(fake.address, LISTEN "-a 1700000000009999 1");

	admit("1700000000009999");
	fake_expect_next(&fake, "mode 1");
	fake_say(&fake, RECORDED);
	fake_expect_next(&fake, "history 1 after 1700000000009999 200");
	say_numbers("", 0, 1500);
	fake_say(&fake, "ok history 1 0 1700000000009999\n");
	for (int i = 0; i < 1400; i += 200)
		answer(i, i + 200);
	answer(1400, 1500);
	for (int i = 0; i < 1500; i++)
		(void)snprintf(said + strlen(said), sizeof(said) - strlen(said),
		    "%d\n", i);
	expect_output(shell, "[1] ali: 1499", said);
}

/* Without a history, it goes on and says so once. */
static void
has_no_history(void)
{
	struct shell *shell = shell_start(fake.address, LISTEN "-R 1");

	admit(ID(10));
	fake_say(&fake, MSG(11, "a"));
	shell_expect(shell, "[1] ali: a");
	fake_close(&fake);
	admit(ID(20));
	fake_expect_next(&fake, "mode 1");
	fake_say(&fake, "ok mode 1 nt 1 - 0 -\n");
	fake_say(&fake, MSG(21, "b"));
	expect_output(shell, "[1] ali: b", "a\nb\n");
	TAP_OK(shell_matches(
		   "forkcast listen: connection lost: ...\n"
		   "forkcast listen: reconnected\n"
		   "forkcast listen: messages in 1 may be missing: it is not "
		   "recorded\n",
		   shell_complained(shell)),
	    "it says so once");
	/* It is recorded, but for a minute nobody can read it. */
	shell = shell_start_paced(fake.address, LISTEN "-R -t 60 1");
	admit(ID(10));
	fake_close(&fake);
	shell_expect_complaint(shell, "forkcast listen: connection lost: ...");
	shell_pace(shell, SEC);
	admit(ID(20));
	fake_expect_next(&fake, "mode 1");
	fake_say(&fake, RECORDED);
	fake_expect_next(&fake, "history 1 after 1700000000000009 200");
	fake_say(&fake, "err history unavailable not now\n");
	for (int i = 0; i < 2; i++) {
		shell_pace(shell, 30 * SEC);
		fake_expect_next(&fake, "history 1 after 1700000000000009 200");
		fake_say(&fake, "err history unavailable not now\n");
	}
	fake_say(&fake, MSG(21, "b"));
	expect_output(shell, "[1] ali: b", "b\n");
	shell_expect_complaint(
	    shell, "forkcast listen: messages in 1 may be missing: not now");
	shell = shell_start(fake.address, LISTEN "-a " ID(10) " 1");
	admit(ID(20));
	fake_expect_next(&fake, "mode 1");
	fake_say(&fake, "ok mode 1 nt 1 - 0 -\n");
	fake_expect(&fake, "quit");
	fake_close(&fake);
	TAP_NUM(shell_status(shell), 69, "with -a, it fails");
	shell_expect_complaint(shell, "forkcast listen: 1 is not recorded");
}

/*
 * With commands that may be slow, it asks at once whether the group is
 * recorded, and says nothing if it is not.
 */
static void
asks_at_once(void)
{
	struct shell *shell =
	    shell_start(fake.address, LISTEN "-R -x 'read x; echo $x' 1");

	admit(ID(10));
	fake_expect_next(&fake, "mode 1");
	fake_say(&fake, "ok mode 1 nt 1 - 0 -\n" MSG(11, "a"));
	expect_output(shell, "a", "a\n");
	TAP_STR(str_from(shell_complained(shell)), STR(""), "no complaint");
}

/*
 * While commands are slow, it still asks after a reconnect: meanwhile it keeps
 * all that is said.
 */
static void
asks_without_room(void)
{
	struct shell *shell =
	    shell_start(fake.address, LISTEN "-R -x 'exec sleep 1000' 1");

	admit(ID(10));
	fake_expect_next(&fake, "mode 1");
	fake_say(&fake, RECORDED);
	say_numbers("", 0, 510);
	fake_close(&fake);
	admit("1700000000020000");
	fake_expect_next(&fake, "mode 1");
	fake_say(&fake, RECORDED "msg 1700000000020001 1 ali a\n");
	shell_signal(shell, SIGTERM);
	fake_expect(&fake, "quit");
	fake_say(&fake, "bye quit goodbye\n");
	fake_close(&fake);
	TAP_NUM(shell_status(shell), SHELL_SIGNAL + SIGTERM, "TERM ends it");
}

/* New messages are new, even if the past begins in the future. */
static void
waits_for_nothing(void)
{
	struct shell *shell =
	    shell_start(fake.address, LISTEN "-a 2200-01-01 1");

	admit(ID(10));
	fake_expect_next(&fake, "mode 1");
	fake_say(&fake, RECORDED MSG(11, "a"));
	fake_expect_next(&fake, "history 1 after " ID(10) " 200");
	fake_say(&fake, MSG(12, "b") PAST(11, "a"));
	fake_say(&fake, "ok history 1 1 " ID(11) "\n");
	fake_expect_next(&fake, "history 1 after " ID(11) " 200");
	fake_say(&fake, PAST(12, "b") "ok history 1 1 " ID(12) "\n");
	expect_output(shell, "[1] ali: b", "a\nb\n");
}

/* It is said if a group is left while it is behind. */
static void
is_removed(void)
{
	struct shell *shell =
	    shell_start(fake.address, LISTEN "-c 2 -a " ID(10) " 1");

	admit(ID(20));
	fake_expect_next(&fake, "mode 1");
	fake_say(&fake, RECORDED);
	fake_expect_next(&fake, "history 1 after " ID(10) " 200");
	fake_say(&fake, PAST(11, "a") MSG(21, "b"));
	fake_say(&fake, "kick " ID(22) " 1 ali javad out\n");
	shell_expect_complaint(shell,
	    "forkcast listen: messages in 1 may be missing: no longer a member");
	shell_signal(shell, SIGTERM);
	fake_expect(&fake, "quit");
	fake_close(&fake);
	TAP_NUM(shell_status(shell), SHELL_SIGNAL + SIGTERM, "TERM ends it");
	TAP_STR(str_from(texts(shell_said(shell))), STR("a\n"), "one is there");
}

int
main(void)
{
	fake_start(&fake);
	begins_in_the_past();
	comes_back();
	breaks_amid_lines();
	is_flooded();
	has_no_history();
	asks_at_once();
	asks_without_room();
	waits_for_nothing();
	is_removed();
	fake_stop(&fake);
	return tap_done();
}
