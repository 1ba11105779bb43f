/*
 * forkcastctl -c PATH check judges the server by its scoreboard, as -p does; if
 * that cannot be read, the result is unknown.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/lib/conn.h"
#include "tests/lib/here.h"
#include "tests/lib/shell.h"

#define CHECK "forkcastctl -c $SOCKET check"

/* The board shows the change within a few turns. */
static void
expect(const char *shown, int status, const char *wanted)
{
	char command[256];

	(void)snprintf(command, sizeof(command),
	    "until " CHECK " | grep -q '%s'; do sleep 0.05 || sleep 1; done; "
	    "cd ${SOCKET%%/*} && forkcastctl -c ${SOCKET##*/} check",
	    shown);
	shell_run(command, status, wanted, "");
}

int
main(void)
{
	char path[SCRATCH_PATH], config[2 * SCRATCH_PATH];
	struct server *server;
	struct conn *javad;

	here_several_users();
	scratch_path(path, "own");
	MUST(setenv("SOCKET", path, 1) == 0, "out of memory");
	(void)snprintf(
	    config, sizeof(config), "control %s\nmax_clients 1\n", path);
	server = server_start(&(struct setup) { .config = config });
	shell_run(
	    CHECK, 0, "FORKCAST OK - running, 0 of 1 clients | ...\n", "");
	javad = conn_named(server, "javad");
	expect("1 of 1 clients", 2,
	    "FORKCAST CRITICAL - running, 1 of 1 clients | ...\n");
	shell_run("forkcastctl -c $SOCKET drain", 0, "1 client left\n", "");
	expect("draining", 2,
	    "FORKCAST CRITICAL - draining, 1 of 1 clients | ...\n");
	shell_run(
	    "for BOARD in /dev/shm/forkcastd.*; do printf x |"
	    " dd of=$BOARD conv=notrunc,nocreat 2>/dev/null; done; " CHECK,
	    3, "FORKCAST UNKNOWN - the scoreboard of server * is ...\n", "");
	server_signal(server, SIGTERM);
	conn_close(javad);
	TAP_NUM(server_status(server), 0, "it has stopped");
	return tap_done();
}
