/*
 * Readers that are over the mark because of another group hold up nobody in a
 * quiet group.
 */
#include "tests/lib/conn.h"
#include "tests/lib/flood.h"
#include "tests/lib/scratch.h"

#define LAZY 3
#define MANY 100000
#define QUIET (300 * MSEC)

static const char *const names[LAZY] = { "ali", "reza", "sara" };

int
main(void)
{
	char path[SCRATCH_PATH];
	struct conn *lazy[LAZY];
	struct flood flood;

	scratch_path(path, "socket");
	struct server *server =
	    server_start(&(struct setup) { .listen = { path }, .paced = true });
	struct conn *javad = conn_member(server, "javad", "2");
	for (size_t i = 0; i < LAZY; i++) {
		lazy[i] = conn_member(server, names[i], "1");
		conn_say(lazy[i], "join 2");
		conn_wait_for(lazy[i], "join * 2 %s", names[i]);
	}
	struct conn *speaker = conn_member(server, "speaker", "1");

	flood_init(&flood, javad, "2", 1000);
	TAP_OK(!flood_run(&flood, MANY, QUIET), "group 2 is held up");
	conn_ask(speaker, "send 1 hello", "msg * 1 speaker hello");
	conn_ask(speaker, "topic 1 tea", "topic * 1 speaker tea");
	conn_ask(speaker, "ping", "ok ping");
	conn_ask(speaker, "quit", "bye quit ...");
	PASS("group 1 is not");
	for (size_t i = 0; i < LAZY; i++)
		conn_close(lazy[i]); /* they would be waited for at the end */
	server_stop(server);
	return tap_done();
}
