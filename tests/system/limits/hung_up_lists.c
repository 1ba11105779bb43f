/*
 * A client that requests long lists again and again and hangs up costs the
 * others nothing: the server makes no list that nobody reads.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/conn.h"
#include "tests/lib/filler.h"

#define MAKERS 10
#define GROUPS 90 /* of each */
#define FLOODERS 10
#define LISTS 900 /* within the burst of lines */
#define TOPIC 300
/* Lists that each may get before it is known to be gone; of LISTS. */
#define MOST 30

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

/* How many lines the server has made for the flooders, as its log says. */
static unsigned long
lines_made(struct server *server)
{
	static const char label[] = "ended: flooder-", behind[] = " lines in, ";
	unsigned long count = 0;

	for (const char *at = strstr(server_log(server), label); at != NULL;
	     at = strstr(at + 1, label)) {
		const char *out = strstr(at, behind);
		MUST(out != NULL, "it does not say how many");
		count += strtoul(out + strlen(behind), NULL, 10);
	}
	return count;
}

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *javad = conn_named(server, "javad");

	for (int i = 0; i < MAKERS; i++)
		make_groups(server, i);
	for (int i = 0; i < FLOODERS; i++)
		flood(server, i);
	server_expect_workers(server, MAKERS + 1);
	conn_ask(javad, "ping", "ok ping");
	const unsigned long made = lines_made(server);
	TAP_OK(made <= FLOODERS * MOST * MAKERS * GROUPS,
	    "%d lists of %d groups: %lu lines", FLOODERS * LISTS,
	    MAKERS * GROUPS, made);
	server_stop(server);
	return tap_done();
}
