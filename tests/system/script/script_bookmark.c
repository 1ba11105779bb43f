/*
 * forkcast listen -m keeps its place in a file: the next one continues there.
 * The place moves when a command has succeeded, so that a listen that is killed
 * misses nothing, and repeats at most the message that it was working on.
 */
#include <signal.h>
#include <stdio.h>

#include "tests/lib/fake.h"
#include "tests/lib/shell.h"

#define LISTEN "exec forkcast listen -n javad "
#define ID(n) "17000000000000" #n
#define MSG(n, text) "msg " ID(n) " 1 ali " text "\n"
#define PAST(n, text) "past " MSG(n, text)

static struct fake fake;

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

static struct shell *
begin(const char *script, const char *id)
{
	char line[64];
	struct shell *shell = shell_start_paced(fake.address, script);

	fake_expect(&fake, "name javad");
	fake_say(&fake, "ok name javad\n");
	fake_expect(&fake, "join 1");
	(void)snprintf(line, sizeof(line), "join %s 1 javad\n", id);
	fake_say(&fake, line);
	fake_expect_next(&fake, "mode 1");
	return shell;
}

static struct shell *
begin_recorded(const char *script, const char *id)
{
	struct shell *shell = begin(script, id);

	fake_say(&fake, "ok mode 1 Hnt 1 - 0 -\n");
	return shell;
}

/* Waits until the file has the line. */
static void
expect_place(const char *line)
{
	char script[256];

	(void)snprintf(script, sizeof(script),
	    "until grep -qx '%s' place; do sleep 0.05 || sleep 1; done", line);
	TAP_NUM(shell_status_during(shell_start("1", script), "place"), 0,
	    "at %s", line);
}

/* Waits until so many messages are done. */
static void
await_done(int count)
{
	char script[256];

	(void)snprintf(script, sizeof(script),
	    "until [ \"$(wc -l <done)\" -ge %d ]; do "
	    "sleep 0.05 || sleep 1; done 2>/dev/null",
	    count);
	MUST(shell_status_during(shell_start("1", script), "done") == 0,
	    "%d are not done", count);
}

static void
await_file(const char *name)
{
	char script[256];

	(void)snprintf(script, sizeof(script),
	    "until [ -e %s ]; do sleep 0.05 || sleep 1; done", name);
	MUST(shell_status(shell_start("1", script)) == 0, "no %s", name);
}

static void
stop(struct shell *shell, const char *said)
{
	shell_signal(shell, SIGTERM);
	fake_expect(&fake, "quit");
	fake_say(&fake, "bye quit goodbye\n");
	fake_close(&fake);
	TAP_NUM(shell_status(shell), SHELL_SIGNAL + SIGTERM, "TERM ends it");
	TAP_STR(
	    str_from(texts(shell_said(shell))), str_from(said), "the output");
}

static void
prints(void)
{
	struct shell *shell = begin_recorded(LISTEN "-m place 1", ID(10));

	expect_place(ID(10) " 1");
	fake_say(&fake, MSG(11, "a") MSG(12, "b"));
	expect_place(ID(12) " 1");
	fake_say(&fake, "join " ID(13) " 1 ece\n");
	stop(shell, "a\nb\n");
	expect_place(ID(13) " 1");
	shell = begin_recorded(LISTEN "-m place -a 1 1", ID(20));
	fake_expect_next(&fake, "history 1 after " ID(12) " 200");
	fake_say(&fake,
	    "past join " ID(13) " 1 ece\n" PAST(14, "c") "past join " ID(
		20) " 1 javad\n");
	fake_say(&fake, "ok history 1 3 " ID(20) "\n" MSG(21, "d"));
	expect_place(ID(21) " 1");
	stop(shell, "c\nd\n");
	/* With enough, the next one is left for the next time. */
	shell = begin_recorded(LISTEN "-c 1 -m place 1", ID(30));
	fake_expect_next(&fake, "history 1 after " ID(20) " 200");
	fake_say(&fake,
	    PAST(21, "d") PAST(22, "e")
		PAST(23, "f") "ok history 1 3 " ID(23) "\n");
	fake_expect(&fake, "quit");
	fake_say(&fake, "bye quit goodbye\n");
	fake_close(&fake);
	TAP_NUM(shell_status(shell), 0, "one is enough");
	expect_place(ID(22) " 1");
}

