/*
 * Each of the EXAMPLES in man/forkcast-scripts.1 works as it is printed there.
 * Run in the root of the repository.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tests/lib/conn.h"
#include "tests/lib/examples.h"
#include "tests/lib/fake_udp.h"
#include "tests/lib/keeper.h"
#include "tests/lib/shell.h"

#define PAGE "man/forkcast-scripts.1"

static struct server *server;
static struct conn *ali; /* in the groups 1, ops, alarms and lobby */

static struct shell *
start(const char *script)
{
	return shell_start(server->address[0], script);
}

/* Runs a script of the test's own, which must end well. */
static void
run(const char *script)
{
	struct shell *shell = start(script);
	const int status = shell_status(shell);

	MUST(
	    status == 0, "%s: %d, %s", script, status, shell_complained(shell));
}

static void
stop(struct shell *shell)
{
	shell_signal_all(shell, SIGINT);
	(void)shell_status(shell); /* whatever it makes of that */
}

static void
one_line(const struct example *example)
{
	struct shell *shell = start(example->script);

	conn_wait_for(ali, "msg * ops * * is up again");
	MUST(shell_status(shell) == 0, "it is not sent");
	TAP_STR(str_from(shell_said(shell)), STR(""), "somebody heard it");
}

/* There is ali; then nobody. */
static void
whoever(const struct example *example)
{
	struct shell *shell = start(example->script);

	conn_wait_for(ali, "msg * ops * disk full");
	MUST(shell_status(shell) == 0, "it does not end well");
	TAP_STR(str_from(shell_said(shell)), STR(""), "somebody heard it");
	conn_say(ali, "leave ops");
	conn_wait_for(ali, "leave * ops ali");
	shell = start(example->script);
	MUST(shell_status(shell) == 0, "it does not end well");
	TAP_STR(str_from(shell_said(shell)), STR("nobody heard it\n"),
	    "nobody did");
	conn_say(ali, "join ops");
	conn_wait_for(ali, "join * ops ali");
}

static void
one_message(const struct example *example)
{
	struct shell *shell = start(example->script);

	conn_wait_for(ali, "lines * ops * 2");
	conn_expect(ali, "msg * ops * Filesystem ...");
	MUST(shell_status(shell) == 0, "it does not end well");
	TAP_OK(true, "the output is one message");
}

static void
log_lines(const struct example *example)
{
	run("echo first >build.log");
	struct shell *shell = start(example->script);
	conn_wait_for(ali, "msg * ops * first");
	run("echo second >>build.log");
	conn_wait_for(ali, "msg * ops * second");
	stop(shell);
}

static void
write_down(const struct example *example)
{
	struct shell *shell = start(example->script);

	conn_wait_for(ali, "join * ops *");
	conn_say(ali, "send ops for the record");
	run("until grep -q '^.[0-9:]*. .ops. ali: for the record' ops.log; "
	    "do sleep 0.05 || sleep 1; done");
	stop(shell);
}

static void
take_apart(const struct example *example)
{
	struct shell *jq = start("command -v jq");

	if (shell_status(jq) != 0) {
		tap_note("jq is not installed: an example is not run");
		return;
	}
	struct shell *shell = start(example->script);
	conn_wait_for(ali, "join * ops *");
	conn_say(ali, "send ops one");
	conn_say(ali, "send ops \"two\"");
	MUST(shell_status(shell) == 0, "it does not end well");
	TAP_STR(str_from(shell_said(shell)),
	    STR("ali said one\nali said \"two\"\n"), "both are there");
}

static void
files(const struct example *example)
{
	struct shell *shell = start(example->script);

	conn_wait_for(ali, "join * alarms *");
	conn_wait_for(ali, "join * ops *");
	conn_say(ali, "send ops all is well");
	conn_say(ali, "send alarms nothing is well");
	run("until grep -qx 'all is well' ops.txt && "
	    "grep -qx 'nothing is well' alarms.txt; "
	    "do sleep 0.05 || sleep 1; done");
	stop(shell);
}

