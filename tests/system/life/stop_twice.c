/*
 * After a second TERM, the server does not wait for clients that do not read.
 */
#include <signal.h>

#include "tests/lib/conn.h"
#include "tests/lib/flood.h"
#include "tests/lib/scratch.h"

#define READERS 2

int
main(void)
{
	char path[SCRATCH_PATH];
	struct conn *readers[READERS];
	struct flood flood;

	scratch_path(path, "socket");
	struct server *server = server_start(
	    &(struct setup) { .listen = { path }, .config = "grace 86400\n" });
	struct conn *javad = conn_member(server, "javad", "1");
	readers[0] = conn_member(server, "ali", "1");
	readers[1] = conn_member(server, "reza", "1");
	struct conn *deaf = conn_member(server, "deaf", "1");

	flood_init(&flood, javad, "1", 1000);
	flood_all(&flood, readers, READERS, 700);
	server_signal(server, SIGTERM);
	server_expect(server, "stopping: ...");
	conn_expect(readers[0], "bye shutdown ...");
	server_signal(server, SIGTERM);
	TAP_NUM(server_status(server), 0, "exit status 0, before the grace");
	TAP_NUM(server_logged(server, "stopped"), 1, "the log ends with it");
	conn_close(deaf);
	return tap_done();
}
