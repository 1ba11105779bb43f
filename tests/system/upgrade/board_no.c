/* A server with "board no" has no scoreboard after an upgrade either. */
#include <signal.h>

#include "tests/lib/server.h"
#include "tests/lib/shell.h"

#define STATUS "forkcastctl -p $SERVER status"

static void
upgrade(struct server *server)
{
	server_signal(server, SIGUSR2);
	server_expect(server, "upgrade: done ...");
}

int
main(void)
{
	struct server *server = server_start(&(struct setup) {
	    .config = "board no\n", .stays = true, .paced = true });

	shell_set_number("SERVER", server->pid);
	upgrade(server);
	shell_run(STATUS, 69, "", "forkcastctl: no such server; ...\n");
	server_stop(server);
	return tap_done();
}
