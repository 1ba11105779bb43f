/*
 * If most members of a group do not read, the sender waits and nothing is lost.
 */
#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/flood.h"
#include "tests/lib/proc.h"
#include "tests/lib/scratch.h"

#define MANY 100000
#define QUIET (300 * MSEC)
#define MEMORY_KB (8 * 1024)

int
main(void)
{
	char path[SCRATCH_PATH];
	struct flood flood;

	scratch_path(path, "socket");
	struct server *server =
	    server_start(&(struct setup) { .listen = { path }, .paced = true });
	struct conn *javad = conn_member(server, "javad", "1");
	struct conn *ali = conn_member(server, "ali", "1");
	struct conn *reza = conn_member(server, "reza", "1");
	struct conn *sara = conn_member(server, "sara", "2");

	flood_init(&flood, javad, "1", 1000);
	const bool done = flood_run(&flood, MANY, QUIET);
	TAP_OK(!done, "the sender is stopped: %zu messages said, %zu heard",
	    flood.said, flood.heard);
	conn_ask(sara, "send 2 hello", "msg * 2 sara hello");
	PASS("another group does not notice");
	const long memory = proc_status(server->pid, "VmRSS");
	if (memory != -1 && !sanitized())
		TAP_OK(memory < MEMORY_KB, "the server has %ld KiB", memory);
	/* They begin to read, and the sender can go on. */
	const size_t stopped = flood.heard;
	flood_expect(&flood, ali, 0, stopped);
	flood_expect(&flood, reza, 0, stopped);
	while (flood.heard < flood.said || flood.heard < stopped + 100) {
		const size_t before = flood.heard;
		(void)flood_run(&flood, 1, QUIET);
		flood_expect(&flood, ali, before, flood.heard - before);
		flood_expect(&flood, reza, before, flood.heard - before);
	}
	PASS("all %zu messages have reached the late ones", flood.heard);
	server_stop(server);
	return tap_done();
}
