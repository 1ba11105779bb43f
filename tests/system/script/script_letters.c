/*
 * Letters in scripts: listen @ prints each, or runs its command, and it is done
 * only after that; a letter whose command fails, or that is beyond -c, stays,
 * and so do all for commands that do not ask for private messages. fifo writes
 * them. tell succeeds if its line is kept, and not if the mailbox is full.
 */
#include <stdlib.h>

#include "tests/lib/fake.h"
#include "tests/lib/scratch.h"
#include "tests/lib/shell.h"

#define FIRST "1700000000000001"
#define SECOND "1700000000000002"
#define THIRD "1700000000000003"

static struct fake fake;

static void
say_letters(void)
{
	fake_say(&fake,
	    "letters\n"
	    "past tell " FIRST " bo!bo@h!Bo!- Ali one\n"
	    "past tell " SECOND " eve!eve@h!*!- Ali two\n"
	    "past tell " THIRD " bo!bo@h!Bo!- Ali three\n"
	    "letters " THIRD "\n");
}

/* Starts a command; it comes as ali, and gets the letters. */
static struct shell *
begin(const char *script)
{
	fake_start(&fake);
	struct shell *shell = shell_start(fake.address, script);

	fake_expect(&fake, "name ali");
	fake_say(&fake, "ok name ali\n");
	say_letters();
	return shell;
}

/* The command quits; it must print that, and exit so. */
static void
ends(struct shell *shell, int status, const char *said, const char *complained)
{
	fake_expect_next(&fake, "quit");
	fake_say(&fake, "bye quit you have quit\n");
	fake_close(&fake);
	MUST(shell_status(shell) == status, "it exits otherwise: %s",
	    shell_complained(shell));
	MUST(shell_matches(said, shell_said(shell)), "it says \"%s\"",
	    shell_said(shell));
	MUST(shell_matches(complained, shell_complained(shell)),
	    "it complains \"%s\"", shell_complained(shell));
	fake_stop(&fake);
}

static void
listens(void)
{
	struct shell *shell = begin("exec forkcast listen -n ali @");

	fake_expect_next(&fake, "done " THIRD);
	fake_say(&fake, "ok done " THIRD "\n");
	shell_signal(shell, 15);
	ends(shell, SHELL_SIGNAL + 15,
	    "bo -> Ali: one\neve -> Ali: two\nbo -> Ali: three\n", "");
	PASS("listen prints letters, and then they are done");
	shell = begin("exec forkcast listen -c 2 -j -n ali @");
	fake_expect_next(&fake, "done " SECOND);
	fake_say(&fake, "ok done " SECOND "\n");
	ends(shell, 0,
	    "{\"id\":" FIRST ",\"time\":\"2023-11-14T22:13:20.000001Z\","
	    "\"kind\":\"tell\",\"name\":\"bo\",\"to\":\"Ali\","
	    "\"text\":\"one\",\"account\":\"Bo\"}\n"
	    "{\"id\":" SECOND ",*\n",
	    "");
	PASS("those beyond -c stay");
	shell = begin("exec forkcast listen -n ali -f bo @");
	fake_expect_next(&fake, "done " THIRD);
	shell_signal(shell, 15);
	ends(
	    shell, SHELL_SIGNAL + 15, "bo -> Ali: one\nbo -> Ali: three\n", "");
	PASS("those that -f leaves out are done, too");
}

static void
runs(void)
{
	struct shell *shell =
	    begin("exec forkcast listen -c 3 -n ali -x 'read x; echo $x' @");

	fake_expect_next(&fake, "done " FIRST);
	fake_say(&fake, "ok done " FIRST "\n");
	fake_expect_next(&fake, "done " SECOND);
	fake_say(&fake, "ok done " SECOND "\n");
	fake_expect_next(&fake, "done " THIRD);
	fake_say(&fake, "ok done " THIRD "\n");
	ends(shell, 0, "one\ntwo\nthree\n", "");
	PASS("each is done after its command");
	shell = begin("exec forkcast listen -c 3 -n ali -x "
		      "'read x; echo $x; test $x != two || exit 3' @");
	fake_expect_next(&fake, "done " FIRST);
	fake_say(&fake, "ok done " FIRST "\n");
	ends(shell, 70, "one\ntwo\nthree\n",
	    "forkcast listen: command for message " SECOND ": exit status 3\n");
	PASS("from one whose command fails on, they stay");
}

#define PLACED " -m place -n ali tea @"

/* Starts a command that has a place in tea, which is recorded. */
static struct shell *
come_again(const char *script, const char *letters, const char *join)
{
	fake_start(&fake);
	struct shell *shell = shell_start(fake.address, script);

	fake_expect(&fake, "name ali");
	fake_say(&fake, "ok name ali\n");
	fake_say(&fake, letters);
	fake_expect(&fake, "join tea");
	fake_say(&fake, join);
	return shell;
}

