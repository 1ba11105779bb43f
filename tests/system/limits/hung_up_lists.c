/*
 * Who asks for long lists, over and over, and hangs up, costs the others
 * nothing: a list that nobody reads is not made.
 */
#include <stdio.h>

#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/filler.h"
#include "tests/lib/proc.h"

#define MAKERS 10
#define GROUPS 90 /* of each */
#define FLOODERS 10
#define LISTS 900 /* within the burst of lines */
#define TOPIC 300
#define MOST 100 /* ms of the parent's time; making all takes more */

static void
make_groups(struct server *server, int maker)
{
	char name[32];

	(void)snprintf(name, sizeof(name), "maker-%d", maker);
	struct conn *conn = conn_named(server, name);
	for (int i = 0; i < GROUPS; i++) {
		conn_say(conn, "join g%d-%d", maker, i);
		conn_expect(conn, "join ...");
		conn_say(conn, "topic g%d-%d %s", maker, i, filler(TOPIC));
		conn_expect(conn, "topic ...");
	}
}

static void
flood(struct server *server, int flooder)
{
	char lists[LISTS * sizeof("groups")];
	char name[32];
	size_t len = 0;

	(void)snprintf(name, sizeof(name), "flooder-%d", flooder);
	struct conn *conn = conn_named(server, name);
	for (int i = 0; i < LISTS; i++)
		len += (size_t)snprintf(
		    lists + len, sizeof(lists) - len, "groups\n");
	conn_send(conn, lists, len);
	conn_reset(conn);
}

int
main(void)
{
	if (!proc_is_there())
		tap_skip("needs /proc");
	struct server *server = server_start(NULL);
	struct conn *javad = conn_named(server, "javad");

	for (int i = 0; i < MAKERS; i++)
		make_groups(server, i);
	const long before = proc_cpu(server->pid);
	for (int i = 0; i < FLOODERS; i++)
		flood(server, i);
	server_expect_workers(server, MAKERS + 1);
	conn_ask(javad, "ping", "ok ping");
	const long cost = proc_cpu(server->pid) - before;
	TAP_OK(cost < MOST || sanitized(), "%d lists of %d groups: %ld ms",
	    FLOODERS * LISTS, MAKERS * GROUPS, cost);
	server_stop(server);
	return tap_done();
}
