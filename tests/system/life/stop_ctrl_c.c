/*
 * On INT to its whole process group, as by Ctrl-C, the server tells all clients
 * and exits with 0.
 */
#include <signal.h>

#include "tests/lib/conn.h"

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *javad = conn_member(server, "javad", "1");
	struct conn *ali = conn_named(server, "ali");

	MUST(kill(-server->pid, SIGINT) == 0, "no process group");
	conn_expect(javad, "bye shutdown ...");
	conn_expect_end(javad);
	conn_close(javad);
	conn_expect(ali, "bye shutdown ...");
	conn_expect_end(ali);
	conn_close(ali);
	PASS("the workers outlive it long enough to say goodbye");
	TAP_NUM(server_status(server), 0, "exit status 0");
	TAP_NUM(server_logged(server, "ended: * * pid *, bye shutdown, ..."), 2,
	    "no worker was ended by the signal");
	return tap_done();
}
