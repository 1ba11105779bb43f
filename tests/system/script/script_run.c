/*
 * forkcast listen -x passes each message to a command, limits how many run, and
 * reports what goes wrong.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "tests/lib/conn.h"
#include "tests/lib/shell.h"

static struct server *server;
static struct conn *ali;

static struct shell *
listen_by(const char *script, const char *group)
{
	struct shell *shell = shell_start(server->address[0], script);

	shell_await(server->address[0], "javad", group);
	return shell;
}

static void
gets_all(void)
{
	struct shell *shell = listen_by(
	    "export FORKCAST_NAME=javad; exec forkcast listen -e -f ali -c 3 "
	    "-x 'echo \"$FORKCAST_KIND,${FORKCAST_GROUP-none},"
	    "$FORKCAST_SENDER,${FORKCAST_TO-none},${FORKCAST_NAME-none},"
	    "$FORKCAST_ID $(cat)\"' 1",
	    "1");

	conn_say(ali, "send 1 $(reboot) `x`  y");
	conn_say(ali, "tell javad psst");
	conn_say(ali, "topic 1 tea");
	TAP_NUM(shell_status(shell), 0, "three events, three commands");
	TAP_OK(shell_matches("msg,1,ali,none,none,* $(reboot) `x`  y\n"
			     "tell,none,ali,javad,none,* psst\n"
			     "topic,1,ali,none,none,* tea\n",
		   shell_said(shell)),
	    "each gets its text, and the rest in its environment");
	shell =
	    listen_by("exec forkcast listen -n javad -j -c 1 -x cat 1", "1");
	conn_say(ali, "send 1 one");
	TAP_NUM(shell_status(shell), 0, "with -j");
	TAP_OK(
	    shell_matches("{\"id\":*,\"text\":\"one\"}\n", shell_said(shell)),
	    "it gets the object");
}

/* A command that talks to the same server, under a name of its own. */
static void
answers(void)
{
	struct shell *shell = listen_by(
	    "exec forkcast listen -n javad -c 1 "
	    "-x 'sed s/^/echo:/ | forkcast send \"$FORKCAST_GROUP\"' 1",
	    "1");

	conn_say(ali, "send 1 one");
	conn_wait_for(ali, "msg * 1 * echo:one");
	TAP_NUM(shell_status(shell), 0, "a command can answer");
}

static void
fails(void)
{
	struct shell *shell = shell_start_paced(server->address[0],
	    "exec forkcast listen -n javad -c 3 -k 60 -x '"
	    "read x; case $x in a) exit 3;; b) kill -9 $$;; "
	    "*) echo begun; sleep 1000 | cat; esac' 1");

	shell_await(server->address[0], "javad", "1");
	conn_say(ali, "send 1 a");
	conn_say(ali, "send 1 b");
	conn_say(ali, "send 1 c");
	shell_expect(shell, "begun");
	shell_pace(shell, 59 * SEC);
	shell_pace(shell, MSEC);
	TAP_OK(strstr(shell_complained(shell), "timed out") == NULL,
	    "59 s are allowed");
	shell_pace(shell, SEC);
	TAP_NUM(shell_status(shell), 70, "failures end with 70");
	TAP_OK(
	    shell_matches(
		"forkcast listen: command for message *: exit status 3\n"
		"forkcast listen: command for message *: killed by signal 9\n"
		"forkcast listen: command for message *: timed out after 60 "
		"s\n"
		"forkcast listen: command for message *: killed by signal 15\n",
		shell_complained(shell)),
	    "each is told of, and the next one is run");
}

/* 1 is what grep says of a message that is not for it. */
static void
is_not_for_it(void)
{
	struct shell *shell = listen_by(
	    "exec forkcast listen -n javad -c 2 -x 'grep -q a' 1", "1");

	conn_say(ali, "send 1 a");
	conn_say(ali, "send 1 b");
	TAP_NUM(shell_status(shell), 0, "1 is no failure");
	TAP_STR(str_from(shell_complained(shell)), STR(""), "nor told of");
}

