/*
 * The EXAMPLES of man/forkcast-scripts.1 about bots work as they are printed
 * there. Run in the root of the repository.
 */
#include <stdio.h>
#include <string.h>

#include "tests/lib/conn.h"
#include "tests/lib/script_page.h"
#include "tests/lib/shell.h"

static struct conn *ali; /* in the groups 1, ops, alarms and lobby */

static void private(const struct example *example)
{
	struct shell *shell = script_page_start(example->script);

	conn_wait_for(ali, "tell * * ali your build is done");
	MUST(shell_status(shell) == 0, "it does not end well");
	TAP_STR(str_from(shell_said(shell)), STR(""), "ali is here");
}

/* Asked first by eve, who has no account, and then by ali. */
static void
trusting_bot(const struct example *example)
{
	struct conn *eve = conn_named(script_page_server(), "eve");
	struct shell *shell = script_page_start(example->script);

	conn_say(ali, "register pw");
	conn_wait_for(ali, "ok register ali");
	script_page_run("until forkcast tell -n eves disk x 2>/dev/null; "
			"do sleep 0.05 || sleep 1; done");
	conn_ask(eve, "tell disk full?", "tell * eve disk full?");
	conn_say(ali, "tell disk and now?");
	conn_wait_for(ali, "tell * * ali Filesystem...");
	conn_ask(eve, "ping", "ok ping");
	PASS("eve was told nothing before");
	script_page_stop(shell);
	conn_close(eve);
}

/* Starts a bot in lobby, and waits until it is there. */
static struct shell *
start_bot(const struct example *example, const char *name)
{
	struct shell *shell = script_page_start(example->script);

	shell_await(script_page_server()->address[0], name, "lobby");
	return shell;
}

/* Eve has no account, and so nothing that she says is done. */
static void
eve_says(const char *text)
{
	struct conn *eve = conn_member(script_page_server(), "eve", "lobby");

	conn_say(eve, "send lobby %s", text);
	conn_wait_for(eve, "msg * lobby eve %s", text);
	conn_close(eve);
}

static void
builds(const struct example *example)
{
	script_page_run("printf 'all:\\n\\t@echo eve >>Eve\\n' >Makefile");
	struct shell *shell = start_bot(example, "ci");
	eve_says("!build");
	conn_say(ali, "send lobby !build it");
	script_page_run(
	    "printf 'all:\\n\\t@printf \"\\033[31mbroken\\033[m\\\\n\"; false\\n' "
	    ">Makefile; test ! -e Eve");
	conn_say(ali, "send lobby !build");
	conn_wait_for(ali, "msg * lobby ci build failed: ...");
	script_page_run("echo all: >Makefile");
	conn_say(ali, "tell ci !build");
	conn_wait_for(ali, "tell * ci ali build succeeded");
	script_page_stop(shell);
}

/* In the order of the page. */
static const struct script_page_row rows[] = {
	{ "Send a private message", private },
	{ "A bot that answers private messages", trusting_bot },
	{ "A bot for builds", builds },
};

int
main(void)
{
	ali = script_page_begin();
	script_page_run_rows(
	    rows, COUNT(rows), "Send a private message", "Let only one script");
	script_page_end();
	return tap_done();
}
