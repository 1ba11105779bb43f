/*
 * forkcastctl describes a server that has more clients than a reload now
 * allows, and when it has died, lists its clients.
 */
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

static const struct shell_case dead[] = {
	{ CTL "status | sed -n '/^clients conn/,$p' | cut -c 1-12", 0,
	    "clients conn\n...\n...\n...\n...\n...\n...\n...\n...\n...\n...\n"
	    "...\nand 2 more: \n",
	    "" },
	{ CTL "status | grep ^and", 0, "and 2 more: forkcastctl -p * clients\n",
	    "" },
	{ CTL "clients 2>err | wc -l", 0, "13\n", "" },
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
	server_signal(server, SIGKILL);
	TAP_NUM(server_status(server), ENDED_BY(SIGKILL), "it was killed");
	for (int i = 0; i < CLIENTS; i++)
		conn_close(conn[i]);
	shell_cases("1", dead);
	return tap_done();
}
