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

/* All of a stop that the server counts. */
#define COUNTED SEC

/* How often it is tried again with twice the time for reloads. */
#define TRIES 4

/*
 * Sets stall_time to twice the time that sending everything took, and more, for
 * clients that are late.
 */
static usec
limit_stall(struct server *server, usec took, unsigned slack)
{
	const unsigned seconds = slack + 2 * (unsigned)(took / SEC + 1);
	char config[64];

	(void)snprintf(config, sizeof(config), "stall_time %u\n", seconds);
	server_reload(server, config);
	return seconds * SEC;
}

/*
 * Stops the parent while a reader is late, for longer than it may be. Returns
 * false if the time without the stop was too long too: that tells nothing.
 */
static bool
stops(struct server *server, unsigned slack)
{
	struct conn *readers[READERS];
	struct flood flood;
	struct conn *javad = conn_member(server, "javad", "1");

	readers[0] = conn_member(server, "ali", "1");
	readers[1] = conn_member(server, "reza", "1");
	struct conn *late = conn_member(server, "late", "1");
	flood_init(&flood, javad, "1", 1000);
	const usec start = clock_mono();
	flood_all(&flood, readers, READERS, MESSAGES);
	const usec limit = limit_stall(server, clock_mono() - start, slack);
	const usec stop = clock_mono();
	server_signal(server, SIGSTOP);
	pass_time(limit + LONGER);
	const usec go = clock_mono();
	server_signal(server, SIGCONT);
	conn_say(readers[1], "ping");
	conn_wait_for(readers[1], "ok ping");
	server_reload(server, "stall_time 3600\n");
	if (stop - start + COUNTED + clock_mono() - go >= limit)
		return false;
	conn_expect_nothing(readers[0]);
	flood_expect(&flood, late, 0, MESSAGES);
	conn_ask(late, "send 1 still here", "msg * 1 late still here");
	conn_expect(javad, "msg * 1 late still here");
	PASS("a reader who was late before the stop is still there after it");
	return true;
}

int
main(void)
{
	char path[SCRATCH_PATH];
	unsigned slack = delayed() ? 12 : 4;
	bool done = false;

	scratch_path(path, "socket");
	for (int i = 0; i < TRIES && !done; i++, slack *= 2) {
		struct server *server =
		    server_start(&(struct setup) { .listen = { path } });
		done = stops(server, slack);
		server_stop(server);
	}
	if (!done)
		tap_skip("this machine is too busy to tell");
	return tap_done();
}
