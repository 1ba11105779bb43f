/*
 * forkcast post -w waits until its items are done, whoever dies meanwhile, and
 * exits with the highest status; -l prints what becomes of the items.
 */
#include <inttypes.h>
#include <signal.h>

#include "tests/lib/conn.h"
#include "tests/lib/shell.h"
#include "tests/lib/upgrade.h"

static struct server *server;
static struct conn *ali; /* in the group box, and its operator */

static const struct shell_case wrong[] = {
	{ "forkcast post -m 1001 box x", 64, "",
	    "forkcast post: -m 1001: must be a number from 0 to 1000\n" },
	{ "forkcast post -w box x >&-", 74, "", "forkcast post: ...\n" },
	{ "forkcast post -w box </dev/null", 0, "", "" },
};

static struct shell *
post(const char *script)
{
	return shell_start(server->address[0], script);
}

/* Ali takes one item, which must have that text; returns its ID. */
static uint64_t
take(const char *text)
{
	conn_say(ali, "take box 1");
	conn_wait_for(ali, "item * box * * %s", text);
	const uint64_t id = conn_id(ali);
	conn_say(ali, "take box 0");
	conn_wait_for(ali, "ok take box 0");
	return id;
}

static void
finish(uint64_t id, int status)
{
	conn_say(ali, "done %" PRIu64 " %d", id, status);
	conn_wait_for(ali, "ok done %" PRIu64, id);
	conn_say(ali, "take box 0");
	conn_wait_for(ali, "ok take box 0");
}

static void
take_and_finish(const char *text, int status)
{
	finish(take(text), status);
}

static void
highest(void)
{
	struct shell *shell =
	    post("printf 'a\\nb\\nc\\n' | forkcast post -w box");

	take_and_finish("a", 3);
	take_and_finish("b", 200);
	take_and_finish("c", 0);
	TAP_NUM(shell_status(shell), 200, "the highest status is its own");
	TAP_STR(str_from(shell_said(shell)), STR(""), "it prints nothing");
}

static void
prints_replies(void)
{
	struct shell *shell = post("exec forkcast post -w box x");
	const uint64_t id = take("x");

	conn_say(ali, "reply %" PRIu64 " two  words", id);
	conn_say(ali, "reply %" PRIu64 " %%s", id);
	shell_expect(shell, "%s");
	PASS("a reply is printed while the item is not done");
	finish(id, 0);
	TAP_NUM(shell_status(shell), 0, "replies");
	TAP_STR(str_from(shell_said(shell)), STR("two  words\n%s\n"),
	    "are printed as they are");
}

/* The worker is killed while its command runs, which then is an orphan. */
static void
killed_worker(void)
{
	struct shell *worker = shell_start(server->address[0],
	    "exec forkcast work -n victim box sh -c 'echo $$ >orphan; "
	    "echo begun; exec sleep 1000'");
	struct shell *shell = post("exec forkcast post -w box x");

	shell_expect(worker, "begun");
	shell_signal_all(worker, SIGKILL);
	TAP_NUM(shell_status(worker), SHELL_SIGNAL + SIGKILL, "KILL");
	TAP_NUM(shell_status(post("kill $(cat orphan)")), 0, "its orphan");
	take_and_finish("x", 0);
	TAP_NUM(shell_status(shell), 0, "somebody else does the item");
}

/* Its item stays, and nobody can reply. */
static void
killed_poster(void)
{
	struct shell *shell = post("exec forkcast post -w -n javad box x");
	const uint64_t id = take("x");

	shell_signal(shell, SIGKILL);
	TAP_NUM(shell_status(shell), SHELL_SIGNAL + SIGKILL, "KILL");
	conn_wait_for(ali, "quit * javad...");
	conn_ask(ali, "boxes box", "box box 0 1 1 ...");
	conn_expect(ali, "ok boxes 1");
	conn_say(ali, "reply %" PRIu64 " x", id);
	conn_expect(ali, "err reply no-such-name ...");
	finish(id, 3);
	PASS("the item can be done nevertheless");
}