/* A message of two lines, and another one. */
static void
wholes(const struct example *example)
{
	struct shell *shell = start(example->script);

	conn_wait_for(ali, "join * ops *");
	conn_say(ali, "lines ops 5,5 first lines");
	conn_wait_for(ali, "lines * ops ali 2");
	shell_set_number("WHOLE", (long)conn_id(ali));
	conn_say(ali, "send ops other");
	run("until grep -qx other [0-9]*.txt; do sleep 0.05 || sleep 1; done; "
	    "printf 'first\\nlines\\n' | cmp - $WHOLE.txt");
	stop(shell);
}

/*
 * It is restarted, and meanwhile there is another message. A job is done once
 * its message is in the file: before that, a kill repeats it.
 */
static void
restarted(const struct example *example)
{
	run("echo \"cat >>jobs.done\" >job.sh");
	conn_say(ali, "join jobs");
	conn_wait_for(ali, "join * jobs ali");
	for (int i = 0; i < 2; i++) {
		struct shell *shell = start(example->script);
		conn_wait_for(ali, "join * jobs *");
		conn_say(ali, "send jobs %d", 2 * i);
		conn_wait_for(ali, "msg * jobs ali %d", 2 * i);
		shell_set_number("DONE", (long)conn_id(ali));
		run("until grep -qx \"$DONE jobs\" jobs.place; do "
		    "sleep 0.05 || sleep 1; done");
		stop(shell);
		conn_say(ali, "send jobs %d", 2 * i + 1);
	}
	struct shell *check = start("cat jobs.done");
	MUST(shell_status(check) == 0, "nothing is done");
	TAP_STR(str_from(shell_said(check)), STR("0\n1\n2\n"),
	    "each job is done once");
}

static void
two_hours(const struct example *example)
{
	struct shell *shell = start(example->script);

	MUST(shell_status(shell) == 0, "it does not end well");
	TAP_OK(
	    strstr(shell_said(shell), " [ops] ali: for the record\n") != NULL,
	    "it has what was said");
}

static void
last_of_text(const struct example *example)
{
	struct shell *shell = start(example->script);

	MUST(shell_status(shell) == 0, "it does not end well");
	TAP_OK(
	    strstr(shell_said(shell), ": disk full\n") != NULL, "it was said");
}

static void
wait_for_ali(const struct example *example)
{
	struct shell *shell = start(example->script);

	MUST(shell_status(shell) == 0, "ali was not seen");
}

static void
look(const struct example *example)
{
	struct shell *shell = start(example->script);

	MUST(shell_status(shell) == 0, "it does not answer");
	TAP_STR(str_from(shell_said(shell)), STR("it answers\n"), "it answers");
}

/* First there is no responder beside the server, then one that is played. */
static void
check(const struct example *example)
{
	struct fake_udp fake;
	struct shell *shell = start(example->script);

	MUST(shell_status(shell) == 0, "it does not end well");
	TAP_STR(str_from(shell_said(shell)), STR("server unhealthy\n"),
	    "nobody answers");
	fake_udp_start(&fake, server->address[0]);
	shell = start(example->script);
	fake_udp_answer(&fake, "running 1 2 3 0.004");
	MUST(shell_status(shell) == 0, "it does not end well");
	TAP_STR(str_from(shell_said(shell)), STR(""), "it is well");
	fake_udp_stop(&fake);
}

static void
by_files(const struct example *example)
{
	struct shell *shell = start(example->script);

	conn_wait_for(ali, "msg * ops * hello all");
	conn_wait_for(ali, "topic * ops * tea");
	shell_expect(shell, "* <*> hello all");
	shell_expect(shell, "* -!- topic ops * tea");
	stop(shell);
}

