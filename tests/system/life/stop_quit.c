/*
 * After TERM, the server waits no longer than grace, even for a client that has
 * quit and does not read.
 */
#include <signal.h>

#include "tests/lib/conn.h"
#include "tests/lib/flood.h"
#include "tests/lib/scratch.h"

#define MESSAGES 700

int
main(void)
{
	char path[SCRATCH_PATH];
	struct flood flood;

	scratch_path(path, "socket");
	struct server *server = server_start(&(struct setup) {
	    .listen = { path }, .config = "grace 60\n", .paced = true });
	struct conn *javad = conn_member(server, "javad", "1");
	struct conn *ali = conn_member(server, "ali", "1");
	struct conn *readers[] = { ali, conn_member(server, "reza", "1"),
		conn_member(server, "sara", "1") };
	struct conn *deaf = conn_member(server, "deaf", "1");

	flood_init(&flood, javad, "1", 1000);
	flood_all(&flood, readers, COUNT(readers), MESSAGES);
	conn_say(deaf, "quit");
	conn_expect(ali, "quit * deaf");
	server_signal(server, SIGTERM);
	conn_expect(ali, "bye shutdown ...");
	for (size_t i = 0; i < COUNT(readers); i++)
		conn_close(readers[i]);
	conn_close(javad);
	server_pace(server, 60 * SEC);
	TAP_NUM(server_status(server), 0, "exit status 0");
	conn_close(deaf);
	return tap_done();
}
