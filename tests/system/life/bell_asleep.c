/*
 * With 100 silent clients, the server sleeps longer and longer, but notices at
 * once when a client sends something or a worker dies.
 */
#include <signal.h>
#include <stdio.h>

#include "tests/lib/conn.h"

#define CLIENTS 100

/*
 * From the last word on the server looks after 0.25 s, and then after twice the
 * time each, up to 30 s; and wakes once more, for the scoreboard.
 */
#define WATCHED (300 * SEC)
#define WAKES (2 * (8 + 300 / 30))

int
main(void)
{
	struct server *server =
	    server_start(&(struct setup) { .paced = true, .alone = true });
	struct conn *clients[CLIENTS];
	char name[16];

	for (size_t i = 0; i < CLIENTS; i++) {
		(void)snprintf(name, sizeof(name), "client-%zu", i);
		clients[i] = conn_named(server, name);
	}
	server_await_rest();
	const size_t wakes = server_pace(server, WATCHED);
	TAP_OK(wakes <= WAKES, "%d clients say nothing: %zu wake-ups in 300 s",
	    CLIENTS, wakes);
	conn_ask(clients[0], "ping", "ok ping");
	PASS("who speaks is heard");
	(void)server_pace(server, WATCHED);
	MUST(kill(server_worker(server, "client-1"), SIGKILL) == 0,
	    "cannot kill");
	server_expect(server, "client-1: quit");
	PASS("so is the end of a worker that was killed");
	server_stop(server);
	return tap_done();
}
