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

static void
echo_bot(const struct example *example)
{
	struct shell *shell = script_page_start(example->script);

	shell_await(script_page_server()->address[0], "echo-ear", "lobby");
	shell_await(script_page_server()->address[0], "echo", "lobby");
	conn_say(ali, "send lobby  hi  \\n");
	conn_wait_for(ali, "msg * lobby echo echo:  hi  \\n");
	conn_say(ali, "send lobby again");
	conn_wait_for(ali, "msg * lobby echo echo: again");
	script_page_stop(shell);
}

static void
date_bot(const struct example *example)
{
	struct shell *shell = script_page_start(example->script);

	shell_await(script_page_server()->address[0], "date-ear", "lobby");
	conn_say(ali, "send lobby what is the !date");
	conn_say(ali, "send lobby !date");
	conn_wait_for(ali, "msg * lobby date ...");
	script_page_stop(shell);
}

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

static void
deploys(const struct example *example)
{
	struct shell *shell = start_bot(example, "deploy");

	eve_says("!lock web");
	conn_say(ali, "send lobby !lock ../web");
	conn_say(ali, "send lobby !lock web");
	conn_wait_for(ali, "msg * lobby deploy web belongs to ali");
	conn_say(ali, "send lobby !lock web");
	conn_wait_for(ali, "msg * lobby deploy no: web belongs to ali");
	script_page_run("echo sara >locks/db");
	conn_say(ali, "send lobby !unlock db");
	conn_wait_for(ali, "msg * lobby deploy no: db belongs to sara");
	conn_say(ali, "tell deploy !unlock web");
	conn_wait_for(ali, "tell * deploy ali web belongs to nobody");
	script_page_stop(shell);
}

static void
runs_jobs(const struct example *example)
{
	script_page_run(
	    "mkdir jobs; printf '#!/bin/sh\\nprintf \"\\033[1mall well\\\\n\"; "
	    "exit 3\\n' >jobs/report; chmod +x jobs/report");
	struct shell *shell = start_bot(example, "jobs");
	eve_says("!job report");
	conn_say(ali, "send lobby !job report;touch${IFS}hacked");
	conn_say(ali, "send lobby !job nothing");
	conn_wait_for(ali, "msg * lobby jobs no such job: nothing");
	conn_say(ali, "send lobby !job report");
	conn_wait_for(ali, "msg * lobby jobs report begins");
	conn_wait_for(ali, "msg * lobby jobs [1mall well");
	conn_wait_for(ali, "msg * lobby jobs report has ended with 3");
	script_page_run("test ! -e hacked");
	script_page_stop(shell);
}

static void
watches(const struct example *example)
{
	script_page_run("echo old error >service.log");
	struct shell *shell = start_bot(example, "watch");
	conn_say(ali, "send lobby watched");
	/* tail may begin later than send. */
	script_page_run(
	    "until forkcast log -c 1 -g 'an error' lobby >seen 2>/dev/null && "
	    "test -s seen; do printf 'fine\\n\\033[1man error\\n' "
	    ">>service.log; sleep 0.1 || sleep 1; done");
	conn_wait_for(ali, "msg * lobby watch an error");
	script_page_stop(shell);
}

static void
is_operator(const struct example *example)
{
	struct shell *shell = start_bot(example, "warden");
	struct conn *eve = conn_member(script_page_server(), "eve", "lobby");

	conn_say(eve, "tell warden !kick ali");
	conn_wait_for(eve, "tell ...");
	conn_say(ali, "send lobby !kick eve");
	conn_say(ali, "tell warden help");
	conn_wait_for(ali, "tell * warden ali !clients, or !kick NAME");
	conn_say(ali, "tell warden !clients");
	conn_wait_for(ali, "tell * warden ali     PID NAME...");
	conn_say(ali, "tell warden !kick eve");
	conn_wait_for(ali, "tell * warden ali eve has been kicked");
	conn_wait_for(eve, "bye kicked ...");
	conn_close(eve);
	script_page_stop(shell);
}

/* Runs the program as a web server would, with that body. */
static void
hook_says(const struct example *example, const char *environment,
    const char *body, const char *status)
{
	char script[2 * EXAMPLE_TEXT];

	(void)snprintf(script, sizeof(script),
	    "export %s\nprintf '%%s' '%s' | (\n%s)", environment, body,
	    example->script);
	struct shell *shell = script_page_start(script);
	MUST(shell_status(shell) == 0, "it does not end well");
	TAP_OK(strncmp(shell_said(shell), status, strlen(status)) == 0, "%s",
	    status);
}

static void
hooks(const struct example *example)
{
#define TOKEN " HTTP_X_TOKEN=sesame"
	script_page_run("echo sesame >hook.token");
	hook_says(example, "REQUEST_METHOD=GET", "", "Status: 405");
	hook_says(example, "REQUEST_METHOD=POST CONTENT_LENGTH=1x", "",
	    "Status: 411");
	hook_says(example, "REQUEST_METHOD=POST CONTENT_LENGTH=100000", "",
	    "Status: 413");
	hook_says(example,
	    "REQUEST_METHOD=POST CONTENT_LENGTH=1 HTTP_X_TOKEN=", "x",
	    "Status: 403");
	hook_says(example, "REQUEST_METHOD=POST CONTENT_LENGTH=34" TOKEN,
	    "$(touch hacked) `touch hacked`; -xand more", "Status: 204");
	conn_wait_for(
	    ali, "msg * lobby hook $(touch hacked) `touch hacked`; -x");
	script_page_run("test ! -e hacked");
}

/* In the order of the page. */
static const struct script_page_row rows[] = {
	{ "An echo bot", echo_bot },
	{ "A bot that sends the date", date_bot },
	{ "Send a private message", private },
	{ "A bot that answers private messages", trusting_bot },
	{ "A bot for builds", builds },
	{ "A bot that knows who may deploy", deploys },
	{ "A bot that runs jobs", runs_jobs },
	{ "A bot that watches a log", watches },
	{ "A bot through which the accounts", is_operator },
	{ "A web hook", hooks },
};

int
main(void)
{
	ali = script_page_begin();
	script_page_run_rows(
	    rows, COUNT(rows), "An echo bot", "Let only one script");
	script_page_end();
	return tap_done();
}
