/*
 * A client that finds the server full shows the reason once: the line for IRC
 * clients is not shown.
 */
#include "tests/lib/conn.h"
#include "tests/lib/shell.h"

static const struct shell_case cases[] = {
	{ "mkfifo open && exec 3<>open && forkcast -p 1 <&3", 69,
	    "-- bye server-full the server is full; try again later\n",
	    "forkcast: disconnected by the server: the server is full; try "
	    "again later\n" },
};

int
main(void)
{
	struct server *server =
	    server_start(&(struct setup) { .args = { "-m", "1" } });

	(void)conn_named(server, "ali");
	shell_cases(server->address[0], cases);
	server_stop(server);
	return tap_done();
}
