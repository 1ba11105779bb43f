/* A client that does not send its name within hello_time gets a bye. */
#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"

#define HELLO (2 * SEC)

/* Turned on behind what is said before, for which nobody has to be in time. */
static void
is_told_goodbye(void)
{
	struct server *server = server_start(
	    &(struct setup) { .config = "hello_time 0\nchunk_time 0\n" });
	struct conn *named = conn_named(server, "javad");
	const usec begin = clock_mono();
	struct conn *silent = conn_open(server);
	struct conn *half = conn_open(server);
	struct conn *busy = conn_open(server);

	conn_send(half, "javad-with-no-end", 17);
	conn_ask(busy, "ping", "ok ping");
	conn_ask(busy, "9", "err name bad-name ...");
	server_expect_workers(server, 4);
	server_reload(server, "hello_time 2\nchunk_time 0\n");
	conn_expect(silent, "bye idle you did not send your name in time");
	TAP_OK(clock_mono() - begin >= HELLO, "but not sooner");
	conn_expect_end(silent);
	conn_expect(half, "bye idle ...");
	conn_expect(busy, "bye idle ...");
	PASS("so are half a line, and other lines than a name");
	server_expect(server, "ended: - * pid *, bye idle, ...");
	conn_ask(named, "ping", "ok ping");
	PASS("who has a name stays");
	server_stop(server);
}

static void
is_turned_off(void)
{
	struct server *server =
	    server_start(&(struct setup) { .config = "hello_time 600\n" });
	struct conn *late = conn_open(server);

	conn_ask(late, "ping", "ok ping");
	server_reload(server, "hello_time 0\n");
	struct conn *later = conn_open(server);
	pass_time(400 * MSEC); /* so that the server is asleep */
	server_reload(server, "hello_time 2\n");
	conn_expect(later, "bye idle ...");
	conn_expect(late, "bye idle ...");
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
