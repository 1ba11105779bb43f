/*
 * The other members do not notice a client that does not read; after stall_time
 * it gets a bye. If it reads within grace, what it gets has no gap up to the
 * bye.
 */
#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/flood.h"
#include "tests/lib/pattern.h"
#include "tests/lib/scratch.h"

#define READERS 2
#define BETWEEN (20 * MSEC)

/* Talks until the slow one has been given up. */
static void
talk(struct server *server, struct flood *flood, struct conn *const *readers)
{
	const usec end = deadline();

	while (server_logged(server, "deaf: quit") == 0) {
		MUST(!deadline_passed(end), "nobody minds that deaf is slow");
		flood_all(flood, readers, READERS, 50);
		pass_time(BETWEEN);
	}
}

int
main(void)
{
	char path[SCRATCH_PATH];
	struct conn *readers[READERS];
	struct flood flood;

	scratch_path(path, "socket");
	struct server *server = server_start(&(struct setup) {
	    .listen = { path }, .config = "stall_time 2\ngrace 600\n" });
	struct conn *javad = conn_member(server, "javad", "1");
	readers[0] = conn_member(server, "ali", "1");
	readers[1] = conn_member(server, "reza", "1");
	struct conn *deaf = conn_member(server, "deaf", "1");

	flood_init(&flood, javad, "1", 1000);
	talk(server, &flood, readers);
	PASS("the others got every message");
	const size_t got = flood_read(&flood, deaf, 0);
	MUST(pattern_matches("bye slow-reader ...", deaf->line),
	    "deaf is not told why, but \"%.*s\"", (int)deaf->line.len,
	    deaf->line.at);
	conn_expect_end(deaf);
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