/* Joined by groups, and by boxes. */
static void
four_programs(const struct example *example)
{
	struct shell *shell = start(example->script);

	MUST(shell_status(shell) == 0, "it does not end well");
	shell = start("cat result");
	MUST(shell_status(shell) == 0, "there is no result");
	TAP_STR(str_from(shell_said(shell)),
	    STR("3 aPPLES\n4 aPPLES\n5 aPPLES\n"), "the result is this");
}

static void
lock(const struct example *example)
{
	struct shell *shell;

	conn_say(ali, "hold 1 lock 1 mine");
	conn_wait_for(ali, "held * 1 lock");
	shell = start(example->script);
	conn_wait_for(ali, "join * 1 *");
	run("test ! -e shared.txt");
	conn_say(ali, "free 1 lock");
	MUST(shell_status(shell) == 0, "it does not end well");
	run("test `cat shared.txt` = one");
}

static void
slots(const struct example *example)
{
	struct shell *shell = start(example->script);

	MUST(shell_status(shell) == 0, "it does not end well");
	TAP_STR(str_from(shell_said(shell)), STR("a\nb\nc\nd\ne\n"),
	    "all have run");
}

static void
nightly(const struct example *example)
{
	conn_say(ali, "hold 1 nightly 1 mine");
	conn_wait_for(ali, "held * 1 nightly");
	MUST(shell_status(start(example->script)) == 0, "it waits");
	run("test ! -e backup");
	conn_say(ali, "free 1 nightly");
	conn_wait_for(ali, "ok free 1 nightly");
	MUST(shell_status(start(example->script)) == 0, "it fails");
	run("test -e backup");
}

static void
count(const struct example *example)
{
	for (int i = 0; i < 3; i++)
		MUST(shell_status(start(example->script)) == 0,
		    "it does not end well");
	conn_say(ali, "get 1 count");
	conn_wait_for(ali, "row 1 count * * 3");
}

static void
change(const struct example *example)
{
	struct shell *shell = start(example->script);

	while (shell_said(shell)[0] == '\0') {
		conn_say(ali, "put ops today tea");
		conn_wait_for(ali, "ok put ops today ...");
	}
	MUST(shell_status(shell) == 0, "it does not end well");
	TAP_STR(str_from(shell_said(shell)), STR("tea\n"), "what it is");
}

static void
follow(const struct example *example)
{
	struct shell *shell = start(example->script);

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
	return start(script);
}

static void
let_go(void)
{
	run(": >go");
}

/* The third is let in only when the others have waited for it. */
static void
barrier(const struct example *example)
{
	static const char *const passed[] = { "ann has passed\n",
		"bob has passed\n", "cem has passed\n" };
	struct shell *shell = start_upto(example, "meet cem");

	run("until test `forkcast get 2 | wc -l` -eq 2; do :; done");
	TAP_STR(str_from(shell_said(shell)), STR(""), "two of three wait");
	let_go();
	MUST(shell_status(shell) == 0, "it does not end well");
	run("rm go; test `forkcast get 2 | wc -l` -eq 3");
	for (size_t i = 0; i < COUNT(passed); i++)
		TAP_OK(strstr(shell_said(shell), passed[i]) != NULL, "%s",
		    passed[i]);
}

static void
take_turns(const struct example *example)
{
	struct shell *shell = start(example->script);

	MUST(shell_status(shell) == 0, "it does not end well");
	TAP_STR(str_from(shell_said(shell)),
	    STR("ping\npong\nping\npong\nping\npong\n"), "in turn");
	run("forkcast cut 1 turn");
}

static void
handshake(const struct example *example)
{
	struct shell *shell = start(example->script);

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

	run(TEXT);
	shell = start_upto(example, "forkcast put 1 text \"`tr");
	shell_expect_complaint(shell, "add: not my turn");
	shell_expect_complaint(shell, "swap: not my turn");
	shell_expect_complaint(shell, "write: not my turn");
	let_go();
	MUST(shell_status(shell) == 0, "it does not end well");
	run("tr ' -|' '\"-~' <in.txt | tr a-zA-Z A-Za-z >wanted.txt; "
	    "cmp wanted.txt out.txt");
	run("test `forkcast get 1 | grep -c '^t'` -eq 0");
}