/* The second command waits for a file, and is killed with its listen. */
static void
is_killed(void)
{
	static const char script[] = LISTEN
	    "-m place -x 'read x; echo $x; until [ $x != h ] || [ -e go ]; "
	    "do sleep 0.05 || sleep 1; done' 1";
	struct shell *shell = begin_recorded(script, ID(40));

	fake_expect_next(&fake, "history 1 after " ID(21) " 200");
	fake_say(&fake, PAST(22, "f") PAST(23, "g") PAST(24, "h"));
	fake_say(&fake, "ok history 1 3 " ID(24) "\n" MSG(41, "i"));
	shell_expect(shell, "h");
	expect_place(ID(23) " 1");
	shell_signal_all(shell, SIGKILL);
	TAP_NUM(shell_status(shell), SHELL_SIGNAL + SIGKILL, "it is killed");
	fake_close(&fake);
	expect_place(ID(23) " 1");
	MUST(shell_status(shell_start("1", ": >go")) == 0, "no file");
	shell = begin_recorded(script, ID(50));
	fake_expect_next(&fake, "history 1 after " ID(22) " 200");
	fake_say(&fake, PAST(23, "g") PAST(24, "h") PAST(41, "i"));
	fake_say(&fake, "ok history 1 3 " ID(41) "\n" MSG(51, "j"));
	expect_place(ID(51) " 1");
	stop(shell, "h\ni\nj\n");
}

/* Starts a listen, and sends that line together with its join. */
static struct shell *
begin_busy(const char *script, const char *lines)
{
	struct shell *shell = shell_start(fake.address, script);

	fake_expect(&fake, "name javad");
	fake_say(&fake, "ok name javad\n");
	fake_expect(&fake, "join 1");
	fake_say(&fake, lines);
	return shell;
}

/*
 * A group has a place before its first message is given to a command, or is
 * printed: also if the message comes together with the join, and while another
 * group is not joined yet.
 */
static void
is_killed_at_once(void)
{
	static const char busy[] = "join " ID(10) " 1 javad\n" MSG(11, "a");
	struct shell *shell =
	    begin_busy(LISTEN "-m early -x 'kill -9 $PPID' 1", busy);

	TAP_NUM(shell_status(shell), SHELL_SIGNAL + SIGKILL, "it is killed");
	fake_close(&fake);
	shell_run("cat early", 0, ID(10) " 1\n", "");
	shell = begin_busy(LISTEN "-m early2 -x 'kill -9 $PPID' 1 2",
	    "join " ID(10) " 1 javad\n");
	fake_expect(&fake, "join 2");
	fake_say(&fake, MSG(11, "a"));
	TAP_NUM(shell_status(shell), SHELL_SIGNAL + SIGKILL, "it is killed");
	fake_close(&fake);
	shell_run("cat early2", 0, ID(10) " 1\n", "");
}

/* A command that fails ends it, and the message comes again. */
static void
fails(void)
{
	static const char script[] =
	    LISTEN "-m place -x 'read x; echo $x; [ $x != l ] || [ -e go ]' 1";
	struct shell *shell;

	MUST(shell_status(shell_start("1", "rm go")) == 0, "no file");
	shell = begin_recorded(script, ID(60));
	fake_expect_next(&fake, "history 1 after " ID(50) " 200");
	fake_say(&fake, PAST(51, "j") "ok history 1 1 " ID(51) "\n");
	fake_say(&fake, MSG(61, "k") MSG(62, "l") MSG(63, "m"));
	fake_expect(&fake, "quit");
	fake_say(&fake, MSG(64, "n") "bye quit goodbye\n");
	fake_close(&fake);
	TAP_NUM(shell_status(shell), 70, "its status");
	TAP_STR(str_from(shell_said(shell)), STR("k\nl\n"), "and no other");
	expect_place("1700000000000061 1");
	MUST(shell_status(shell_start("1", ": >go")) == 0, "no file");
	shell = begin_recorded(script, ID(70));
	fake_expect_next(&fake, "history 1 after " ID(60) " 200");
	fake_say(
	    &fake, PAST(61, "k") PAST(62, "l") PAST(63, "m") PAST(64, "n"));
	fake_say(&fake, "past join " ID(70) " 1 javad\n");
	fake_say(&fake, "ok history 1 5 " ID(70) "\n");
	expect_place(ID(70) " 1");
	stop(shell, "l\nm\nn\n");
}

/*
 * While many messages wait for their commands, new ones are dropped, and
 * fetched when there is room.
 */
static void
is_slow(void)
{
	char line[64];
	struct shell *shell;

	MUST(shell_status(shell_start("1", "rm go; : >done")) == 0, "no file");
	shell =
	    begin_recorded(LISTEN "-m place -x ': >begun; until [ -e go ]; do "
				  "sleep 0.05 || sleep 1; "
				  "done; read x; echo $x >>done' 1",
		ID(80));
	fake_expect_next(&fake, "history 1 after 1700000000000069 200");
	fake_say(
	    &fake, "past join " ID(70) " 1 javad\nok history 1 1 " ID(70) "\n");
	for (int i = 0; i < 720; i++) {
		(void)snprintf(line, sizeof(line),
		    "msg 17000000000%05d 1 ali %d\n", 10000 + i, i);
		fake_say(&fake, line);
		if (i == 0) /* it runs, and is not one of those that wait */
			await_file("begun");
	}
	fake_say(&fake, "ping\n");
	fake_expect_next(&fake, "ping");
	fake_say(&fake, "ok ping\n");
	/* It has read all. One runs and 500 wait; then there is room for a
	 * page. */
	MUST(shell_status(shell_start("1", ": >go")) == 0, "no file");
	/* The first page begins with the message that came last. */
	for (int i = 500; i < 720; i += 200) {
		(void)snprintf(line, sizeof(line),
		    "history 1 after 17000000000%05d 200", 10000 + i - 1);
		await_done(i - 100); /* all that it has are done without more */
		fake_expect_next(&fake, line);
		int k = i;
		for (; k < i + 200 && k < 720; k++) {
			(void)snprintf(line, sizeof(line),
			    "past msg 17000000000%05d 1 ali %d\n", 10000 + k,
			    k);
			fake_say(&fake, line);
		}
		(void)snprintf(line, sizeof(line),
		    "ok history 1 %d 17000000000%05d\n", k - i, 10000 + k - 1);
		fake_say(&fake, line);
	}
	expect_place("1700000000010719 1");
	stop(shell, "");
	struct shell *check = shell_start("1",
	    "i=0; while read x; do [ $x -eq $i ] || exit 1; "
	    "i=$((i + 1)); done <done; echo $i");
	TAP_NUM(shell_status(check), 0, "they are in order");
	TAP_STR(str_from(shell_said(check)), STR("720\n"), "all of them");
}

