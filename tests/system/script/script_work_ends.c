/*
 * forkcast work finishes its items after one signal and takes no more, ends at
 * once after two, leaves its items to others when killed, and with -R moves on
 * to a restarted server.
 */
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>

#include "tests/lib/conn.h"
#include "tests/lib/fake.h"
#include "tests/lib/shell.h"
#include "tests/lib/upgrade.h"

#define WORK "rm -f go; exec forkcast work "

/*
 * Waits until the file is there, or the directory is gone: it may outlive the
 * test.
 */
#define COMMAND                                                             \
	" sh -c 'echo begin $FORKCAST_TEXT; until test -e go || ! test -d " \
	"$PWD; do sleep 0.02 || sleep 1; done; echo end $FORKCAST_TEXT'"

static struct server *server;
static struct conn *ali;

static void
run(const char *script)
{
	MUST(shell_status(shell_start(server->address[0], script)) == 0, "%s",
	    script);
}

/* Gives it two items, one of which is begun. */
static struct shell *
begin(struct shell *shell)
{
	conn_say(ali, "post box one");
	conn_say(ali, "post box two");
	shell_expect(shell, "begin one");
	return shell;
}

/* Ali does what is left, so that the next one begins anew. */
static void
clear(int items)
{
	for (int i = 0; i < items; i++) {
		conn_say(ali, "take box 1");
		conn_wait_for(ali, "item * box ali * *");
		conn_say(ali, "done %" PRIu64, conn_id(ali));
	}
	conn_say(ali, "take box 0");
	conn_wait_for(ali, "ok take box 0");
}

static void
by_a_signal(void)
{
	struct shell *shell = begin(
	    shell_start_paced(server->address[0], WORK "-t 60 box" COMMAND));

	shell_signal(shell, SIGTERM);
	shell_expect_complaint(shell, "forkcast work: waiting for ...");
	conn_await_box(ali, "box box 1 1 1");
	shell_pace(shell, 90 * SEC); /* longer than an answer may take */
	shell_pace(shell, MSEC);
	run(": >go");
	TAP_NUM(shell_status(shell), SHELL_SIGNAL + SIGTERM, "TERM ends it");
	TAP_STR(str_from(shell_said(shell)), STR("begin one\nend one\n"),
	    "when what it has begun is finished");
	conn_await_box(ali, "box box 1 0 0");
	PASS("that is done, and no more is taken");
	clear(1);
}

static void
by_two_signals(void)
{
	struct shell *shell =
	    begin(shell_start(server->address[0], WORK "box" COMMAND));

	shell_signal(shell, SIGTERM);
	shell_expect_complaint(shell,
	    "forkcast work: waiting for running commands; a second signal "
	    "terminates them");
	shell_signal(shell, SIGTERM);
	TAP_NUM(shell_status(shell), SHELL_SIGNAL + SIGTERM, "two end it");
	TAP_STR(str_from(shell_said(shell)), STR("begin one\n"), "at once");
	conn_await_box(ali, "box box 2 0 0");
	PASS("and all has come back");
	clear(2);
}

/* Its command goes on, as an orphan, until it finds the file. */
static void
killed(void)
{
	struct shell *first =
	    begin(shell_start(server->address[0], WORK "box" COMMAND));

	shell_signal(first, SIGKILL);
	TAP_NUM(shell_status(first), SHELL_SIGNAL + SIGKILL, "KILL");
	struct shell *second =
	    shell_start(server->address[0], "exec forkcast work -c 2 box cat");
	TAP_NUM(shell_status(second), 0, "leaves it to another");
	TAP_STR(str_from(shell_said(second)), STR("one\ntwo\n"),
	    "which begins where that was");
	run(": >go");
	shell_expect(first, "end one");
}

static void
over_an_upgrade(void)
{
	struct shell *shell =
	    begin(shell_start(server->address[0], WORK "-c 2 box" COMMAND));

	upgrade_to(server, UPGRADE_LATER);
	run(": >go");
	TAP_NUM(shell_status(shell), 0, "an upgrade is nothing to it");
	TAP_STR(str_from(shell_said(shell)),
	    STR("begin one\nend one\nbegin two\nend two\n"),
	    "each is done once");
}

/* The connection is lost, and the server gives the same item to the same one.
 */