/* Letters and messages count together; a new start goes on behind the last. */
static void
count_with_messages(void)
{
	struct shell *shell = come_again("exec forkcast listen -c 2" PLACED,
	    "letters\n"
	    "past tell " FIRST " bo!bo@h!Bo!- Ali one\n"
	    "past tell " SECOND " eve!eve@h!*!- Ali two\n"
	    "past tell " THIRD " bo!bo@h!Bo!- Ali three\n"
	    "letters " THIRD "\n",
	    "join 1700000000000009 tea ali\n");

	fake_expect(&fake, "done " SECOND);
	fake_say(&fake, "ok done " SECOND "\n");
	fake_expect(&fake, "quit");
	fake_close(&fake);
	fake_stop(&fake);
	MUST(shell_status(shell) == 0, "%s", shell_complained(shell));
	TAP_STR(str_from(shell_said(shell)),
	    STR("bo -> Ali: one\neve -> Ali: two\n"), "two letters");
	shell = come_again("exec forkcast listen -c 2" PLACED,
	    "letters\npast tell " THIRD " bo!bo@h!Bo!- Ali three\n"
	    "letters " THIRD "\n",
	    "join 1700000000000009 tea ali\n");
	fake_expect(&fake, "mode tea");
	fake_say(&fake,
	    "ok mode tea nH 1 - 0 -\n"
	    "msg 1700000000000010 tea bo ten\n"
	    "msg 1700000000000011 tea bo eleven\n");
	fake_expect(&fake, "done " THIRD);
	fake_say(&fake, "ok done " THIRD "\n");
	fake_expect(&fake, "quit");
	fake_close(&fake);
	fake_stop(&fake);
	MUST(shell_status(shell) == 0, "%s", shell_complained(shell));
	TAP_STR(str_from(shell_said(shell)),
	    STR("bo -> Ali: three\n[tea] bo: ten\n"),
	    "then the third, and one message");
	shell = come_again("cat place; exec forkcast listen -c 1" PLACED, "",
	    "join 1700000000000012 tea ali\n");
	fake_expect(&fake, "mode tea");
	fake_say(&fake, "ok mode tea nH 1 - 0 -\n");
	fake_expect(&fake, "history tea after 1700000000000009 200");
	fake_say(&fake,
	    "past msg 1700000000000010 tea bo ten\n"
	    "past msg 1700000000000011 tea bo eleven\n"
	    "past join 1700000000000012 tea ali\n"
	    "ok history tea 3 1700000000000012\n");
	fake_expect(&fake, "quit");
	fake_close(&fake);
	fake_stop(&fake);
	MUST(shell_status(shell) == 0, "%s", shell_complained(shell));
	TAP_STR(str_from(shell_said(shell)),
	    STR("1700000000000010 tea\n[tea] bo: eleven\n"),
	    "then the message behind it");
}

static void
stay(void)
{
	struct shell *shell = begin("exec forkcast listen -n ali tea");

	fake_expect(&fake, "join tea");
	fake_say(&fake, "join 1700000000000009 tea ali\n");
	fake_say(&fake, "msg 1700000000000010 tea bo hi\n");
	shell_expect(shell, "[tea] bo: hi");
	shell_signal(shell, 15);
	ends(shell, SHELL_SIGNAL + 15, "[tea] bo: hi\n", "");
	PASS("without @ they stay");
	shell = begin("exec forkcast log -n ali tea");
	fake_expect(&fake, "history tea said last 50");
	say_letters();
	fake_say(&fake,
	    "past msg 1700000000000010 tea bo!bo@h!*!- hi\n"
	    "ok history tea 1 1700000000000010\n");
	ends(shell, 0, "[tea] bo: hi\n", "");
	PASS("log does not take them for the past");
}

static void
writes(void)
{
	struct shell *shell = begin("exec forkcast fifo -n ali tree");

	fake_expect_next(&fake, "done " THIRD);
	fake_say(&fake, "ok done " THIRD "\n");
	shell_signal(shell, 15);
	ends(shell, SHELL_SIGNAL + 15, "", "");
	shell = shell_start("none", "cat tree/out");
	MUST(shell_status(shell) == 0 &&
		shell_matches("* * -> Ali: one\n"
			      "* * -> Ali: two\n"
			      "* * -> Ali: three\n"
			      "* -- bye ...\n",
		    shell_said(shell)),
	    "it has written \"%s\"", shell_said(shell));
	PASS("fifo writes them");
}

static void
sends(void)
{
	struct shell *shell =
	    begin("printf 'a\\nb\\n' | forkcast tell -n ali bo");

	fake_expect_next(&fake, "tell bo a");
	fake_expect_next(&fake, "tell bo b");
	fake_say(&fake,
	    "ok tell kept 1700000000000007 Bo\n"
	    "ok tell kept 1700000000000008 Bo\n");
	ends(shell, 0, "", "");
	PASS("a line that is kept is sent");
	shell = begin("forkcast send -n ali @bo x");
	fake_expect_next(&fake, "tell bo x");
	fake_say(&fake, "err tell too-many the mailbox is full\n");
	ends(shell, 75, "",
	    "forkcast send: line 1 refused: the mailbox is full\n");
	PASS("one that has no room may be later");
}

int
main(void)
{
	listens();
	runs();
	count_with_messages();
	stay();
	writes();
	sends();
	return tap_done();
}
