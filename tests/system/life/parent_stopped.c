/* After SIGSTOP and SIGCONT of the parent, the lost time disconnects nobody. */
#include <signal.h>
#include <stdio.h>

#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/flood.h"
#include "tests/lib/scratch.h"

#define READERS 2
#define MESSAGES 600

/* It stands still for so much longer than stall_time. */
#define LONGER (500 * MSEC)

/* More than the server takes for two reloads, also on a busy machine. */
#define SLACK (delayed() ? 12U : 4U)

/*
 * Sets stall_time to twice the time that sending everything took, and more, for
 * clients that are late.
 */
static usec
limit_stall(struct server *server, usec took)
{
	const unsigned seconds = SLACK + 2 * (unsigned)(took / SEC + 1);
	char config[64];

	(void)snprintf(config, sizeof(config), "stall_time %u\n", seconds);
	server_reload(server, config);
	return seconds * SEC;
}

int
main(void)
{
	char path[SCRATCH_PATH];
	struct conn *readers[READERS];
	struct flood flood;

	scratch_path(path, "socket");
	struct server *server =
	    server_start(&(struct setup) { .listen = { path } });
	struct conn *javad = conn_member(server, "javad", "1");
	readers[0] = conn_member(server, "ali", "1");
	readers[1] = conn_member(server, "reza", "1");
	struct conn *late = conn_member(server, "late", "1");

	flood_init(&flood, javad, "1", 1000);
	const usec start = clock_mono();
	flood_all(&flood, readers, READERS, MESSAGES);
	const usec limit = limit_stall(server, clock_mono() - start);
	server_signal(server, SIGSTOP);
	pass_time(limit + LONGER);
	server_signal(server, SIGCONT);
	conn_expect_nothing(readers[0]);
	server_reload(server, "stall_time 3600\n");
	flood_expect(&flood, late, 0, MESSAGES);
	conn_ask(late, "send 1 still here", "msg * 1 late still here");
	conn_expect(javad, "msg * 1 late still here");
	PASS("a reader who was late before the stop is still there after it");
	server_stop(server);
	return tap_done();
}
