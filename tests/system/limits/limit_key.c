/*
 * Keys and values of the longest allowed length are accepted and longer ones
 * refused; so are keys per table, and keys to hear.
 */
#include <stdio.h>

#include "shared/limits.h"
#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/filler.h"

#define TABLE_KEYS 1000 /* the default */

/* Each word of so many is a key of two letters. */
static const char *
keys(int count)
{
	static char line[LIMIT_LINE];
	size_t len = 0;

	for (int i = 0; i < count; i++)
		len += (size_t)snprintf(line + len, sizeof(line) - len, " %c%c",
		    'a' + i / 26, 'a' + i % 26);
	return line;
}

static void
test_lengths(struct conn *conn)
{
	for (size_t len = LIMIT_KEY - 1; len <= LIMIT_KEY; len++) {
		conn_say(conn, "put 1 %s x", filler(len));
		conn_expect(conn, "ok put 1 %s *", filler(len));
		conn_say(conn, "cut 1 %s", filler(len));
		conn_expect(conn, "ok cut 1 %s x", filler(len));
	}
	conn_say(conn, "put 1 %s x", filler(LIMIT_KEY + 1));
	conn_expect(conn, "err put too-long too long: 33 bytes, limit 32");
	conn_say(conn, "hear a %s b", filler(LIMIT_KEY + 1));
	conn_expect(conn, "err hear too-long too long: 33 bytes, limit 32");
	PASS("a key");
	for (size_t len = LIMIT_VALUE - 1; len <= LIMIT_VALUE; len++) {
		conn_say(conn, "put 1 key %s", filler(len));
		conn_expect(conn, "ok put 1 key ...");
		conn_ask(conn, "get 1", "row 1 key * javad %s", filler(len));
		conn_expect(conn, "ok get 1 1");
	}
	conn_say(conn, "put 1 key %s", filler(LIMIT_VALUE + 1));
	conn_expect(conn, "err put too-long too long: 3801 bytes, limit 3800");
	conn_ask(conn, "cut 1 key", "ok cut 1 key %s", filler(LIMIT_VALUE));
	PASS("a value");
}

static void
test_counts(struct conn *conn)
{
	for (int i = 1; i <= TABLE_KEYS; i++) {
		conn_say(conn, "add 1 %d x", i);
		conn_expect(conn, "ok add 1 %d * %d", i, i);
	}
	conn_ask(conn, "add 1 more x", "err add too-many ...");
	conn_ask(conn, "put 1 more x", "err put too-many ...");
	conn_ask(conn, "put 1 7 y", "ok put 1 7 * x");
	conn_ask(conn, "add @javad more x", "ok add @javad more * 1");
	conn_ask(conn, "cut 1 7", "ok cut 1 7 y");
	conn_say(conn, "add 1 more x");
	conn_expect(conn, "ok add 1 more * %d", TABLE_KEYS);
	PASS("keys of a table");
	for (int i = LIMIT_KEYS - 1; i <= LIMIT_KEYS; i++) {
		conn_say(conn, "hear%s", keys(i));
		conn_expect(conn, "ok hear");
	}
	conn_say(conn, "hear%s", keys(LIMIT_KEYS + 1));
	conn_expect(conn, "err hear too-many too many keys: limit 20");
	PASS("keys to hear");
}

/* A reload changes the limit and cuts nothing. */
static void
test_reload(struct server *server, struct conn *conn)
{
	server_reload(server, "table_keys 1001\n");
	conn_ask(conn, "add 1 last x", "ok add 1 last * 1001");
	conn_ask(conn, "add 1 over x", "err add too-many ...");
	server_reload(server, "table_keys 2\n");
	conn_ask(conn, "add 1 over x", "err add too-many ...");
	conn_ask(conn, "put 1 last y", "ok put 1 last * x");
	conn_ask(conn, "cut 1 last", "ok cut 1 last y");
	conn_ask(conn, "put 1 last x", "err put too-many ...");
	conn_say(conn, "get 1");
	conn_wait_for(conn, "ok get 1 1000");
	conn_ask(conn, "add @javad k x", "ok add @javad k * 2");
	conn_ask(conn, "add @javad l x", "err add too-many ...");
	PASS("keys after a reload");
}

int
main(void)
{
	struct server *server;
	struct conn *conn;

	bulk();
	server = server_start(
	    &(struct setup) { .config = "line_rate 0\nbyte_rate 0\n" });
	conn = conn_member(server, "javad", "1");
	test_lengths(conn);
	test_counts(conn);
	test_reload(server, conn);
	server_stop(server);
	return tap_done();
}
