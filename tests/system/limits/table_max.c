/*
 * table_max limits the memory of all tables; a client may take a tenth and an
 * address a fifth, and a key that is cut or disappears makes room.
 */
#include <stdio.h>

#include "shared/limits.h"
#include "tests/lib/conn.h"
#include "tests/lib/filler.h"

/*
 * The length of a value whose row has 200 bytes: 40, a key and a name of one
 * byte each, and the value.
 */
#define VALUE 158
#define ROW 200

/* A client has two rows of these, an address four, and all have twenty. */
#define TOO_MANY                                                           \
	"err put too-many that table is full, or too much was written by " \
	"you or from your address; cut some keys first"
#define CONFIG "table_max 4000\nmax_joined 100\n"
#define FROM(ip) "PROXY TCP4 " ip " 192.0.2.1 40000 1234\r\n"

static struct conn *
come_from(const struct server *server, int network, char name)
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
put(struct conn *conn, const char *table, char key, const char *answer)
{
	conn_say(conn, "put %s %c %s", table, key, filler(VALUE));
	conn_wait_for(conn, "%s", answer);
}

int
main(void)
{
	struct server *server = server_start(&(struct setup) {
	    .config = CONFIG, .listen = { "127.0.0.1:0 proxy" } });
	struct conn *a = come_from(server, 1, 'a');
	struct conn *b = come_from(server, 1, 'b');
	struct conn *c = come_from(server, 1, 'c');
	struct conn *d = come_from(server, 2, 'd');

	put(a, "1", 'k', "ok put 1 k *");
	put(a, "@a", 'k', "ok put @a k *");
	put(a, "1", 'l', TOO_MANY);
	put(a, "1", 'k', "ok put 1 k * ...");
	PASS("a tenth for one client, which can write anew what it has");
	put(b, "1", 'l', "ok put 1 l *");
	put(b, "1", 'm', "ok put 1 m *");
	put(c, "1", 'n', TOO_MANY);
	put(d, "1", 'n', "ok put 1 n *");
	PASS("a fifth for an address");
	put(d, "1", 'k', "ok put 1 k * ...");
	put(c, "1", 'o', "ok put 1 o *");
	PASS("what another writes over is that one's");
	conn_ask(c, "cut 1 o", "ok cut 1 o ...");
	put(a, "1", 'o', "ok put 1 o *");
	PASS("what is taken away is nobody's");
	conn_ask(b, "quit", "bye quit ...");
	conn_wait_for(c, "quit * b");
	put(c, "1", 'p', TOO_MANY);
	conn_ask(c, "get 1 l", "row 1 l * b ...");
	PASS("what one of them has left behind counts for the address");
	put(c, "1", 'l', "ok put 1 l * ...");
	put(c, "1", 'p', TOO_MANY);
	PASS("who writes that over takes its room");
	conn_ask(c, "cut 1 m", "ok cut 1 m ...");
	put(c, "1", 'p', "ok put 1 p *");
	PASS("and there is room when it is gone");
	server_stop(server);
	return tap_done();
}
