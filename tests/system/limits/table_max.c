/*
 * table_max limits the memory of all tables; a client may take a tenth, and a
 * key that is cut or disappears makes room.
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

/* A client has two rows of these, and all have twenty. */
#define TOO_MANY                                                           \
	"err put too-many that table is full, or too much was written by " \
	"you; cut some keys first"
#define CONFIG "table_max 4000\nmax_joined 100\n"

static void
put(struct conn *conn, const char *table, char key, const char *answer)
{
	conn_say(conn, "put %s %c %s", table, key, filler(VALUE));
	conn_wait_for(conn, "%s", answer);
}

static struct conn *
come(struct server *server, char name)
{
	struct conn *conn = conn_open(server);

	conn_say(conn, "%c\njoin 1", name);
	conn_wait_for(conn, "join * 1 %c", name);
	return conn;
}

int
main(void)
{
	struct server *server =
	    server_start(&(struct setup) { .config = CONFIG });
	struct conn *a = come(server, 'a'), *b = come(server, 'b');
	struct conn *c;

	put(a, "1", 'k', "ok put 1 k *");
	put(a, "@a", 'k', "ok put @a k *");
	put(a, "1", 'l', TOO_MANY);
	put(a, "1", 'k', "ok put 1 k * ...");
	PASS("a tenth for one client, which can write anew what it has");
	put(b, "1", 'k', "ok put 1 k * ...");
	put(a, "1", 'l', "ok put 1 l *");
	PASS("what another writes over is that one's");
	conn_ask(b, "cut 1 l", "ok cut 1 l ...");
	put(a, "1", 'm', "ok put 1 m *");
	PASS("what is taken away is nobody's");
	for (char name = 'o'; name < 'o' + 8; name++) {
		c = come(server, name);
		put(c, "1", name, "ok put 1 * *");
		conn_say(c, "put @%c k %s", name, filler(VALUE));
		conn_wait_for(c, "ok put * k *");
	}
	put(b, "1", 'z', "ok put 1 z *");
	c = come(server, 'c');
	put(c, "1", 'n', TOO_MANY);
	PASS("all of it for all");
	conn_ask(c, "cut 1 z", "ok cut 1 z ...");
	put(c, "1", 'n', "ok put 1 n *");
	PASS("and there is room when a key is gone");
	server_stop(server);
	return tap_done();
}