static void
is_refused(void)
{
	struct shell *shell = begin(LISTEN "-m fresh 1", ID(80));

	fake_say(&fake, "ok mode 1 nt 1 - 0 -\n");
	fake_expect(&fake, "quit");
	fake_close(&fake);
	TAP_NUM(shell_status(shell), 69, "a group that is not recorded");
	TAP_STR(str_from(shell_complained(shell)),
	    STR("forkcast listen: 1 is not recorded\n"), "it says so");
	/* It tries again as long as -t says. */
	shell = begin_recorded(LISTEN "-m place 1", "1700000000011000");
	fake_expect(&fake, "history 1 after 1700000000010718 200");
	fake_say(&fake, "err history unavailable not now\n");
	shell_pace(shell, 60 * SEC);
	fake_expect(&fake, "history 1 after 1700000000010718 200");
	fake_say(&fake, "err history unavailable not now\n");
	fake_expect(&fake, "quit");
	fake_close(&fake);
	TAP_NUM(shell_status(shell), 69, "a history that cannot be read");
	expect_place("1700000000010719 1");
	shell_run("echo 1 >bad; forkcast listen -m bad 1", 65, "",
	    "forkcast listen: */bad, line 1: not \"ID GROUP\"\n");
	shell_run("forkcast listen -m none/place 1", 73, "",
	    "forkcast listen: cannot write none/place: No such file or "
	    "directory\n");
	shell_run("forkcast listen -m place @ 2>&1 | head -n 1", 0,
	    "forkcast listen: -a and -m require a group\n", "");
}

/* Two turns of the client pass. */
static void
pass_turns(void)
{
	for (int i = 0; i < 2; i++) {
		fake_say(&fake, "ping\n");
		fake_expect_next(&fake, "ping");
		fake_say(&fake, "ok ping\n");
	}
}

/*
 * A message of several lines is done when all of them are, also if they come in
 * parts; and COUNT does not divide it, or the next one would never get past it.
 */
static void
is_killed_amid_lines(void)
{
	static const char script[] = LISTEN "-c 2 -m lines 1";
	struct shell *shell = begin_busy(script,
	    "join " ID(10) " 1 javad\nlines " ID(11) " 1 ali 3\n" MSG(11, "a")
		MSG(11, "b"));

	fake_expect_next(&fake, "mode 1");
	fake_say(&fake, "ok mode 1 Hnt 1 - 0 -\n");
	shell_expect(shell, "[1] ali: b");
	pass_turns();
	shell_run("cat lines", 0, ID(10) " 1\n", "");
	shell_signal_all(shell, SIGKILL);
	TAP_NUM(shell_status(shell), SHELL_SIGNAL + SIGKILL, "it is killed");
	fake_close(&fake);
	shell = begin_recorded(script, ID(20));
	fake_expect_next(&fake, "history 1 after 1700000000000009 200");
	fake_say(&fake, "past join " ID(10) " 1 javad\n");
	fake_say(&fake, "past lines " ID(11) " 1 ali 3\n" PAST(11, "a"));
	fake_say(&fake, PAST(11, "b") PAST(11, "c") PAST(12, "d"));
	fake_say(&fake, "ok history 1 3 " ID(12) "\n");
	fake_expect(&fake, "quit");
	fake_say(&fake, "bye quit goodbye\n");
	fake_close(&fake);
	TAP_NUM(shell_status(shell), 0, "with the whole message it ends");
	TAP_STR(
	    str_from(texts(shell_said(shell))), STR("a\nb\nc\n"), "its lines");
	shell_run("cat lines", 0, ID(11) " 1\n", "");
}

int
main(void)
{
	fake_start(&fake);
	prints();
	is_killed();
	is_killed_at_once();
	is_killed_amid_lines();
	fails();
	is_slow();
	is_refused();
	fake_stop(&fake);
	return tap_done();
}
