/*
 * A program can be the connection: -C and via, for people and scripts, and
 * forkcast stdio, which is such a program.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/lib/conn.h"
#include "tests/lib/pty.h"
#include "tests/lib/scratch.h"
#include "tests/lib/shell.h"

#define STDIO "\"forkcast stdio -s $FORKCAST_SERVER\""
#define CONFIG                                                                     \
	"mkdir -p config/forkcast; "                                               \
	"echo \"via forkcast stdio -s $FORKCAST_SERVER\" >config/forkcast/config;" \
	" echo 'via exit 7\n[server work]\nvia exit 8' >config/forkcast/bad; "

static const struct shell_case cases[] = {
	{ "forkcast send -n ali -C " STDIO " 1 hi", 0, "", "" },
	{ "forkcast -s 127.0.0.1:1 -C " STDIO " post -l", 0, "", "" },
	{ "forkcast post -l -C 'exit 7'", 69, "",
	    "forkcast post: connection lost: via: exit status 7\n" },
	{ "forkcast post -l -C 'kill -9 $$'", 69, "",
	    "forkcast post: connection lost: via: killed by signal 9\n" },
	{ "forkcast post -l -C 'echo no route >&2; exit 1'", 69, "",
	    "no route\nforkcast post: connection lost: via: exit status 1\n" },
	{ "echo ali | forkcast -C 'exit 7'", 69, "",
	    "forkcast: connection lost: via: exit status 7\n" },
	{ "printf 'ali\\nping x\\n' | forkcast -C " STDIO, 0, "...\n...\n...\n",
	    "" },
	{ "forkcast lock -n ali -C " STDIO " 1 k printenv FORKCAST_VIA", 0,
	    "forkcast stdio -s *\n", "" },
	/* Whoever holds the FIFO keeps cat running. */
	{ "mkfifo f; cat f & forkcast post -l -C \"exec 3>f; sleep 1000 & "
	  "exec 3>&-; "
	  "exec forkcast stdio -s $FORKCAST_SERVER\"; wait",
	    0, "", "" },
	{ CONFIG "unset FORKCAST_SERVER; forkcast send -n ali 1 hi", 0, "",
	    "" },
	{ "unset FORKCAST_SERVER; cd config/forkcast; cp bad config; "
	  "forkcast post -l; forkcast post -l -s work; forkcast post -l -s 1; "
	  "FORKCAST_SERVER=1 forkcast post -l; FORKCAST_VIA='exit 9' "
	  "FORKCAST_SERVER=1 forkcast post -l; rm config",
	    0, "",
	    "forkcast post: connection lost: via: exit status 7\n"
	    "forkcast post: connection lost: via: exit status 8\n"
	    "forkcast post: cannot connect to 127.0.0.1:1: ...\n"
	    "forkcast post: cannot connect to 127.0.0.1:1: ...\n"
	    "forkcast post: connection lost: via: exit status 9\n" },
	{ "forkcast listen -R -c 1 -n javad -C 'test -e again || { >again; "
	  "forkcast stdio | head -n 2; exit 5; }; exec forkcast stdio' 1 "
	  "2>err & until grep -qs reconnected err; do sleep 0.05; done; "
	  "forkcast send -n ali 1 hi; wait; head -n 1 err",
	    0,
	    "[1] ali: hi\n"
	    "forkcast listen: connection lost: via: exit status 5; trying ...\n",
	    "" },
	{ "forkcast post -l -s 127.255.255.254", 69, "",
	    "forkcast post: cannot connect to 127.255.255.254:1234: ...\n" },
	{ "printf 'ali\\nping x\\n' | forkcast stdio", 0,
	    "ok name ali\nok ping x\nbye quit ...\n", "" },
	{ "(echo ali; yes ping) | { forkcast stdio; echo $? >&2; } | head -n 1",
	    0, "ok name ali\n", "74\n" },
	/* More than may wait, and the end of it comes back from there. */
	{ "seq 1 60000 >in; forkcast stdio -s $ECHO <in | cmp - in", 0, "",
	    "" },
	{ "forkcast stdio -s 127.0.0.1:1", 69, "",
	    "forkcast stdio: cannot connect to 127.0.0.1:1: ...\n" },
	{ "forkcast stdio 1", 64, "",
	    "forkcast stdio: expected no arguments\nusage: ...\n" },
};

/* The command cannot use the terminal; when it ends, another begins. */
static void
person(const struct server *server)
{
	char command[1024], pid[SCRATCH_PATH], down[SCRATCH_PATH];
	struct conn *sara = conn_member(server, "sara", "1");
	char text[32] = "";

	scratch_path(pid, "pid");
	scratch_path(down, "down");
	(void)snprintf(command, sizeof(command),
	    "echo $$ >%s; true >/dev/tty || printf 'a\\033[7mb\\n\\n' >&2; "
	    "! rm %s 2>/dev/null && exec %s stdio -s %s",
	    pid, down, pty_client_path(), server->address[0]);
	struct pty *pty = PTY_WINDOW(
	    server->address[0], 24, 58, "-n", "javad", "-C", command, "1");
	conn_wait_for(sara, "join * 1 javad");
	pty_expect_begin(pty, "-- javad has joined #1");
	pty_type(pty,
	    "\x1b"
	    "0");
	pty_expect_begin(pty, "-- via: ");
	pty_expect(pty, "-- via: a?[7mb");
	PASS("what the command says is in view 0, and harmless");
	FILE *file = fopen(pid, "r");
	MUST(file != NULL && fgets(text, sizeof(text), file) != NULL, "pid");
	MUST(fclose(file) == 0, "pid");
	scratch_write(down, "");
	MUST(kill((pid_t)strtol(text, NULL, 10), SIGKILL) == 0, "kill");
	pty_expect(pty, "-- connection lost: via: killed by signal 9");
	pty_expect(pty, "-- connection lost: via: exit status 1");
	pty_expect(pty, "-- reconnected");
	conn_wait_for(sara, "join * 1 javad");
	PASS("after its end, others begin");
	pty_type(pty, "/oper ali pw\r");
	pty_expect_begin(pty, "!! not sent: /oper would show the secret");
	pty_type(pty, "/prove plain eA==\r");
	pty_expect_begin(pty, "!! not sent: /prove would show the secret");
	PASS("no secret goes to a program");
	pty_type(pty, "/quit\r");
	MUST(pty_status(pty) == 0, "the client did not end well");
}

/* Without a network, the first attempt fails as later ones do. */
static void
starts_offline(const struct server *server)
{
	char command[1024], up[SCRATCH_PATH];

	scratch_path(up, "up");
	(void)snprintf(command, sizeof(command),
	    "test -e %s || exit 9; exec %s stdio -s %s", up, pty_client_path(),
	    server->address[0]);
	struct pty *pty = PTY_WINDOW(
	    server->address[0], 24, 78, "-n", "reza", "-C", command, "1");
	pty_expect_has(pty, "-- connection lost: via: exit status 9");
	pty_expect_has(pty, "-- trying again in ");
	scratch_write(up, "");
	pty_expect_has(pty, "-- reza has joined #1");
	PASS("a start without a network waits and tries again");
	pty_type(pty, "/quit\r");
	MUST(pty_status(pty) == 0, "it did not end well");
}

int
main(void)
{
	struct server *server = server_start(&(const struct setup) {
	    .listen = { "127.0.0.1:0", "127.0.0.2:0 echo" } });

	MUST(setenv("ECHO", server->address[1], 1) == 0, "setenv");
	shell_cases(server->address[0], cases);
	person(server);
	starts_offline(server);
	server_stop(server);
	return tap_done();
}
