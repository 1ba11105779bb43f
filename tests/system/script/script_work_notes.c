/*
 * forkcast work -a tells a group, in notes, when a command begins, ends or is
 * killed.
 */
#include <inttypes.h>
#include <signal.h>

#include "tests/lib/conn.h"
#include "tests/lib/fake.h"
#include "tests/lib/shell.h"

static struct server *server;
static struct conn *ali; /* in the groups box and watch, and their operator */

static const struct shell_case wrong[] = {
	{ "forkcast work -a a,b box cat", 64, "",
	    "forkcast work: group \"a,b\": ...\n" },
};

/* Posts an item; returns its ID. */
static uint64_t
post(const char *text)
{
	uint64_t id = 0;

	conn_say(ali, "post box %s", text);
	conn_wait_for(ali, "ok post box *");
	struct str words = ali->line;
	for (int i = 0; i < 3; i++)
		(void)str_word(&words);
	MUST(str_to_number(words, UINT64_MAX, &id), "there is no ID");
	return id;
}

/* Expects a note of javad, whose full form ends with an account and flags. */
static void
expect_note(const char *what, uint64_t id, const char *rest)
{
	conn_wait_for(ali,
	    "note * watch javad!* %s %" PRIu64 " javad%s for ali in box", what,
	    id, rest);
}

static void
all_ends(void)
{
	const uint64_t good = post("good"), bad = post("bad"),
		       killed = post("killed");
	struct shell *shell = shell_start(server->address[0],
	    "exec forkcast work -n javad -a watch -e -F box sh -c '"
	    "case $FORKCAST_TEXT in bad) exit 3;; killed) kill -9 $$; esac'");

	expect_note("begin", good, "");
	expect_note("end", good, " 0");
	expect_note("begin", bad, "");
	expect_note("end", bad, " 3");
	expect_note("begin", killed, "");
	expect_note("killed", killed, " 9");
	TAP_NUM(shell_status(shell), 0, "each command is announced");
}

/* A group that takes no notes does not hold up the work. */
static void
muted(void)
{
	(void)post("x");
	(void)post("y");
	conn_say(ali, "mode watch +m");
	conn_wait_for(ali, "mode * watch ali!*...");
	struct shell *shell = shell_start(
	    server->address[0], "exec forkcast work -a watch -e box cat");
	TAP_NUM(shell_status(shell), 65, "a group that does not take notes");
	TAP_STR(str_from(shell_said(shell)), STR("x\ny\n"),
	    "does not hold up the work");
	TAP_OK(shell_matches("forkcast work: cannot send notes to watch: ...\n"
			     "forkcast work: 4 notes not sent\n",
		   shell_complained(shell)),
	    "but is told of");
	conn_say(ali, "mode watch -m");
	conn_wait_for(ali, "mode * watch ali!*...");
}

/*
 * The output and the notes may go to one group, which may be that of the box.
 * The note about the end may come before the output, or amid it.
 */
static void
same_group(void)
{
	struct conn *sara = conn_member(server, "sara", "box");
	const uint64_t id = post("x");
	struct shell *shell = shell_start(server->address[0],
	    "exec forkcast work -n javad -a box -o box -e box sh -c '"
	    "echo one; echo two'");

	conn_wait_for(
	    ali, "note * box javad!* begin %" PRIu64 " javad ...", id);
	conn_wait_for(
	    ali, "note * box javad!* end %" PRIu64 " javad 0 ...", id);
	conn_wait_for(sara, "msg * box javad one");
	conn_wait_for(sara, "msg * box javad two");
	TAP_NUM(shell_status(shell), 0, "notes and output in the same group");
	conn_quit(sara);
}

