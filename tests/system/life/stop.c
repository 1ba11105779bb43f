/*
 * On TERM, the server tells all clients, exits with 0 and leaves nothing
 * behind.
 */
#include <signal.h>

#include "tests/lib/conn.h"

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *javad = conn_member(server, "javad", "1");
	struct conn *ali = conn_member(server, "ali", "1");
	struct conn *unnamed = conn_open(server);

	conn_expect(javad, "join * 1 ali");
	conn_expect_nothing(unnamed);
	server_stop(server);
	PASS("exit status 0, \"stopped\" in the log, no worker left");
	conn_expect(javad, "bye shutdown ...");
	conn_expect_end(javad);
	conn_expect(ali, "bye shutdown ...");
	conn_expect_end(ali);
	conn_expect(unnamed, "bye shutdown ...");
	conn_expect_end(unnamed);
	PASS("all are told, and nothing but that");
	TAP_NUM(server_logged(server, "stopping: ..."), 1, "the log says so");
	return tap_done();
}
