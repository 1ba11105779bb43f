/*
 * forkcast work -o @ sends a command's output back to the poster, and its exit
 * status: with post -w, a remote procedure call. A call that fails is not
 * repeated.
 */
#include <inttypes.h>
#include <signal.h>

#include "tests/lib/conn.h"
#include "tests/lib/shell.h"

static struct server *server;
static struct conn *ali; /* in the group box */

static struct shell *
start(const char *script)
{
	return shell_start(server->address[0], script);
}

static void
ends(struct shell *shell, int status, const char *said, const char *why)
{
	TAP_NUM(shell_status(shell), status, "%s", why);
	TAP_STR(str_from(shell_said(shell)), str_from(said), "its output");
}

static void
succeeds(void)
{
	struct shell *worker = start(
	    "exec forkcast work -o @ -c 1 box sh -c 'echo to all >&2; "
	    "echo \"$FORKCAST_TEXT\"; echo \"  two  words\"; printf end'");
	struct shell *caller = start("exec forkcast post -w box 'a  call'");

	ends(caller, 0, "a  call\n  two  words\nend\n", "a call");
	ends(worker, 0, "", "its worker");
}

/* The output comes back as well, and nobody tries again. */
static void
fails(void)
{
	struct shell *worker =
	    start("exec forkcast work -o @ -c 2 box sh -c 'echo tried; "
		  "test $FORKCAST_TEXT != killed || kill -9 $$; exit 3'");
	struct shell *caller = start("exec forkcast post -w box failed");

	ends(caller, 3, "tried\n", "a call that fails");
	caller = start("exec forkcast post -w box killed");
	TAP_NUM(shell_status(caller), 128 + 9, "one that is killed");
	TAP_STR(str_from(shell_said(caller)), STR("tried\n"), "is tried once");
	TAP_NUM(shell_status(worker), 0, "they count as done");
	conn_say(ali, "boxes");
	conn_wait_for(ali, "ok boxes 0");
	PASS("and nothing is left to be tried again");
}

/* Each caller gets what is its own, and all of it, in order. */
static void
many_lines(void)
{
	struct shell *worker =
	    start("exec forkcast work -o @ -P 2 -c 2 box sh -c 'i=0; "
		  "while [ $i -lt 600 ]; do echo \"$FORKCAST_TEXT $i\"; "
		  "i=$((i + 1)); done'");
	struct shell *callers = start(
	    "forkcast post -w box a >a & forkcast post -w box b >b; wait; "
	    "for c in a b; do i=0; while [ $i -lt 600 ]; do echo \"$c $i\"; "
	    "i=$((i + 1)); done | cmp - $c; done");

	ends(callers, 0, "", "long outputs of two calls");
	TAP_NUM(shell_status(worker), 0, "their worker");
}

/* The poster does not wait: its item is done, and the output is nobody's. */
static void
nobody_waits(void)
{
	struct shell *worker;

	TAP_NUM(shell_status(start("exec forkcast post box x")), 0, "posted");
	conn_say(ali, "post box y");
	conn_wait_for(ali, "ok post box *");
	worker = start("exec forkcast work -e -o @ box sh -c 'echo 1; echo 2'");
	TAP_NUM(shell_status(worker), 0, "whoever does not wait");
	TAP_OK(shell_matches("forkcast work: output of item * dropped: ...\n"
			     "forkcast work: output of item * dropped: ...\n",
		   shell_complained(worker)),
	    "gets no output, and the items are done");
}

/*
 * The item of a worker that is killed goes to another, which can see that. Its
 * command continues, as an orphan.
 */
static void
killed_worker(void)
{
	struct shell *worker =
	    start("exec forkcast work -o @ box sh -c 'echo $$ >orphan; "
		  "echo begun >&2; exec sleep 1000'");
	struct shell *caller = start("exec forkcast post -w box x");

	shell_expect_complaint(worker, "begun");
	shell_signal_all(worker, SIGKILL);
	TAP_NUM(shell_status(worker), SHELL_SIGNAL + SIGKILL, "KILL");
	TAP_NUM(shell_status(start("kill $(cat orphan)")), 0, "its orphan");
	worker = start("exec forkcast work -o @ -c 1 box sh -c "
		       "'test $FORKCAST_COUNT = 0 || exit 75; echo again'");
	ends(caller, 75, "",
	    "a call that was lost with its worker, and is not repeated");
	TAP_NUM(shell_status(worker), 0, "the next worker");
}

/* The caller is killed while its command runs. */
static void
killed_caller(void)
{
	struct shell *worker = start(
	    "exec forkcast work -o @ -c 1 box sh -c 'echo begun >&2; "
	    "until test -e go; do sleep 0.05 || sleep 1; done; echo late'");
	struct shell *caller = start("exec forkcast post -w -n javad box x");

	shell_expect_complaint(worker, "begun");
	shell_signal(caller, SIGKILL);
	TAP_NUM(shell_status(caller), SHELL_SIGNAL + SIGKILL, "KILL");
	conn_wait_for(ali, "quit * javad...");
	TAP_NUM(shell_status(start(": >go")), 0, "go");
	ends(worker, 0, "", "the worker of a caller that was killed");
	TAP_OK(shell_matches("begun\nforkcast work: output of item * dropped: "
			     "...\n",
		   shell_complained(worker)),
	    "finds nobody to reply to");
}

int
main(void)
{
	server = server_start(NULL);
	ali = conn_member(server, "ali", "box");
	succeeds();
	fails();
	many_lines();
	nobody_waits();
	killed_worker();
	killed_caller();
	conn_close(ali);
	server_stop(server);
	return tap_done();
}
