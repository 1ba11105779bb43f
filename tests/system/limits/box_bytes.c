/*
 * box_max limits the memory of the items in all boxes; a client may take a
 * tenth, and a finished item makes room.
 */
#include <stdio.h>

#include "tests/lib/conn.h"
#include "tests/lib/filler.h"

/* An item has 64 bytes more than its texts, and here a name of one byte. */
#define TEXT 135

/* A client has two of these, and all have twenty. */
#define CONFIG "box_max 4000\nmax_joined 100\n"

static struct server *server;

static struct conn *
come(char name)
{
	struct conn *conn = conn_open(server);

	conn_say(conn, "%c\njoin 1", name);
	conn_wait_for(conn, "join * 1 %c", name);
	return conn;
}

static void
post(struct conn *conn, size_t len, bool may)
{
	conn_say(conn, "post 1 %s", filler(len));
	conn_wait_for(conn, may ? "ok post 1 *" : "err post slow-down ...");
}

static void
do_one(struct conn *conn)
{
	conn_say(conn, "take 1 1");
	conn_wait_for(conn, "item * 1 ...");
	conn_say(conn, "take 1 0");
	conn_say(conn, "done %llu", (unsigned long long)conn_id(conn));
	conn_wait_for(conn, "ok done *");
}

static void
test_share(void)
{
	struct conn *a = come('a');

	post(a, TEXT, true);
	post(a, TEXT + 1, false);
	post(a, TEXT, true);
	post(a, 1, false);
	PASS("a tenth for one client, to the byte");
	do_one(a);
	post(a, TEXT + 1, false);
	post(a, TEXT, true);
	PASS("what is done is nobody's");
}

/* Two are there by now. */
static void
test_all(void)
{
	struct conn *conn = NULL;

	for (char name = 'k'; name < 'k' + 9; name++) {
		conn = come(name);
		post(conn, TEXT, true);
		post(conn, TEXT, true);
	}
	conn = come('z');
	conn_say(conn, "boxes");
	conn_wait_for(conn, "box 1 20 0 0");
	post(conn, 1, false);
	PASS("all of it for all");
	do_one(conn);
	post(conn, TEXT + 1, false);
	post(conn, TEXT, true);
	PASS("to the byte");
}

int
main(void)
{
	server = server_start(&(struct setup) { .config = CONFIG });
	test_share();
	test_all();
	server_stop(server);
	return tap_done();
}
