/*
 * A HUP with other rates changes the limits of connected clients, and releases
 * those that wait.
 */
#include <signal.h>
#include <stdio.h>

#include "shared/limits.h"
#include "tests/lib/conn.h"
#include "tests/lib/scratch.h"

#define PINGS 100
#define PING_SIZE (5 + LIMIT_TOKEN + 1)
#define BURST 4096
#define SAID 25 /* name, join and another join */

static void
reload(struct server *server, const char *config)
{
	scratch_write(server->config, config);
	server_signal(server, SIGHUP);
	server_expect(server, "reload: done");
}

/* In one piece: when some are answered the others wait in the server. */
static void
say_pings(struct conn *conn)
{
	char pings[PINGS * PING_SIZE + 1];

	for (int i = 0; i < PINGS; i++)
		(void)snprintf(pings + i * PING_SIZE, PING_SIZE + 1,
		    "ping %0*d\n", LIMIT_TOKEN, i);
	conn_send(conn, pings, sizeof(pings) - 1);
}

static void
expect_pings(struct conn *conn, int from, int to)
{
	for (int i = from; i < to; i++)
		conn_expect(conn, "ok ping %0*d", LIMIT_TOKEN, i);
}

int
main(void)
{
	const int burst = (BURST - SAID) / PING_SIZE;
	struct server *server =
	    server_start(&(struct setup) { .config = "byte_rate 1\n"
						     "byte_burst 4K\n"
						     "change_rate 1\n" });
	struct conn *javad = conn_member(server, "javad", "1");

	conn_ask(javad, "join 2", "err join slow-down ...");
	say_pings(javad);
	expect_pings(javad, 0, burst);
	reload(server, "byte_rate 0\nchange_rate 0\n");
	expect_pings(javad, burst, PINGS);
	PASS("who had to wait for an hour goes on at once");
	conn_ask(javad, "join 2", "join * 2 javad");
	PASS("changes are free");
	reload(server, "change_rate 2\n");
	conn_ask(javad, "name reza", "name * javad reza");
	conn_ask(javad, "name ali", "err name slow-down ...");
	PASS("a new limit binds who is in");
	server_stop(server);
	return tap_done();
}
