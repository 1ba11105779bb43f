/*
 * forkcastctl: a server with "board no" is controlled by its control socket,
 * found in its default place or by name. If there are several, one must be
 * named.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/lib/conn.h"
#include "tests/lib/here.h"
#include "tests/lib/shell.h"

static const struct shell_case alone[] = {
	{ "forkcastctl groups | wc -l", 0, "3\n", "" },
	{ "forkcastctl say 1 hello", 0, "1 client reached\n", "" },
	{ "forkcastctl ban 192.0.2.7", 0, "0 clients ...\n", "" },
	{ "forkcastctl bans", 0, "192.0.2.7\n", "" },
	{ "forkcastctl unban 192.0.2.7", 0, "...\n", "" },
	{ "forkcastctl reload", 0, "", "" },
	{ "forkcastctl -p $SERVER groups | wc -l", 0, "3\n", "" },
	{ "forkcastctl check", 0,
	    "FORKCAST OK - the server replies, and has no scoreboard\n", "" },
	{ "forkcastctl status", 0,
	    "server * (uid *): running, no scoreboard, control socket "
	    "/var/run/forkcastd.*/forkcastd.*.control\n",
	    "" },
	{ "forkcastctl -p 1 groups", 69, "",
	    "forkcastctl: no such server; ...\n" },
	{ "forkcastctl clients", 69, "", "forkcastctl: no such server; ...\n" },
};

static const struct shell_case several[] = {
	{ "forkcastctl groups", 69, "",
	    "forkcastctl: several servers are running, at least one without a "
	    "scoreboard; choose one with -p PID (see forkcastctl status)\n" },
	{ "forkcastctl check", 3, "FORKCAST UNKNOWN - several servers ...\n",
	    "" },
	{ "forkcastctl -p $SERVER groups | wc -l", 0, "3\n", "" },
	{ "forkcastctl -p $OTHER groups | wc -l", 0, "3\n", "" },
	{ "forkcastctl status | grep -c ^server", 0, "2\n", "" },
	{ "forkcastctl -s 127.0.0.1:1 status", 69, "",
	    "forkcastctl: no such server; ...\n" },
	{ "forkcastctl -s 127.0.0.1:1 boxes -l", 69, "",
	    "forkcastctl: no such server; ...\n" },
};

/* Where the configuration has put it. */
static const struct shell_case named[] = {
	{ "forkcastctl -p $NAMED groups", 69, "", "forkcastctl: ...\n" },
	{ "forkcastctl -c $SOCKET groups | wc -l", 0, "3\n", "" },
	{ "cd ${SOCKET%/*} && forkcastctl -c own groups | wc -l", 0, "3\n",
	    "" },
	{ "forkcastctl -c gone groups", 69, "",
	    "forkcastctl: control socket gone: No such file or directory\n" },
	{ "forkcastctl -c $SOCKET check", 0,
	    "FORKCAST OK - the server replies, ...\n", "" },
	{ "forkcastctl -c /gone check", 2,
	    "FORKCAST CRITICAL - control socket /gone: No such file or "
	    "directory\n",
	    "" },
	{ "forkcastctl -c /gone groups", 69, "",
	    "forkcastctl: control socket /gone: No such file or directory\n" },
	{ "forkcastctl -c $SOCKET -p 1 groups", 64, "", "forkcastctl: ...\n" },
	{ "forkcastctl -c $SOCKET stop", 0, "0 clients disconnected\n", "" },
};

static const struct shell_case stopped[] = {
	{ "forkcastctl -p $SERVER check", 2,
	    "FORKCAST CRITICAL - server * is stopped\n", "" },
	{ "forkcastctl -p $SERVER status", 0,
	    "server * (uid *): stopped, no scoreboard, ...\n", "" },
};

static void
test_named(void)
{
	char path[SCRATCH_PATH], config[2 * SCRATCH_PATH];

	scratch_path(path, "own");
	(void)snprintf(config, sizeof(config), "board no\ncontrol %s\n", path);
	struct server *server =
	    server_start(&(struct setup) { .config = config });
	shell_set_number("NAMED", server->was);
	MUST(setenv("SOCKET", path, 1) == 0, "out of memory");
	shell_cases("1", named);
	TAP_NUM(server_status(server), 0, "it has stopped");
}

static void
test_several(void)
{
	struct server *other = server_start(NULL);

	shell_set_number("OTHER", other->was);
	shell_cases("1", several);
	server_stop(other);
}

/* Where root's servers have their control sockets are those of this test. */
static void
be_where_servers_are(void)
{
	char path[SCRATCH_PATH];

	scratch_path(path, ".");
	MUST(setenv("DIR", path, 1) == 0, "out of memory");
	shell_run("D=/var/run/forkcastd.$(stat -c %u $DIR); mkdir -m 700 $D &&"
		  " chown --reference $DIR $D && mount --bind $DIR $D",
	    0, "", "");
}

/* Leaves a killed server's socket, on which nobody listens. */
static void
leave_a_dead_one(void)
{
	struct server *server =
	    server_start(&(struct setup) { .config = "board no\n" });

	server_signal(server, SIGKILL);
	(void)server_status(server);
}

int
main(void)
{
	here_several_users();
	MUST(unsetenv("RUNTIME_DIRECTORY") == 0 &&
		unsetenv("XDG_RUNTIME_DIR") == 0,
	    "cannot unset");
	leave_a_dead_one();
	be_where_servers_are();
	struct server *server =
	    server_start(&(struct setup) { .config = "board no\n" });
	struct conn *javad = conn_member(server, "javad", "1");

	shell_set_number("SERVER", server->was);
	shell_cases("1", alone);
	conn_expect(javad, "msg * 1 operserv hello");
	test_several();
	test_named();
	javad = conn_named(server, "javad"); /* the other's end was its own */
	server_signal(server, SIGSTOP);
	shell_cases("1", stopped);
	server_signal(server, SIGCONT);
	shell_run("forkcastctl kick javad enough", 0, "1 client kicked\n", "");
	conn_expect(javad, "bye kicked kicked by an operator: enough");
	conn_close(javad);
	shell_run(
	    "forkcastctl upgrade", 0, "checking the new program\n...\n", "");
	shell_run("forkcastctl drain", 0, "0 clients left\n", "");
	TAP_NUM(server_status(server), 0, "it has drained");
	return tap_done();
}
