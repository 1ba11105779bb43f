/*
 * The EXAMPLES of man/forkcast-scripts.1 about tables and boxes, and the rest
 * work as they are printed there. Run in the root of the repository.
 */
#include <stdio.h>
#include <string.h>

#include "tests/lib/conn.h"
#include "tests/lib/script_page.h"
#include "tests/lib/shell.h"

static struct conn *ali; /* in the groups 1, ops, alarms and lobby */

static void
lock(const struct example *example)
{
	struct shell *shell;

	conn_say(ali, "hold 1 lock 1 mine");
	conn_wait_for(ali, "held * 1 lock");
	shell = script_page_start(example->script);
	conn_wait_for(ali, "join * 1 *");
	script_page_run("test ! -e shared.txt");
	conn_say(ali, "free 1 lock");
	MUST(shell_status(shell) == 0, "it does not end well");
	script_page_run("test `cat shared.txt` = one");
}

static void
nightly(const struct example *example)
{
	conn_say(ali, "hold 1 nightly 1 mine");
	conn_wait_for(ali, "held * 1 nightly");
	MUST(shell_status(script_page_start(example->script)) == 0, "it waits");
	script_page_run("test ! -e backup");
	conn_say(ali, "free 1 nightly");
	conn_wait_for(ali, "ok free 1 nightly");
	MUST(shell_status(script_page_start(example->script)) == 0, "it fails");
	script_page_run("test -e backup");
}

static void
count(const struct example *example)
{
	for (int i = 0; i < 3; i++)
		MUST(shell_status(script_page_start(example->script)) == 0,
		    "it does not end well");
	conn_say(ali, "get 1 count");
	conn_wait_for(ali, "row 1 count * * 3");
}

static void
follow(const struct example *example)
{
	struct shell *shell = script_page_start(example->script);

	conn_say(ali, "put 1 weather dry");
	shell_expect(shell, "it is dry");
	conn_say(ali, "put 1 weather very wet");
	shell_expect(shell, "it is very wet");
	conn_say(ali, "cut 1 weather");
	MUST(shell_status(shell) == 0, "it does not end well");
	TAP_STR(str_from(shell_said(shell)), STR("it is dry\nit is very wet\n"),
	    "each state");
}

static void
monitor(const struct example *example)
{
	conn_say(ali, "join high");
	conn_say(ali, "join low");
	script_page_run(
	    "echo 'cat >>ran' >run.sh; echo a >now.txt; echo b >later.txt");
	struct shell *shell = script_page_start(example->script);
	script_page_run(
	    "until test -s ran && test `wc -l <ran` -eq 2; do sleep 0.05 || "
	    "sleep 1; done");
	script_page_stop(shell);
}

static void
call(const struct example *example)
{
	struct shell *shell = script_page_start(example->script);

	MUST(shell_status(shell) == 0, "it does not end well");
	TAP_STR(str_from(shell_said(shell)), STR("42\n"), "the result");
}

static void
meet(const struct example *example)
{
	struct shell *shell = script_page_start(example->script);

	MUST(shell_status(shell) == 0, "it does not end well");
	shell = script_page_start("cat received");
	MUST(shell_status(shell) == 0, "nothing was received");
	TAP_STR(str_from(shell_said(shell)), STR("one\ntwo\nthree\n"),
	    "all lines, in order");
}

/* In the order of the page. */
static const struct script_page_row rows[] = {
	{ "Let only one script", lock },
	{ "Do nothing if another machine", nightly },
	{ "Increment a counter", count },
	{ "Act on each new value of a key", follow },
	{ "Run at most three programs", monitor },
	{ "Call a program", call },
	{ "Pass on one line", meet },
};

int
main(void)
{
	ali = script_page_begin();
	script_page_run_rows(rows, COUNT(rows), "Let only one script", NULL);
	script_page_end();
	return tap_done();
}
