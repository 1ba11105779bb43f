/*
 * After SIGKILL of a worker while its group is congested, the lines that it had
 * passed on and that had to wait are sent before its quit, and none is lost.
 */
#include <signal.h>

#include "tests/lib/conn.h"
#include "tests/lib/flood.h"
#include "tests/lib/pattern.h"
#include "tests/lib/scratch.h"

#define MANY 100000
#define QUIET (300 * MSEC)

/* Fewer messages than the pipe between worker and parent holds. */
#define IN_PIPE 10

int
main(void)
{
	char path[SCRATCH_PATH];
	struct flood flood;

	scratch_path(path, "socket");
	struct server *server =
	    server_start(&(struct setup) { .listen = { path } });
	struct conn *javad = conn_member(server, "javad", "1");
	struct conn *ali = conn_member(server, "ali", "1");
	struct conn *reza = conn_member(server, "reza", "1");

	flood_init(&flood, javad, "1", 1000);
	MUST(!flood_run(&flood, MANY, QUIET), "nothing stops javad");
	MUST(kill(server_worker(server, "javad"), SIGKILL) == 0, "no worker");
	server_expect(server, "ended: javad * pid *, signal 9, ...");
	const size_t got = flood_read(&flood, ali, 0);
	TAP_OK(pattern_matches("quit * javad", ali->line),
	    "the end is told behind the last message");
	TAP_OK(got > flood.heard + IN_PIPE,
	    "%zu messages of %zu were said after its death", got - flood.heard,
	    got);
	TAP_NUM(flood_read(&flood, reza, 0), got, "to all the same");
	server_stop(server);
	return tap_done();
}
