/*
 * With 100 silent clients, the server sleeps longer and longer, but notices at
 * once when a client sends something or a worker dies.
 */
#include <signal.h>
#include <stdio.h>

#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/proc.h"

#define CLIENTS 100

/* From the last word on: looks at 0.25, 0.75, 1.75 and 3.75 s, no more. */
#define SETTLE (800 * MSEC)
#define WATCHED (2500 * MSEC)
#define WAKES 4

int
main(void)
{
	if (!proc_is_there())
		tap_skip("needs /proc");
	struct server *server = server_start(NULL);
	struct conn *clients[CLIENTS];
	char name[16];

	for (size_t i = 0; i < CLIENTS; i++) {
		(void)snprintf(name, sizeof(name), "client-%zu", i);
		clients[i] = conn_named(server, name);
	}
	pass_time(SETTLE);
	TAP_OK(proc_hardly_wakes(server->pid, WATCHED, WAKES),
	    "%d clients say nothing", CLIENTS);
	conn_ask(clients[0], "ping", "ok ping");
	PASS("who speaks is heard");
	pass_time(SETTLE);
	MUST(kill(server_worker(server, "client-1"), SIGKILL) == 0,
	    "cannot kill");
	server_expect(server, "client-1: quit");
	PASS("so is the end of a worker that was killed");
	server_stop(server);
	return tap_done();
}