/* A note that is refused for now is sent again, before the next. */
static void
sent_again(void)
{
	struct fake fake;

	fake_start(&fake);
	struct shell *shell = shell_start(
	    fake.address, "exec forkcast work -n javad -a 1 -c 1 1 true");
	fake_welcome(&fake, "javad");
	fake_expect_next(&fake, "take 1 1 0");
	fake_say(&fake, "ok take 1 1\nitem 17 1 ali 0 x\n");
	fake_expect_next(&fake, "note 1 begin 17 javad for ali in 1");
	fake_say(&fake, "err note slow-down later\n");
	fake_expect_next(&fake, "take 1 0 0");
	fake_expect_next(&fake, "done 17");
	fake_say(&fake, "ok take 1 0\nok done 17\n");
	fake_expect_next(&fake, "note 1 begin 17 javad for ali in 1");
	fake_say(&fake, "msg 18 1 javad begin 17 javad for ali in 1\n");
	fake_expect_next(&fake, "note 1 end 17 javad 0 for ali in 1");
	fake_say(&fake, "msg 19 1 javad end 17 javad 0 for ali in 1\n");
	fake_expect_next(&fake, "quit");
	fake_say(&fake, "bye quit goodbye\n");
	TAP_NUM(shell_status(shell), 0, "it ends when the notes are sent");
	fake_stop(&fake);
}

/* A group that takes no notes for the time of -t does not hold it up. */
static void
given_up(void)
{
	struct fake fake;

	fake_start(&fake);
	struct shell *shell = shell_start_paced(
	    fake.address, "exec forkcast work -t 60 -n javad -a 1 -c 1 1 true");
	fake_welcome(&fake, "javad");
	fake_expect_next(&fake, "take 1 1 0");
	fake_say(&fake, "ok take 1 1\nitem 17 1 ali 0 x\n");
	fake_expect_next(&fake, "note 1 begin 17 javad for ali in 1");
	fake_say(&fake, "err note slow-down later\n");
	fake_expect_next(&fake, "take 1 0 0");
	fake_expect_next(&fake, "done 17");
	fake_say(&fake, "ok take 1 0\nok done 17\n");
	for (int i = 1; i < 60; i++) {
		shell_pace(shell, SEC);
		fake_expect_next(&fake, "note 1 begin 17 javad for ali in 1");
		fake_say(&fake, "err note slow-down later\n");
	}
	shell_pace(shell, SEC);
	fake_expect(&fake, "quit");
	fake_say(&fake, "bye quit goodbye\n");
	TAP_NUM(shell_status(shell), 65, "it does not wait for ever");
	TAP_OK(shell_matches("forkcast work: 2 notes not sent\n",
		   shell_complained(shell)),
	    "and says what is missing");
	fake_stop(&fake);
}

/* The connection is lost while a command runs: its end is announced later. */
static void
announced_later(void)
{
	struct fake fake;

	fake_start(&fake);
	struct shell *shell = shell_start(fake.address,
	    "exec forkcast work -R -n javad -a 1 -c 1 1 sh -c 'until test -e "
	    "go-$FORKCAST_ID; do sleep 0.05 || sleep 1; done'");
	fake_welcome(&fake, "javad");
	fake_expect_next(&fake, "take 1 1 0");
	fake_say(&fake, "ok take 1 1\nitem 17 1 ali 0 x\n");
	fake_expect_next(&fake, "note 1 begin 17 javad for ali in 1");
	fake_say(&fake, "msg 18 1 javad begin 17 javad for ali in 1\n");
	fake_close(&fake);
	shell_expect_complaint(shell, "forkcast work: connection lost: ...");
	MUST(shell_status(shell_start(fake.address, ": >go-17")) == 0, "go");
	shell_expect_complaint(shell, "forkcast work: item 17 is done, ...");
	fake_welcome(&fake, "javad");
	fake_expect(&fake, "note 1 end 17 javad 0 for ali in 1");
	PASS("an end without a connection is announced with the next one");
	shell_signal(shell, SIGKILL);
	(void)shell_status(shell);
	fake_stop(&fake);
}

int
main(void)
{
	server = server_start(NULL);
	ali = conn_member(server, "ali", "box");
	conn_say(ali, "join watch");
	conn_say(ali, "want full");
	conn_wait_for(ali, "ok want full");
	shell_cases(server->address[0], wrong);
	all_ends();
	muted();
	same_group();
	sent_again();
	given_up();
	announced_later();
	conn_close(ali);
	server_stop(server);
	return tap_done();
}
