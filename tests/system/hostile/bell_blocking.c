/*
 * A hijacked worker that fills the doorbell, which the server does not read
 * with so few clients, and makes its shared end blocking, blocks nobody.
 */
#include <fcntl.h>

#include "shared/io.h"
#include "tests/lib/bell.h"
#include "tests/lib/conn.h"

#define TALKS 10

int
main(void)
{
	struct server *server =
	    server_start(&(struct setup) { .visible = true });
	struct conn *javad = conn_member(server, "javad", "1");

	(void)conn_member(server, "rogue", "1");
	conn_expect(javad, "join * 1 rogue");
	int bell = bell_take(server_worker(server, "rogue"));
	const int flags = bell != -1 ? fcntl(bell, F_GETFL) : -1;
	if (flags == -1)
		tap_skip("cannot get hold of a worker's descriptor");
	bell_fill(bell);
	MUST(fcntl(bell, F_SETFL, flags & ~O_NONBLOCK) == 0, "fcntl");
	for (int i = 0; i < TALKS; i++)
		conn_ask(javad, "send 1 hello", "msg * 1 javad hello");
	PASS("javad talks on");
	conn_expect_nothing(conn_member(server, "ali", "2"));
	PASS("and another one gets in");
	io_close(&bell);
	server_stop(server);
	return tap_done();
}