static void
store_once(const struct example *example)
{
	struct shell *shell = start("command -v sha256sum");

	if (shell_status(shell) != 0) {
		tap_note("sha256sum is missing: an example is not run");
		return;
	}
	run("printf 'a pear\\nan apple\\na pear\\n  a pear\\n' >lines.txt");
	shell = start(example->script);
	MUST(shell_status(shell) == 0, "it does not end well");
	TAP_STR(str_from(shell_said(shell)), STR("1\n2\n3\n"),
	    "the number of lines, for each new one");
	TAP_STR(str_from(shell_complained(shell)),
	    STR("forkcast add: 3: key already exists\n"),
	    "a line that is there is refused");
}

static void
monitor(const struct example *example)
{
	conn_say(ali, "join high");
	conn_say(ali, "join low");
	run("echo 'cat >>ran' >run.sh; echo a >now.txt; echo b >later.txt");
	struct shell *shell = start(example->script);
	run("until test -s ran && test `wc -l <ran` -eq 2; do sleep 0.05 || "
	    "sleep 1; done");
	stop(shell);
}

static void
poem(const struct example *example)
{
	run("printf 'The woods\\nare lovely,\\n  dark and\\ndeep,\\nBut\\n' "
	    ">poem.txt");
	struct shell *shell = start(example->script);
	MUST(shell_status(shell) == 0, "it does not end well");
	TAP_STR(str_from(shell_said(shell)),
	    STR("The woods\nare lovely,\n  dark and\ndeep,\nBut\n"),
	    "the poem is whole");
}

static void
call(const struct example *example)
{
	struct shell *shell = start(example->script);

	MUST(shell_status(shell) == 0, "it does not end well");
	TAP_STR(str_from(shell_said(shell)), STR("42\n"), "the result");
}

static void
meet(const struct example *example)
{
	struct shell *shell = start(example->script);

	MUST(shell_status(shell) == 0, "it does not end well");
	shell = start("cat received");
	MUST(shell_status(shell) == 0, "nothing was received");
	TAP_STR(str_from(shell_said(shell)), STR("one\ntwo\nthree\n"),
	    "all lines, in order");
}

static void
read_types(const struct example *example)
{
	struct shell *shell = start(example->script);

	MUST(shell_status(shell) == 0, "it does not end well");
	run("test `cat type1.txt | wc -l` -eq 34 && "
	    "test `sort -n type?.txt | uniq | wc -l` -eq 100");
}

static void
leave_messages(const struct example *example)
{
	struct shell *shell = start(example->script);

	MUST(shell_status(shell) == 0, "it does not end well");
	TAP_STR(str_from(shell_said(shell)),
	    STR("the report is ready\ncall ali\n"), "all that was left");
}

/* The port is that of the test's server. */
static void
ask_date(const struct example *example)
{
	const char *address = server->address[0];
	const char *usual = strstr(example->script, "127.0.0.1 1234");
	char script[2 * EXAMPLE_TEXT];

	if (shell_status(start("command -v nc")) != 0) {
		tap_note("nc is not installed: an example is not run");
		return;
	}
	MUST(usual != NULL, "there is no port in the example");
	(void)snprintf(script, sizeof(script), "%.*s127.0.0.1 %s%s",
	    (int)(usual - example->script), example->script,
	    strrchr(address, ':') + 1, usual + strlen("127.0.0.1 1234"));
	struct shell *shell = start(script);
	MUST(shell_status(shell) == 0, "it does not end well");
	TAP_OK(
	    shell_matches("20*-*-*T*:*:*.*Z\n", shell_said(shell)), "the date");
}

