/* HUP with other rates: they bind those who are in, and free who waits. */
#include <signal.h>

#include "tests/lib/conn.h"
#include "tests/lib/scratch.h"

#define PINGS 100

static void
reload(struct server *server, const char *config)
{
	scratch_write(server->config, config);
	server_signal(server, SIGHUP);
	server_expect(server, "reload: done");
}

int
main(void)
{
	struct server *server =
	    server_start(&(struct setup) { .config = "line_rate 1\n"
						     "line_burst 5\n"
						     "join_rate 1\n"
						     "rename_rate 1\n" });
	struct conn *javad = conn_member(server, "javad", "1");

	conn_ask(javad, "join 2", "err join slow-down ...");
	for (int i = 0; i < PINGS; i++)
		conn_say(javad, "ping %d", i);
	conn_expect(javad, "ok ping 0");
	reload(server, "line_rate 0\njoin_rate 0\n");
	for (int i = 1; i < PINGS; i++)
		conn_expect(javad, "ok ping %d", i);
	PASS("who had to wait for minutes goes on at once");
	conn_ask(javad, "join 2", "join * 2 javad");
	PASS("joins are free");
	reload(server, "rename_rate 1\n");
	conn_ask(javad, "name reza", "name * javad reza");
	conn_ask(javad, "name ali", "err name slow-down ...");
	PASS("a new limit binds who is in");
	server_stop(server);
	return tap_done();
}