static void
has_it_again(void)
{
	struct shell *shell = shell_start(
	    server->address[0], WORK "-R -c 1 -P 2 -n javad box" COMMAND);
	conn_say(ali, "post box one");
	shell_expect(shell, "begin one");
	MUST(kill(server_worker(server, "javad"), SIGKILL) == 0, "kill");
	conn_wait_for(ali, "quit * javad...");
	conn_wait_for(ali, "join * box javad");
	conn_await_box(ali, "box box 0 1 1");
	run(": >go");
	TAP_NUM(shell_status(shell), 0, "what comes back to who runs it");
	TAP_STR(str_from(shell_said(shell)), STR("begin one\nend one\n"),
	    "is done once");
	conn_await_box(ali, "ok boxes 0");
}

/* The server takes the word "done", or it does not: the connection is lost. */
static void
unconfirmed(void)
{
	struct fake fake;

	fake_start(&fake);
	struct shell *shell = shell_start(
	    fake.address, "exec forkcast work -c 1 -n javad 1 true");
	fake_welcome(&fake, "javad");
	fake_expect(&fake, "take 1 1 0");
	fake_say(&fake, "ok take 1 1\nitem 17 1 ali 0 x\n");
	fake_expect(&fake, "done 17");
	fake_stop(&fake);
	TAP_NUM(shell_status(shell), 69, "only what is confirmed counts");
}

/* A line that could not be sent counts, whatever connections come after it. */
static void
unsent_once(void)
{
	struct fake fake;

	fake_start(&fake);
	struct shell *shell = shell_start(fake.address,
	    "exec forkcast work -R -c 2 -o 1 -n javad 1 sh -c "
	    "'test $FORKCAST_ID = 18 || printf \"\\377\\n\"'");
	fake_welcome(&fake, "javad");
	fake_expect(&fake, "take 1 1 0");
	fake_say(&fake, "ok take 1 1\nitem 17 1 ali 0 x\n");
	fake_expect(&fake, "done 17");
	fake_say(&fake, "ok done 17\n");
	fake_close(&fake);
	shell_expect_complaint(shell, "forkcast work: connection lost: ...");
	fake_welcome(&fake, "javad");
	fake_expect(&fake, "take 1 1 0");
	fake_say(&fake, "ok take 1 1\nitem 18 1 ali 0 x\n");
	fake_expect(&fake, "done 18");
	fake_say(&fake, "ok take 1 0\nok done 18\n");
	fake_expect(&fake, "quit");
	fake_say(&fake, "bye quit goodbye\n");
	TAP_NUM(shell_status(shell), 65,
	    "a line that was not sent before the connection was lost");
	TAP_OK(shell_matches("forkcast work: line 1 not sent: ...\n"
			     "forkcast work: connection lost: ...\n"
			     "forkcast work: reconnected\n",
		   shell_complained(shell)),
	    "is told of once");
	fake_stop(&fake);
}

/* The box is gone with the server, and what comes later is in another. */
static void
comes_back(void)
{
	const char *address = server->address[0];
	struct shell *shell = begin(shell_start(
	    server->address[0], WORK "-R -c 1 -n javad box" COMMAND));

	MUST(kill(server->pid, SIGKILL) == 0, "kill");
	shell_expect_complaint(
	    shell, "forkcast work: disconnected by the server: ...");
	run(": >go");
	shell_expect_complaint(shell,
	    "forkcast work: item * is done, but went back when the connection "
	    "was lost");
	struct server *next =
	    server_start(&(struct setup) { .listen = { address } });
	struct conn *sara = conn_member(next, "sara", "box");
	conn_say(sara, "post box three");
	TAP_NUM(shell_status(shell), 0, "with -R it comes back");
	TAP_STR(str_from(shell_said(shell)),
	    STR("begin one\nend one\nbegin three\nend three\n"), "and goes on");
	conn_close(sara);
	server_stop(next);
}

int
main(void)
{
	server = server_start(NULL);
	ali = conn_member(server, "ali", "box");
	by_a_signal();
	by_two_signals();
	killed();
	over_an_upgrade();
	has_it_again();
	unconfirmed();
	unsent_once();
	comes_back();
	conn_close(ali);
	return tap_done();
}
