/* hello_time: who does not say a name in time is told goodbye. */
#include <signal.h>

#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/scratch.h"

#define HELLO (2 * SEC)

int
main(void)
{
	struct server *server = server_start(
	    &(struct setup) { .config = "hello_time 2\nchunk_time 0\n" });
	struct conn *named = conn_named(server, "javad");
	const usec begin = clock_mono();
	struct conn *silent = conn_open(server);
	struct conn *half = conn_open(server);
	struct conn *busy = conn_open(server);

	conn_send(half, "javad-with-no-end", 17);
	conn_ask(busy, "ping", "ok ping");
	conn_ask(busy, "9", "err name bad-name ...");
	conn_expect(silent, "bye idle you did not send your name in time");
	TAP_OK(clock_mono() - begin >= HELLO, "but not sooner");
	conn_expect_end(silent);
	conn_expect(half, "bye idle ...");
	conn_expect(busy, "bye idle ...");
	PASS("so are half a line, and other lines than a name");
	server_expect(server, "ended: - * pid *, bye idle, ...");
	conn_ask(named, "ping", "ok ping");
	PASS("who has a name stays");

	struct conn *late = conn_open(server);
	conn_ask(late, "ping", "ok ping");
	scratch_write(server->config, "hello_time 0\n");
	server_signal(server, SIGHUP);
	server_expect(server, "reload: done");
	struct conn *later = conn_open(server);
	pass_time(400 * MSEC); /* so that the server is asleep */
	scratch_write(server->config, "hello_time 2\n");
	server_signal(server, SIGHUP);
	server_expect(server, "reload: done");
	conn_expect(later, "bye idle ...");
	conn_expect(late, "bye idle ...");
	PASS("a HUP turns it off and on");
	server_stop(server);
	return tap_done();
}