static void
echo_bot(const struct example *example)
{
	struct shell *shell = start(example->script);

	shell_await(server->address[0], "echo-ear", "lobby");
	shell_await(server->address[0], "echo", "lobby");
	conn_say(ali, "send lobby  hi  \\n");
	conn_wait_for(ali, "msg * lobby echo echo:  hi  \\n");
	conn_say(ali, "send lobby again");
	conn_wait_for(ali, "msg * lobby echo echo: again");
	stop(shell);
}

static void
date_bot(const struct example *example)
{
	struct shell *shell = start(example->script);

	shell_await(server->address[0], "date-ear", "lobby");
	conn_say(ali, "send lobby what is the !date");
	conn_say(ali, "send lobby !date");
	conn_wait_for(ali, "msg * lobby date ...");
	stop(shell);
}

static void private(const struct example *example)
{
	struct shell *shell = start(example->script);

	conn_wait_for(ali, "tell * * ali your build is done");
	MUST(shell_status(shell) == 0, "it does not end well");
	TAP_STR(str_from(shell_said(shell)), STR(""), "ali is here");
}

/* Asked first by eve, who has no account, and then by ali. */
static void
trusting_bot(const struct example *example)
{
	struct conn *eve = conn_named(server, "eve");
	struct shell *shell = start(example->script);

	conn_say(ali, "register pw");
	conn_wait_for(ali, "ok register ali");
	run("until forkcast tell -n eves disk x 2>/dev/null; "
	    "do sleep 0.05 || sleep 1; done");
	conn_ask(eve, "tell disk full?", "tell * eve disk full?");
	conn_say(ali, "tell disk and now?");
	conn_wait_for(ali, "tell * * ali Filesystem...");
	conn_ask(eve, "ping", "ok ping");
	PASS("eve was told nothing before");
	stop(shell);
	conn_close(eve);
}

/* Starts a bot in lobby, and waits until it is there. */
static struct shell *
start_bot(const struct example *example, const char *name)
{
	struct shell *shell = start(example->script);

	shell_await(server->address[0], name, "lobby");
	return shell;
}

/* Eve has no account, and so nothing that she says is done. */
static void
eve_says(const char *text)
{
	struct conn *eve = conn_member(server, "eve", "lobby");

	conn_say(eve, "send lobby %s", text);
	conn_wait_for(eve, "msg * lobby eve %s", text);
	conn_close(eve);
}

static void
builds(const struct example *example)
{
	run("printf 'all:\\n\\t@echo eve >>Eve\\n' >Makefile");
	struct shell *shell = start_bot(example, "ci");
	eve_says("!build");
	conn_say(ali, "send lobby !build it");
	run("printf 'all:\\n\\t@printf \"\\033[31mbroken\\033[m\\\\n\"; false\\n' "
	    ">Makefile; test ! -e Eve");
	conn_say(ali, "send lobby !build");
	conn_wait_for(ali, "msg * lobby ci build failed: ...");
	run("echo all: >Makefile");
	conn_say(ali, "tell ci !build");
	conn_wait_for(ali, "tell * ci ali build succeeded");
	stop(shell);
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
	run("echo sara >locks/db");
	conn_say(ali, "send lobby !unlock db");
	conn_wait_for(ali, "msg * lobby deploy no: db belongs to sara");
	conn_say(ali, "tell deploy !unlock web");
	conn_wait_for(ali, "tell * deploy ali web belongs to nobody");
	stop(shell);
}

static void
runs_jobs(const struct example *example)
{
	run("mkdir jobs; printf '#!/bin/sh\\nprintf \"\\033[1mall well\\\\n\"; "
	    "exit 3\\n' >jobs/report; chmod +x jobs/report");
	struct shell *shell = start_bot(example, "jobs");
	eve_says("!job report");
	conn_say(ali, "send lobby !job report;touch${IFS}hacked");
	conn_say(ali, "send lobby !job nothing");
	conn_wait_for(ali, "msg * lobby jobs no such job: nothing");
	conn_say(ali, "send lobby !job report");
	conn_wait_for(ali, "msg * lobby jobs report begins");
	conn_wait_for(ali, "msg * lobby jobs all well");
	conn_wait_for(ali, "msg * lobby jobs report has ended with 3");
	run("test ! -e hacked");
	stop(shell);
}

