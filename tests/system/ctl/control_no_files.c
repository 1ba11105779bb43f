/*
 * If no descriptor is free for the control socket, the server does not retry in
 * a busy loop, and answers when there is one again.
 */
#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/proc.h"

#define WATCHED (SEC / 2)
#define WAKES 8

int
main(void)
{
	if (!proc_is_there())
		tap_skip("needs /proc");
	struct server *server = server_start(&(struct setup) { .stays = true });
	struct conn *first = conn_open_at(server->control);
	struct conn *javad = conn_named(server, "javad");
	struct conn *second;

	conn_ask(first, "ping", "ok ping");
	proc_limit(server->pid, RLIMIT_NOFILE, 3);
	second = conn_open_at(server->control);
	conn_say(second, "ping");
	TAP_OK(proc_hardly_wakes(server->pid, WATCHED, WAKES), "one waits");
	conn_ask(first, "ping", "ok ping");
	conn_ask(javad, "ping", "ok ping");
	PASS("who is in is served");
	proc_limit(server->pid, RLIMIT_NOFILE, 256);
	conn_expect(second, "ok ping");
	PASS("and then so is the other");
	server_stop(server);
	return tap_done();
}
