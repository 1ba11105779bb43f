/* A server that is to have no scoreboard has none behind an upgrade either. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/lib/server.h"
#include "tests/lib/shell.h"

static void
upgrade(struct server *server)
{
	server_signal(server, SIGUSR2);
	server_expect(server, "upgrade: done ...");
}

int
main(void)
{
	struct server *server = server_start(
	    &(struct setup) { .config = "board no\n", .stays = true });
	const struct shell_case none = { "forkcastctl -p $SERVER status", 69,
		"", "forkcastctl: there is no such server here; ...\n" };
	const struct shell_case one = { "forkcastctl -p $SERVER status", 0,
		"server ...\n...\n...\n", "" };
	char pid[24];

	(void)snprintf(pid, sizeof(pid), "%ld", (long)server->pid);
	MUST(setenv("SERVER", pid, 1) == 0, "out of memory");
	upgrade(server);
	shell_cases_at(HERE, server->address[0], &none, 1);
	scratch_write(server->config, "board yes\n");
	upgrade(server);
	shell_cases_at(HERE, server->address[0], &one, 1);
	server_stop(server);
	return tap_done();
}
