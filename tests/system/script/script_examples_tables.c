/*
 * The EXAMPLES of man/forkcast-scripts.1 about tables and boxes, and the rest
 * work as they are printed there. Run in the root of the repository.
 */
#include <stdio.h>
#include <string.h>

#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
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
slots(const struct example *example)
{
	struct shell *shell = script_page_start(example->script);

	MUST(shell_status(shell) == 0, "it does not end well");
	TAP_STR(str_from(shell_said(shell)), STR("a\nb\nc\nd\ne\n"),
	    "all have run");
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
change(const struct example *example)
{
	struct shell *shell = script_page_start(example->script);
	const usec end = deadline();

	while (shell_said(shell)[0] == '\0') {
		MUST(deadline_pause(end), "it does not hear of it");
		conn_say(ali, "put ops today tea");
		conn_wait_for(ali, "ok put ops today ...");
	}
	MUST(shell_status(shell) == 0, "it does not end well");
	TAP_STR(str_from(shell_said(shell)), STR("tea\n"), "what it is");
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

/* Starts the example, which stops before these words until let_go. */
static struct shell *
start_upto(const struct example *example, const char *words)
{
	const char *at = strstr(example->script, words);
	char script[2 * EXAMPLE_TEXT];

	MUST(at != NULL, "there is no \"%s\" in the example", words);
	(void)snprintf(script, sizeof(script),
	    "%.*suntil test -e go; do sleep 0.05 || sleep 1; done; %s",
	    (int)(at - example->script), example->script, at); /* fits */
	return script_page_start(script);
}

static void
let_go(void)
{
	script_page_run(": >go");
}

/* The third is let in only when the others have waited for it. */
static void
barrier(const struct example *example)
{
	static const char *const passed[] = { "ann has passed\n",
		"bob has passed\n", "cem has passed\n" };
	struct shell *shell = start_upto(example, "meet cem");

	script_page_run(
	    "until test `forkcast get 2 | wc -l` -eq 2; do sleep 0.05 || "
	    "sleep 1; done");
	TAP_STR(str_from(shell_said(shell)), STR(""), "two of three wait");
	let_go();
	MUST(shell_status(shell) == 0, "it does not end well");
	script_page_run("rm go; test `forkcast get 2 | wc -l` -eq 3");
	for (size_t i = 0; i < COUNT(passed); i++)
		TAP_OK(strstr(shell_said(shell), passed[i]) != NULL, "%s",
		    passed[i]);
}

static void
take_turns(const struct example *example)
{
	struct shell *shell = script_page_start(example->script);

	MUST(shell_status(shell) == 0, "it does not end well");
	TAP_STR(str_from(shell_said(shell)),
	    STR("ping\npong\nping\npong\nping\npong\n"), "in turn");
	script_page_run("forkcast cut 1 turn");
}

static void
handshake(const struct example *example)
{
	struct shell *shell = script_page_start(example->script);

	MUST(shell_status(shell) == 0, "it does not end well");
	TAP_STR(str_from(shell_said(shell)), STR("one\ntwo\nthree\n"),
	    "each value once, in order");
}

/* A text of 2,048 bytes, with all characters from space to |. */
#define TEXT                                                             \
	"awk 'BEGIN { for (i = 1; i <= 2048; i++) "                      \
	"printf \"%c\", i % 64 == 0 ? 10 : 32 + i * 7 % 93 }' >in.txt; " \
	"test `wc -c <in.txt` -eq 2048"

static void
share_text(const struct example *example)
{
	struct shell *shell;

	script_page_run(TEXT);
	shell = start_upto(example, "forkcast put 1 text \"`tr");
	shell_expect_complaint(shell, "add: not my turn");
	shell_expect_complaint(shell, "swap: not my turn");
	shell_expect_complaint(shell, "write: not my turn");
	let_go();
	MUST(shell_status(shell) == 0, "it does not end well");
	script_page_run(
	    "tr ' -|' '\"-~' <in.txt | tr a-zA-Z A-Za-z >wanted.txt; "
	    "cmp wanted.txt out.txt");
	script_page_run("test `forkcast get 1 | grep -c '^t'` -eq 0");
}

static void
store_once(const struct example *example)
{
	struct shell *shell = script_page_start("command -v sha256sum");

	if (shell_status(shell) != 0) {
		tap_note("sha256sum is missing: an example is not run");
		return;
	}
	script_page_run(
	    "printf 'a pear\\nan apple\\na pear\\n  a pear\\n' >lines.txt");
	shell = script_page_start(example->script);
	MUST(shell_status(shell) == 0, "it does not end well");
	TAP_OK(shell_matches("*\n*\n*\n", shell_said(shell)),
	    "an ID for each new line");
	TAP_STR(str_from(shell_complained(shell)),
	    STR("forkcast put: 3: key already exists\n"),
	    "a line that is there is refused");
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
poem(const struct example *example)
{
	script_page_run(
	    "printf 'The woods\\nare lovely,\\n  dark and\\ndeep,\\nBut\\n' "
	    ">poem.txt");
	struct shell *shell = script_page_start(example->script);
	MUST(shell_status(shell) == 0, "it does not end well");
	TAP_STR(str_from(shell_said(shell)),
	    STR("The woods\nare lovely,\n  dark and\ndeep,\nBut\n"),
	    "the poem is whole");
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

/* Each message is read by a process of its own: a few of them a wait. */
static void
read_types(const struct example *example)
{
	struct shell *shell = script_page_start(example->script);
	char script[128];

	for (int i = 10; i <= 100; i += 10) {
		(void)snprintf(script, sizeof(script),
		    "until test `cat type?.txt 2>/dev/null | wc -l` -ge %d; do "
		    "sleep 0.05 || sleep 1; done",
		    i); /* fits */
		script_page_run(script);
	}
	MUST(shell_status(shell) == 0, "it does not end well");
	script_page_run("test `cat type1.txt | wc -l` -eq 34 && "
			"test `sort -n type?.txt | uniq | wc -l` -eq 100");
}

static void
leave_messages(const struct example *example)
{
	struct shell *shell = script_page_start(example->script);

	MUST(shell_status(shell) == 0, "it does not end well");
	TAP_STR(str_from(shell_said(shell)),
	    STR("the report is ready\ncall ali\n"), "all that was left");
}

/* The port is that of the test's server. */
static void
ask_date(const struct example *example)
{
	const char *address = script_page_server()->address[0];
	const char *usual = strstr(example->script, "127.0.0.1 1234");
	char script[2 * EXAMPLE_TEXT];

	if (shell_status(script_page_start("command -v nc")) != 0) {
		tap_note("nc is not installed: an example is not run");
		return;
	}
	MUST(usual != NULL, "there is no port in the example");
	(void)snprintf(script, sizeof(script), "%.*s127.0.0.1 %s%s",
	    (int)(usual - example->script), example->script,
	    strrchr(address, ':') + 1, usual + strlen("127.0.0.1 1234"));
	struct shell *shell = script_page_start(script);
	MUST(shell_status(shell) == 0, "it does not end well");
	TAP_OK(
	    shell_matches("20*-*-*T*:*:*.*Z\n", shell_said(shell)), "the date");
}

/* In the order of the page. */
static const struct script_page_row rows[] = {
	{ "Let only one script", lock },
	{ "Run at most three commands", slots },
	{ "Do nothing if another machine", nightly },
	{ "Increment a counter", count },
	{ "Wait until somebody changes", change },
	{ "Act on each new value of a key", follow },
	{ "Let three programs wait", barrier },
	{ "Let two programs take turns", take_turns },
	{ "Pass values from a sender", handshake },
	{ "Share a text and a variable", share_text },
	{ "Store each line of a file only once", store_once },
	{ "Run at most three programs", monitor },
	{ "Connect the four programs again", script_page_four_programs },
	{ "Assemble a poem", poem },
	{ "Call a program", call },
	{ "Pass on one line", meet },
	{ "Send 100 messages of three types", read_types },
	{ "Leave messages in a mailbox", leave_messages },
	{ "Print the date", ask_date },
};

int
main(void)
{
	ali = script_page_begin();
	script_page_run_rows(rows, COUNT(rows), "Let only one script", NULL);
	script_page_end();
	return tap_done();
}
