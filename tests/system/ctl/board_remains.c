/*
 * Servers that are killed again and again leave only the scoreboards of the
 * last of them.
 */
#include <signal.h>
#include <stdio.h>

#include "server/operator/remains.h"
#include "tests/lib/here.h"
#include "tests/lib/server.h"
#include "tests/lib/shell.h"

static long
crash(void)
{
	struct server *server = server_start(NULL);
	const long pid = server->pid;

	server_signal(server, SIGKILL);
	(void)server_status(server);
	return pid;
}

int
main(void)
{
	struct server *server;
	char wanted[16];

	here_several_users();
	for (int i = 0; i < REMAINS_KEPT + 4; i++)
		shell_set_number("LAST", crash());
	server = server_start(NULL);
	(void)snprintf(wanted, sizeof(wanted), "%d\n", REMAINS_KEPT + 1);
	shell_run("ls /dev/shm | grep -c '^forkcastd\\.'", 0, wanted, "");
	shell_run("ls /dev/shm/forkcastd.$LAST >/dev/null", 0, "", "");
	server_stop(server);
	return tap_done();
}
