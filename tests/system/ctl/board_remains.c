/*
 * A new server removes the scoreboards that killed servers of its user have
 * left, and leaves those of living ones alone.
 */
#include <signal.h>
#include <stdio.h>

#include "tests/lib/here.h"
#include "tests/lib/server.h"
#include "tests/lib/shell.h"

static void
crash(void)
{
	struct server *server = server_start(NULL);

	server_signal(server, SIGKILL);
	(void)server_status(server);
}

int
main(void)
{
	struct server *lives, *server;

	here_several_users();
	lives = server_start(NULL);
	crash();
	shell_run("ls /dev/shm | grep -c '^forkcastd\\.'", 0, "2\n", "");
	crash();
	server = server_start(NULL);
	shell_set_number("LIVES", lives->was);
	shell_run("ls /dev/shm | grep -c '^forkcastd\\.'", 0, "2\n", "");
	shell_run("ls /dev/shm/forkcastd.$LIVES >/dev/null", 0, "", "");
	server_stop(server);
	server_stop(lives);
	return tap_done();
}
