/*
 * A HUP to a server that drains or stops changes nothing, and the log says why.
 */
#include <signal.h>

#include "tests/lib/conn.h"

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *javad = conn_named(server, "javad");
	struct conn *control = conn_open_at(server->control);

	conn_ask(control, "drain", "ok 1 client left");
	server_signal(server, SIGHUP);
	server_expect(server, "reload: refused: the server is draining");
	conn_ask(control, "reload", "err the server is draining");
	PASS("a server that drains");
	conn_close(control);
	server_signal(server, SIGTERM);
	server_expect(server, "stopping: ...");
	server_signal(server, SIGHUP);
	server_expect(server, "reload: refused: the server is stopping");
	PASS("and one that stops");
	conn_close(javad);
	TAP_NUM(server_status(server), 0, "it ends well");
	TAP_NUM(server_logged(server, "reload: done"), 0, "nothing was read");
	return tap_done();
}
