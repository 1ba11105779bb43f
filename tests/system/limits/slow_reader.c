/*
 * The other members do not notice a client that does not read; after stall_time
 * it gets a bye. If it reads within grace, what it gets has no gap up to the
 * bye.
 */
#include "tests/lib/conn.h"
#include "tests/lib/flood.h"
#include "tests/lib/pattern.h"
#include "tests/lib/scratch.h"

#define READERS 2
#define MUCH 700 /* messages, which fill a pipe and a socket */

int
main(void)
{
	char path[SCRATCH_PATH];
	struct conn *readers[READERS];
	struct flood flood;

	scratch_path(path, "socket");
	struct server *server =
	    server_start(&(struct setup) { .listen = { path },
		.config = "stall_time 60\ngrace 600\n",
		.paced = true });
	struct conn *javad = conn_member(server, "javad", "1");
	readers[0] = conn_member(server, "ali", "1");
	readers[1] = conn_member(server, "reza", "1");
	struct conn *deaf = conn_member(server, "deaf", "1");

	flood_init(&flood, javad, "1", 1000);
	flood_all(&flood, readers, READERS, MUCH);
	server_pace(server, 59 * SEC);
	flood_all(&flood, readers, READERS, MUCH);
	PASS("the others got every message");
	TAP_NUM(server_logged(server, "deaf: quit"), 0, "there is still time");
	server_pace(server, 2 * SEC);
	server_expect(server, "deaf: quit");
	const size_t got = flood_read(&flood, deaf, 0);
	MUST(pattern_matches("bye slow-reader ...", deaf->line),
	    "deaf is not told why, but \"%.*s\"", (int)deaf->line.len,
	    deaf->line.at);
	conn_expect_end(deaf);
	conn_close(deaf);
	TAP_OK(got > 0 && got < flood.said,
	    "it got %zu of %zu messages without a gap, then bye slow-reader",
	    got, flood.said);
	server_expect(server, "ended: deaf * pid *, bye slow-reader, ...");
	conn_say(javad, "ping");
	conn_wait_for(javad, "ok ping");
	PASS("the log tells why");
	server_stop(server);
	return tap_done();
}