/*
 * The first command waits for a file; what comes meanwhile waits in the order
 * of the groups. The last three must not run before it has ended.
 */
static void
by_priority(void)
{
	struct shell *shell = listen_by(
	    "exec forkcast listen -n javad -c 5 -x 'read x; echo $x begins; "
	    "until [ -e go ] || [ $x != first ]; do sleep 0.05 || sleep 1; "
	    "done' high low",
	    "low");

	conn_say(ali, "join high");
	conn_say(ali, "join low");
	conn_say(ali, "send low first");
	shell_expect(shell, "first begins");
	conn_say(ali, "send low low1");
	conn_say(ali, "send low low2");
	conn_say(ali, "send high high1");
	conn_say(ali, "send high high2");
	conn_wait_for(ali, "msg * high ali high2");
	conn_wait_for(ali, "quit * javad...");
	struct shell *go = shell_start(server->address[0], ": >go");
	TAP_NUM(shell_status(go), 0, "the first one may go on");
	TAP_NUM(shell_status(shell), 0, "all have run");
	TAP_STR(str_from(shell_said(shell)),
	    STR("first begins\nhigh1 begins\nhigh2 begins\nlow1 begins\n"
		"low2 begins\n"),
	    "one after the other, those of the first group first");
}

/* More than may wait, while the first one hangs: none is lost. */
static void
many(void)
{
	struct shell *shell = listen_by(
	    "rm -f go; exec forkcast listen -n javad -c 1100 -x 'until "
	    "[ -e go ]; do sleep 0.05 || sleep 1; done; read x; echo $x' 1",
	    "1");
	char line[16];

	for (int i = 0; i < 1100; i++)
		conn_say(ali, "send 1 %d", i);
	conn_wait_for(ali, "msg * 1 ali 1099");
	struct shell *go = shell_start(server->address[0], ": >go");
	MUST(shell_status(go) == 0, "no file");
	/* Each of these has its own deadline. */
	for (int i = 19; i < 1100; i += 20) {
		(void)snprintf(line, sizeof(line), "%d", i);
		shell_expect(shell, line);
	}
	TAP_NUM(shell_status(shell), 0, "more than the queue holds");
	size_t count = 0;
	for (const char *at = shell_said(shell); *at != '\0'; count++) {
		(void)snprintf(line, sizeof(line), "%zu\n", count);
		MUST(strncmp(at, line, strlen(line)) == 0, "not %s: %.20s",
		    line, at);
		at += strlen(line);
	}
	TAP_NUM(count, 1100, "none is lost, and they are in order");
}

static void
is_stopped(void)
{
	struct shell *shell = listen_by("exec forkcast listen -n javad "
					"-x 'echo begun; sleep 100' 1",
	    "1");

	conn_say(ali, "send 1 a");
	shell_expect(shell, "begun");
	conn_say(ali, "send 1 b");
	/* The last one comes at the same time as the signal. */
	shell_signal(shell, SIGSTOP);
	conn_say(ali, "send 1 c");
	conn_say(ali, "tell javad here?");
	conn_wait_for(ali, "tell * ali javad here?");
	shell_signal(shell, SIGTERM);
	shell_signal(shell, SIGCONT);
	TAP_NUM(shell_status(shell), SHELL_SIGNAL + SIGTERM, "TERM ends it");
	TAP_STR(str_from(shell_complained(shell)),
	    STR("forkcast listen: 2 messages not run\n"),
	    "it says how many messages were not run");
}

int
main(void)
{
	server = server_start(NULL);
	ali = conn_member(server, "ali", "1");
	gets_all();
	answers();
	fails();
	is_not_for_it();
	by_priority();
	many();
	is_stopped();
	conn_close(ali);
	server_stop(server);
	return tap_done();
}
