/* forkcastctl describes a server with more clients than a reload allows. */
#include <signal.h>

#include "tests/lib/conn.h"
#include "tests/lib/shell.h"

#define CLIENTS 12
#define CTL "forkcastctl -p $SERVER "

static const struct shell_case crowded[] = {
	{ CTL "status | grep -o '^clients [^g]*'", 0, "clients 12, limit 3, \n",
	    "" },
	{ CTL "check", 2,
	    "FORKCAST CRITICAL - running, 12 clients, limit 3 | "
	    "clients=12;2;2;0;3 ...\n",
	    "" },
};

static void
await_shown(void)
{
	struct shell *shell = shell_start("1",
	    "until " CTL "status | grep -q '^clients 12, limit 3, '; do"
	    " sleep 0.05 || sleep 1; done");

	MUST(shell_status(shell) == 0, "cannot wait");
}

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *conn[CLIENTS];

	shell_set_number("SERVER", server->was);
	for (int i = 0; i < CLIENTS; i++) {
		conn[i] = conn_open(server);
		conn_say(conn[i], "name x%d", i);
		conn_expect(conn[i], "ok name *");
	}
	server_configure(server, "max_clients 3\n");
	server_signal(server, SIGHUP);
	server_expect(server, "reload: done");
	server_signal(server, SIGUSR1);
	server_expect(server, "clients: 12, limit 3");
	conn_close(conn_open(server));
	server_expect(
	    server, "full: 127.0.0.1:* turned away (12 clients, limit 3)");
	await_shown();
	shell_cases("1", crowded);
	for (int i = 0; i < CLIENTS; i++)
		conn_close(conn[i]);
	server_stop(server);
	return tap_done();
}