static void
watches(const struct example *example)
{
	run("echo old error >service.log");
	struct shell *shell = start_bot(example, "watch");
	conn_say(ali, "send lobby watched");
	/* tail may begin later than send. */
	run("until forkcast log -c 1 -g 'an error' lobby >seen 2>/dev/null && "
	    "test -s seen; do printf 'fine\\n\\033[1man error\\n' "
	    ">>service.log; sleep 0.1 || sleep 1; done");
	conn_wait_for(ali, "msg * lobby watch an error");
	stop(shell);
}

static void
is_operator(const struct example *example)
{
	struct shell *shell = start_bot(example, "warden");
	struct conn *eve = conn_member(server, "eve", "lobby");

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
	stop(shell);
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
	struct shell *shell = start(script);
	MUST(shell_status(shell) == 0, "it does not end well");
	TAP_OK(strncmp(shell_said(shell), status, strlen(status)) == 0, "%s",
	    status);
}

static void
hooks(const struct example *example)
{
#define TOKEN " HTTP_X_TOKEN=sesame"
	run("echo sesame >hook.token");
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
	run("test ! -e hacked");
}

/* In the order of the page, with the beginning of what stands in front. */
static const struct {
	const char *title;
	void (*run)(const struct example *example);
} rows[] = {
	{ "Send one line from a script", one_line },
	{ "Send one line, and check", whoever },
	{ "Send every line of a log", log_lines },
	{ "Send the output of a command as one", one_message },
	{ "Record the messages", write_down },
	{ "Print the next two messages", take_apart },
	{ "Write the messages of each group", files },
	{ "Write each message to a file of its", wholes },
	{ "Run a job for each message", restarted },
	{ "Print what was said in the last", two_hours },
	{ "Print the last message that", last_of_text },
	{ "Wait until ali joins", wait_for_ali },
	{ "Check that the server replies", look },
	{ "Check that the server is healthy", check },
	{ "Chat through files", by_files },
	{ "Connect four programs", four_programs },
	{ "An echo bot", echo_bot },
	{ "A bot that sends the date", date_bot },
	{ "Send a private message", private },
	{ "A bot that answers private messages", trusting_bot },
	{ "A bot for builds", builds },
	{ "A bot that knows who may deploy", deploys },
	{ "A bot that runs jobs", runs_jobs },
	{ "A bot that watches a log", watches },
	{ "A bot by which the accounts", is_operator },
	{ "A web hook", hooks },
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
	{ "Connect the four programs again", four_programs },
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
	static struct example examples[64];
	char config[512];
	const size_t count = examples_read(PAGE, examples, COUNT(examples));

	MUST(count == COUNT(rows), "there are %zu examples, not %zu", count,
	    COUNT(rows));
	(void)snprintf(config, sizeof(config), "%sbox mail\nhistory all\n",
	    keeper_config());
	server = server_start(&(struct setup) { .config = config });
	ali = conn_member(server, "ali", "1");
	conn_say(ali, "join ops");
	conn_say(ali, "join alarms");
	conn_say(ali, "join lobby");
	conn_wait_for(ali, "join * lobby ali");
	for (size_t i = 0; i < count; i++) {
		MUST(strncmp(examples[i].title, rows[i].title,
			 strlen(rows[i].title)) == 0,
		    "example %zu is: %s", i, examples[i].title);
		rows[i].run(&examples[i]);
		PASS("%s", rows[i].title);
	}
	conn_close(ali);
	server_stop(server);
	return tap_done();
}
