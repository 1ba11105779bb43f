/* A client that does not send its name within hello_time gets a bye. */
#include "tests/lib/conn.h"

#define HELLO (60 * SEC)

static void
is_told_goodbye(void)
{
	struct server *server = server_start(&(struct setup) {
	    .config = "hello_time 60\nchunk_time 0\n", .paced = true });
	struct conn *named = conn_named(server, "javad");
	struct conn *silent = conn_open(server);
	struct conn *half = conn_open(server);
	struct conn *busy = conn_open(server);

	conn_send(half, "javad-with-no-end", 17);
	conn_ask(busy, "ping", "ok ping");
	conn_ask(busy, "9", "err name bad-name ...");
	server_expect_workers(server, 4);
	server_pace(server, HELLO - SEC);
	conn_ask(busy, "ping", "ok ping");
	server_pace(server, SEC);
	conn_expect(silent, "bye idle you did not send your name in time");
	conn_expect_end(silent);
	conn_expect(half, "bye idle ...");
	conn_expect(busy, "bye idle ...");
	conn_close(silent);
	conn_close(half);
	conn_close(busy);
	PASS("so are half a line, and other lines than a name");
	server_expect(server, "ended: - * pid *, bye idle, ...");
	conn_ask(named, "ping", "ok ping");
	PASS("who has a name stays");
	server_stop(server);
}

static void
is_turned_off(void)
{
	struct server *server = server_start(
	    &(struct setup) { .config = "hello_time 600\n", .paced = true });
	struct conn *late = conn_open(server);

	conn_ask(late, "ping", "ok ping");
	server_reload(server, "hello_time 0\n");
	struct conn *later = conn_open(server);
	server_pace(server, 600 * SEC);
	conn_ask(late, "ping", "ok ping");
	conn_ask(later, "ping", "ok ping");
	server_reload(server, "hello_time 660\n");
	server_pace(server, HELLO);
	conn_expect(later, "bye idle ...");
	conn_expect(late, "bye idle ...");
	conn_close(later);
	conn_close(late);
	PASS("a HUP turns it off and on");
	server_stop(server);
}

int
main(void)
{
	is_told_goodbye();
	is_turned_off();
	return tap_done();
}
