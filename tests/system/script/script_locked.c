/*
 * forkcast lock: the status of its command; who waits, and for how long; so
 * many at a time, or none; and whatever ends the hold ends the command, too.
 */
#include <signal.h>
#include <stdio.h>

#include "tests/lib/conn.h"
#include "tests/lib/shell.h"

#define USAGE "usage: ...\n  ...\n  ...\n"

static struct server *server;
static struct conn *ali; /* in group 1, and the operator of ops */

/* Nobody else holds a key. */
static const struct shell_case free_cases[] = {
	{ "forkcast lock 1 l sh -c 'exit 7'", 7, "", "" },
	{ "forkcast lock 1 l true", 0, "", "" },
	{ "forkcast lock -w 0 1 l sh -c 'echo in'", 0, "in\n", "" },
	{ "echo in | forkcast lock -w 0.001 1 l cat", 0, "in\n", "" },
	{ "forkcast lock 1 l sh -c 'kill -9 $$'", 137, "", "" },
	{ "forkcast lock 1 l sh -c 'kill $$'", 143, "", "" },
	{ "forkcast lock 1 l no/such/program -m 3", 127, "",
	    "forkcast lock: cannot run no/such/program: ...\n" },
	{ ": >file; forkcast lock 1 l ./file", 126, "",
	    "forkcast lock: cannot run ./file: ...\n" },
	{ "forkcast lock -n me 1 l sh -c 'echo $FORKCAST_ID; "
	  "forkcast get -l 1 l; echo ${FORKCAST_NAME-none}' | "
	  "{ read id; read key is name pid; read mine; "
	  "test $id = $is && echo $key $name $mine; }",
	    0, "l me none\n", "" },
	{ "forkcast lock 1 l true; forkcast get 1 l", 1, "",
	    "forkcast get: no such key: l\n" },
	{ "forkcast lock -z 1 l", 0, "", "" },
	{ "forkcast lock -z -w 0 1 l", 0, "", "" },
	{ "forkcast lock 1 l", 64, "",
	    "forkcast lock: missing argument\n" USAGE },
	{ "forkcast lock -z 1", 64, "",
	    "forkcast lock: missing argument\n" USAGE },
	{ "forkcast lock -z 1 l true", 64, "",
	    "forkcast lock: -z takes no COMMAND\n" USAGE },
	{ "forkcast lock -z -m 2 1 l", 64, "",
	    "forkcast lock: -m and -z cannot be combined\n" USAGE },
	{ "forkcast lock @ali l true", 64, "",
	    "forkcast lock: lock works only with the table of a group\n" USAGE },
	{ "forkcast lock -m 0 1 l true", 64, "",
	    "forkcast lock: -m 0: must be a number from 1 to 10000\n" },
	{ "forkcast lock -m 10001 1 l true", 64, "",
	    "forkcast lock: -m 10001: must be a number from 1 to 10000\n" },
	{ "forkcast lock -m 10000 1 l true", 0, "", "" },
	{ "forkcast lock -w -1 1 l true", 64, "",
	    "forkcast lock: -w -1: ...\n" },
	{ "forkcast lock a,b l true", 64, "",
	    "forkcast lock: group \"a,b\": ...\n" },
	{ "forkcast lock 1 L true", 65, "",
	    "forkcast lock: invalid key \"L\": ...\n" },
};

/* Ali holds it. */
static const struct shell_case held_cases[] = {
	{ "forkcast lock -w 0 1 l true", 75, "", "forkcast lock: l is held\n" },
	{ "forkcast lock -z -w 0 1 l", 75, "", "forkcast lock: l is held\n" },
	{ "forkcast lock -m 2 -w 0 1 l true", 0, "", "" },
	{ "forkcast cut 1 l", 77, "", "forkcast cut: 1: ...\n" },
};

static struct shell *
start(const char *script)
{
	return shell_start(server->address[0], script);
}

static void
ali_holds(const char *line)
{
	conn_say(ali, "%s", line);
	conn_wait_for(ali, "held ...");
}

/* It is free as soon as the process that waits for the command has ended. */
static void
is_free(const char *why)
{
	ali_holds("hold 1 l 1 x");
	conn_say(ali, "free 1 l");
	conn_wait_for(ali, "ok free 1 l");
	PASS("%s: the key is free", why);
}

static void
ends_with(struct shell *shell, int status, const char *said, const char *why)
{
	TAP_NUM(shell_status(shell), status, "%s", why);
	TAP_OK(shell_matches(said, shell_said(shell)), "%s: %s", why,
	    shell_said(shell));
}

/* Both come to wait, or may find that it is free already. */
static void
waits(void)
{
	struct shell *locks, *waits_for_none;

	ali_holds("hold 1 l 1 x");
	locks = start("forkcast lock -n locks 1 l echo in");
	waits_for_none = start("forkcast lock -n waits -z 1 l && echo none");
	conn_wait_for(ali, "join * 1 *");
	conn_wait_for(ali, "join * 1 *");
	TAP_STR(str_from(shell_said(locks)), STR(""), "it waits");
	conn_say(ali, "free 1 l");
	ends_with(locks, 0, "in\n", "until its turn has come");
	ends_with(waits_for_none, 0, "none\n", "or until nobody holds it");
}

/*
 * Two of three are in at once: each tells of it, and ends when ali says so. The
 * third is in when one of them has ended.
 */