/* Returns when the poster knows that the server has its first item. */
static void
await_posted(struct shell *shell, const char *text)
{
	const uint64_t id = take(text);

	conn_say(ali, "reply %" PRIu64 " go", id);
	shell_expect(shell, "go");
	conn_say(ali, "back %" PRIu64, id);
	conn_wait_for(ali, "ok back *");
}

static void
lost(void)
{
	struct shell *shell = post("printf 'a\\nb\\n' >two; "
				   "exec forkcast post -w -n javad box <two");
	conn_await_box(ali, "box box 2 0 0");
	await_posted(shell, "a");
	MUST(kill(server_worker(server, "javad"), SIGKILL) == 0, "kill");
	TAP_NUM(shell_status(shell), 69, "a lost connection ends it");
	TAP_OK(shell_matches("forkcast post: connection lost: ...\n"
			     "forkcast post: 2 items: not known to be done\n",
		   shell_complained(shell)),
	    "and it says what it does not know");
	take_and_finish("a", 0);
	take_and_finish("b", 0);
}

static void
by_a_signal(void)
{
	struct shell *shell = post("exec forkcast post -w box x");

	await_posted(shell, "x");
	shell_signal(shell, SIGTERM);
	TAP_NUM(shell_status(shell), SHELL_SIGNAL + SIGTERM,
	    "a signal ends the wait");
	TAP_OK(shell_matches("forkcast post: 1 item: not known to be done\n",
		   shell_complained(shell)),
	    "with a word about the item");
	take_and_finish("x", 0);
	PASS("which is there for others");
}

/* The program that takes over tells what becomes of items from before it. */
static void
over_an_upgrade(void)
{
	struct shell *shell =
	    post("printf 'a\nb\n' | exec forkcast post -w box");
	const uint64_t id = take("a");

	conn_await_box(ali, "box box 1 1 1");
	upgrade_to(server, UPGRADE_LATER);
	conn_say(ali, "reply %" PRIu64 " text", id);
	finish(id, 4);
	take_and_finish("b", 1);
	TAP_NUM(shell_status(shell), 4, "it waits over an upgrade");
	TAP_STR(
	    str_from(shell_said(shell)), STR("text\n"), "and misses nothing");
}

/* The last member leaves a closed group, while the poster is connected. */
static void
dropped(void)
{
	struct shell *shell =
	    post("printf 'a\\nb\\nc\\n' | exec forkcast post -w -n javad box");

	take_and_finish("a", 5);
	conn_await_box(ali, "box box 2 0 0");
	conn_say(ali, "kick box javad");
	conn_wait_for(ali, "kick * box ali javad...");
	conn_say(ali, "mode box +i");
	conn_say(ali, "leave box");
	TAP_NUM(shell_status(shell), 69, "items that are dropped");
	TAP_OK(shell_matches("forkcast post: 2 items were dropped\n",
		   shell_complained(shell)),
	    "and counted");
	conn_say(ali, "join box");
	conn_wait_for(ali, "join * box ali");
}

/* The server's operator removes the box, with an item under way. */
static void
removed(void)
{
	struct shell *shell =
	    post("printf 'a\nb\n' | exec forkcast post -w box");

	(void)take("a");
	conn_await_box(ali, "box box 1 1 1");
	shell_set_number("SERVER", server->pid);
	TAP_NUM(shell_status(shell_start(server->address[0],
		    "forkcastctl -p $SERVER box remove box")),
	    0, "a box is removed");
	TAP_NUM(shell_status(shell), 69, "its items are dropped");
	TAP_OK(shell_matches("forkcast post: 2 items were dropped\n",
		   shell_complained(shell)),
	    "which their poster learns");
}

int
main(void)
{
	server = server_start(NULL);
	ali = conn_member(server, "ali", "box");
	shell_cases(server->address[0], wrong);
	highest();
	prints_replies();
	killed_worker();
	killed_poster();
	lost();
	by_a_signal();
	over_an_upgrade();
	dropped();
	removed();
	conn_close(ali);
	server_stop(server);
	return tap_done();
}
