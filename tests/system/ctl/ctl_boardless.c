/* forkcastctl: a server with "board no" is controlled by its control socket. */
#include <stdio.h>
#include <stdlib.h>

#include "tests/lib/conn.h"
#include "tests/lib/shell.h"

/* Where the configuration has put it. */
static const struct shell_case named[] = {
	{ "forkcastctl -p $NAMED groups", 69, "",
	    "forkcastctl: no such server; ...\n" },
	{ "forkcastctl -c $SOCKET say 1 hello", 0, "1 client reached\n", "" },
	{ "forkcastctl -c $SOCKET ban 192.0.2.7", 0, "0 clients ...\n", "" },
	{ "forkcastctl -c $SOCKET bans", 0, "192.0.2.7\n", "" },
	{ "forkcastctl -c $SOCKET status", 69, "",
	    "forkcastctl: no such server; ...\n" },
	{ "forkcastctl -c $SOCKET kick javad enough", 0, "1 client kicked\n",
	    "" },
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
};

int
main(void)
{
	char path[SCRATCH_PATH], config[2 * SCRATCH_PATH];

	scratch_path(path, "own");
	(void)snprintf(config, sizeof(config), "board no\ncontrol %s\n", path);
	struct server *server =
	    server_start(&(struct setup) { .config = config });
	shell_set_number("NAMED", server->was);
	MUST(setenv("SOCKET", path, 1) == 0, "out of memory");
	struct conn *javad = conn_member(server, "javad", "1");
	shell_cases("1", named);
	conn_expect(javad, "msg * 1 operserv hello");
	conn_expect(javad, "bye kicked kicked by an operator: enough");
	conn_close(javad);
	server_expect(server, "ended: javad ...");
	shell_run(
	    "forkcastctl -c $SOCKET stop", 0, "0 clients disconnected\n", "");
	TAP_NUM(server_status(server), 0, "it has stopped");
	return tap_done();
}