static void
lets_two_in(void)
{
	struct shell *in[3];

	for (size_t i = 0; i < COUNT(in); i++)
		in[i] = start("forkcast lock -m 2 1 l sh -c 'forkcast send 1 "
			      "in; forkcast get -w -i 0 1 go >/dev/null'");
	conn_wait_for(ali, "msg * 1 * in");
	conn_wait_for(ali, "msg * 1 * in");
	conn_say(ali, "hold 1 l 2 x");
	conn_wait_for(ali, "ok hold 1 l *");
	PASS("two are in at once");
	conn_say(ali, "free 1 l");
	conn_say(ali, "put 1 go x");
	conn_wait_for(ali, "msg * 1 * in");
	for (size_t i = 0; i < COUNT(in); i++)
		ends_with(in[i], 0, "", "each has its turn");
	conn_say(ali, "cut 1 go");
	conn_wait_for(ali, "ok cut ...");
}

/* Starts a lock whose command is the client "inner", and waits for that. */
static struct shell *
start_inner(const char *group)
{
	char script[256];
	struct shell *shell;

	(void)snprintf(script, sizeof(script),
	    "exec forkcast lock -n outer %s l forkcast listen -n inner 1",
	    group); /* fits */
	shell = start(script);
	conn_wait_for(ali, "join * 1 inner");
	return shell;
}

static void
ends_with_the_connection(void)
{
	struct shell *shell = start_inner("1");

	MUST(kill(server_worker(server, "outer"), SIGKILL) == 0, "no worker");
	conn_wait_for(ali, "quit * inner");
	TAP_NUM(shell_status(shell), 69, "the connection is lost");
	TAP_OK(shell_matches("forkcast lock: l: not held any more; terminating "
			     "forkcast\nforkcast lock: connection lost: ...\n",
		   shell_complained(shell)),
	    "it says so");
	is_free("lost");
}

static void
ends_with_the_membership(void)
{
	struct shell *shell = start_inner("ops");

	conn_say(ali, "kick ops outer");
	conn_wait_for(ali, "quit * inner");
	TAP_NUM(shell_status(shell), 69, "it is removed from the group");
	TAP_OK(shell_matches("forkcast lock: l: not held any more; "
			     "terminating forkcast\n"
			     "forkcast lock: removed from ops\n",
		   shell_complained(shell)),
	    "it says so");
}

/* A command that ignores TERM is killed, at once after another signal. */
static void
kills(void)
{
	struct shell *shell = shell_start_paced(server->address[0],
	    "exec forkcast lock -n outer 1 l sh -c 'trap \"\" TERM; "
	    "forkcast send 1 on; exec forkcast listen -n inner 1'");

	conn_wait_for(ali, "join * 1 inner");
	MUST(kill(server_worker(server, "outer"), SIGKILL) == 0, "no worker");
	shell_expect_complaint(shell, "...");
	shell_signal(shell, SIGTERM);
	conn_wait_for(ali, "quit * inner");
	PASS("what ignores TERM is killed");
	(void)shell_status(shell); /* 69, or by the signal */
	is_free("killed");
}

static void
passes_signals_on(void)
{
	struct shell *shell = start_inner("1");

	shell_signal(shell, SIGTERM);
	conn_wait_for(ali, "quit * inner");
	TAP_NUM(shell_status(shell), SHELL_SIGNAL + SIGTERM,
	    "a signal ends the command, and then the lock");
	is_free("signalled");
	shell = start("exec forkcast lock 1 l sh -c 'trap \"echo hup; exit 0\" "
		      "HUP; forkcast get -w -i 0 1 never & "
		      "forkcast send 1 on; wait'");
	conn_wait_for(ali, "msg * 1 * on");
	shell_signal(shell, SIGHUP);
	ends_with(shell, SHELL_SIGNAL + SIGHUP, "hup\n",
	    "a command may do as it likes with it");
	conn_say(ali, "put 1 never x");
	is_free("hung up");
	ali_holds("hold 1 l 1 x");
	shell = start("exec forkcast lock -n outer 1 l true");
	conn_wait_for(ali, "join * 1 outer");
	shell_signal(shell, SIGINT);
	TAP_NUM(shell_status(shell), SHELL_SIGNAL + SIGINT,
	    "one that waits ends at once");
	conn_say(ali, "free 1 l");
	is_free("no longer waited for");
}

/* Where the system can have that. */
static void
dies_with_it(void)
{
#ifdef __linux__
	struct shell *shell = start_inner("1");

	shell_signal(shell, SIGKILL);
	conn_wait_for(ali, "quit * inner");
	PASS("a command dies with its lock");
	(void)shell_status(shell);
	is_free("killed with it");
#endif
}

int
main(void)
{
	server = server_start(NULL);
	ali = conn_member(server, "ali", "1");
	conn_ask(ali, "join ops", "join * ops ali");
	shell_cases(server->address[0], free_cases);
	ali_holds("hold 1 l 1 x");
	shell_cases(server->address[0], held_cases);
	conn_say(ali, "free 1 l");
	waits();
	lets_two_in();
	ends_with_the_connection();
	ends_with_the_membership();
	kills();
	passes_signals_on();
	dies_with_it();
	conn_close(ali);
	server_stop(server);
	return tap_done();
}
