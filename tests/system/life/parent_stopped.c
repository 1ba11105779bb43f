/* SIGSTOP, SIGCONT of the parent: time that stood still throws nobody out. */
#include <signal.h>

#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/flood.h"
#include "tests/lib/scratch.h"

#define READERS 2
#define MESSAGES 600

/* Longer than stall_time below. */
#define STOPPED (3500 * MSEC)

int
main(void)
{
	char path[SCRATCH_PATH];
	struct conn *readers[READERS];
	struct flood flood;

	scratch_path(path, "socket");
	struct server *server = server_start(
	    &(struct setup) { .listen = { path }, .config = "stall_time 3\n" });
	struct conn *javad = conn_member(server, "javad", "1");
	readers[0] = conn_member(server, "ali", "1");
	readers[1] = conn_member(server, "reza", "1");
	struct conn *late = conn_member(server, "late", "1");

	flood_init(&flood, javad, "1", 1000);
	flood_all(&flood, readers, READERS, MESSAGES);
	server_signal(server, SIGSTOP);
	pass_time(STOPPED);
	server_signal(server, SIGCONT);
	conn_expect_nothing(readers[0]);
	flood_expect(&flood, late, 0, MESSAGES);
	conn_ask(late, "send 1 still here", "msg * 1 late still here");
	conn_expect(javad, "msg * 1 late still here");
	PASS("a reader who was late before the stop is still there after it");
	server_stop(server);
	return tap_done();
}
