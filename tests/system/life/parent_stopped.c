/* After SIGSTOP and SIGCONT of the parent, the lost time disconnects nobody. */
#include <signal.h>

#include "tests/lib/conn.h"
#include "tests/lib/flood.h"
#include "tests/lib/scratch.h"

#define READERS 2
#define MESSAGES 600
#define STALL (60 * SEC)

/* All of a stop that the server counts. */
#define COUNTED SEC

int
main(void)
{
	char path[SCRATCH_PATH];
	struct conn *readers[READERS];
	struct flood flood;

	scratch_path(path, "socket");
	struct server *server = server_start(&(struct setup) {
	    .listen = { path }, .config = "stall_time 60\n", .paced = true });
	struct conn *javad = conn_member(server, "javad", "1");
	readers[0] = conn_member(server, "ali", "1");
	readers[1] = conn_member(server, "reza", "1");
	struct conn *late = conn_member(server, "late", "1");

	flood_init(&flood, javad, "1", 1000);
	flood_all(&flood, readers, READERS, MESSAGES);
	server_signal(server, SIGSTOP);
	server_leap(server, 10 * STALL);
	server_signal(server, SIGCONT);
	conn_say(readers[1], "ping");
	conn_wait_for(readers[1], "ok ping");
	server_pace(server, STALL - 2 * COUNTED);
	conn_expect_nothing(readers[0]);
	flood_expect(&flood, late, 0, MESSAGES);
	conn_ask(late, "send 1 still here", "msg * 1 late still here");
	conn_expect(javad, "msg * 1 late still here");
	PASS("a reader who was late before the stop is still there after it");
	conn_expect(readers[0], "msg * 1 late still here");
	conn_expect(readers[1], "msg * 1 late still here");
	flood_all(&flood, readers, READERS, MESSAGES);
	server_pace(server, STALL + COUNTED);
	conn_expect(readers[0], "quit * late slow-reader");
	PASS("but not one who is too late without a stop");
	conn_close(late);
	server_stop(server);
	return tap_done();
}
