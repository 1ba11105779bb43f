/*
 * box_max limits the memory of the items in all boxes; a client may take a
 * tenth and an address a fifth, including what they have left behind, and a
 * finished item makes room.
 */
#include <stdio.h>

#include "tests/lib/conn.h"
#include "tests/lib/filler.h"

/* An item has 64 bytes more than its texts, and here a name of one byte. */
#define TEXT 135
#define ADDRESSES 5

/* A client has two of these, an address four, and all have twenty. */
#define CONFIG "box_max 4000\nmax_joined 100\n"

static struct server *server;

static struct conn *
come_from(int network, char name)
{
	char hello[128];
	struct conn *conn = conn_open(server);

	(void)snprintf(hello, sizeof(hello),
	    "PROXY TCP4 192.0.2.%d 192.0.2.1 40000 1234\r\n%c\njoin 1\n",
	    network, name);
	conn_send(conn, hello, strlen(hello));
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

/* The first post of all is a's. */
static void
test_shares(void)
{
	struct conn *a = come_from(1, 'a'), *b = come_from(1, 'b');
	struct conn *c = come_from(1, 'c');

	post(a, TEXT, true);
	post(a, TEXT + 1, false);
	post(a, TEXT, true);
	post(a, 1, false);
	PASS("a tenth for one client, to the byte");
	do_one(a);
	post(a, TEXT + 1, false);
	post(a, TEXT, true);
	PASS("what is done is nobody's");
	post(b, TEXT, true);
	post(b, TEXT, true);
	post(c, 1, false);
	PASS("a fifth for an address");
	do_one(c);
	post(c, TEXT, true);
	post(c, TEXT, false);
	PASS("what another has done makes room");
	conn_ask(b, "quit", "bye quit ...");
	conn_wait_for(c, "quit * b");
	post(c, 1, false);
	PASS("what one of them has left behind counts for the address");
	do_one(c);
	post(c, TEXT, true);
	do_one(c);
	post(a, TEXT, true);
	post(a, 1, false);
	PASS("until it is done");
}

/* Four are there by now, of which one is b's, who is not. */
static void
test_all(void)
{
	struct conn *conn = NULL;
	int count = 4;

	for (int i = 0; i < 2 * ADDRESSES && count < 20; i++) {
		conn = come_from(2 + i / 2, (char)('k' + i));
		for (int k = 0; k < 2 && count < 20; k++, count++)
			post(conn, TEXT, true);
	}
	conn = come_from(100, 'z');
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
	server = server_start(&(struct setup) {
	    .config = CONFIG, .listen = { "127.0.0.1:0 proxy" } });
	test_shares();
	test_all();
	server_stop(server);
	return tap_done();
}
