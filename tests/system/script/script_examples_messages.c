/*
 * The EXAMPLES of man/forkcast-scripts.1 about messages work as they are
 * printed there. Run in the root of the repository.
 */
#include <stdio.h>
#include <string.h>

#include "tests/lib/conn.h"
#include "tests/lib/script_page.h"
#include "tests/lib/shell.h"

static struct conn *ali; /* in the groups 1, ops, alarms and lobby */

static void
one_line(const struct example *example)
{
	struct shell *shell = script_page_start(example->script);

	conn_wait_for(ali, "msg * ops * * is up again");
	MUST(shell_status(shell) == 0, "it is not sent");
	TAP_STR(str_from(shell_said(shell)), STR(""), "somebody heard it");
}

static void
one_message(const struct example *example)
{
	struct shell *shell = script_page_start(example->script);

	conn_wait_for(ali, "lines * ops * 2");
	conn_expect(ali, "msg * ops * Filesystem ...");
	MUST(shell_status(shell) == 0, "it does not end well");
	TAP_OK(true, "the output is one message");
}

static void
log_lines(const struct example *example)
{
	script_page_run("echo first >build.log");
	struct shell *shell = script_page_start(example->script);
	conn_wait_for(ali, "msg * ops * first");
	script_page_run("echo second >>build.log");
	conn_wait_for(ali, "msg * ops * second");
	script_page_stop(shell);
}

static void
take_apart(const struct example *example)
{
	struct shell *jq = script_page_start("command -v jq");

	if (shell_status(jq) != 0) {
		tap_note("jq is not installed: an example is not run");
		return;
	}
	struct shell *shell = script_page_start(example->script);
	conn_wait_for(ali, "join * ops *");
	conn_say(ali, "send ops one");
	conn_say(ali, "send ops \"two\"");
	MUST(shell_status(shell) == 0, "it does not end well");
	TAP_STR(str_from(shell_said(shell)),
	    STR("ali said one\nali said \"two\"\n"), "both are there");
}

/*
 * It is restarted, and meanwhile there is another message. A job is done once
 * its message is in the file: before that, a kill repeats it.
 */
static void
restarted(const struct example *example)
{
	script_page_run("echo \"cat >>jobs.done\" >job.sh");
	conn_say(ali, "join jobs");
	conn_wait_for(ali, "join * jobs ali");
	for (int i = 0; i < 2; i++) {
		struct shell *shell = script_page_start(example->script);
		conn_wait_for(ali, "join * jobs *");
		conn_say(ali, "send jobs %d", 2 * i);
		conn_wait_for(ali, "msg * jobs ali %d", 2 * i);
		shell_set_number("DONE", (long)conn_id(ali));
		script_page_run("until grep -qx \"$DONE jobs\" jobs.place; do "
				"sleep 0.05 || sleep 1; done");
		script_page_stop(shell);
		conn_say(ali, "send jobs %d", 2 * i + 1);
	}
	struct shell *check = script_page_start("cat jobs.done");
	MUST(shell_status(check) == 0, "nothing is done");
	TAP_STR(str_from(shell_said(check)), STR("0\n1\n2\n"),
	    "each job is done once");
}

static void
two_hours(const struct example *example)
{
	conn_say(ali, "send ops for the record");
	conn_wait_for(ali, "msg * ops ali for the record");
	struct shell *shell = script_page_start(example->script);

	MUST(shell_status(shell) == 0, "it does not end well");
	TAP_OK(
	    strstr(shell_said(shell), " [ops] ali: for the record\n") != NULL,
	    "it has what was said");
}

static void
wait_for_ali(const struct example *example)
{
	struct shell *shell = script_page_start(example->script);

	MUST(shell_status(shell) == 0, "ali was not seen");
}

/* For its client, no time passes, and so an answer is never too late. */
static struct shell *
start_patient(const struct example *example)
{
	return shell_start_paced(
	    script_page_server()->address[0], example->script);
}

static void
look(const struct example *example)
{
	struct shell *shell = start_patient(example);

	MUST(shell_status(shell) == 0, "it does not answer");
	TAP_STR(str_from(shell_said(shell)), STR("it answers\n"), "it answers");
}

static void
by_files(const struct example *example)
{
	struct shell *shell = script_page_start(example->script);

	conn_wait_for(ali, "msg * ops * hello all");
	conn_wait_for(ali, "topic * ops * tea");
	shell_expect(shell, "* [ops] *: hello all");
	shell_expect(shell, "* -- topic ops * tea");
	script_page_stop(shell);
}

/* In the order of the page. */
static const struct script_page_row rows[] = {
	{ "Send one line from a script", one_line },
	{ "Send every line of a log", log_lines },
	{ "Send the output of a command as one", one_message },
	{ "Print the next two messages", take_apart },
	{ "Run a job for each message", restarted },
	{ "Print what was said in the last", two_hours },
	{ "Wait until ali joins", wait_for_ali },
	{ "Check that the server replies", look },
	{ "Chat through files", by_files },
};

int
main(void)
{
	ali = script_page_begin();
	script_page_run_rows(rows, COUNT(rows), NULL, "Send a private message");
	script_page_end();
	return tap_done();
}
