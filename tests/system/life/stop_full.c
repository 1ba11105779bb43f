/*
 * On TERM with full queues, a client that reads gets everything queued, and one
 * that does not is cut off after the grace, or by a second TERM; also one that
 * has quit before.
 */
#include <signal.h>

#include "tests/lib/conn.h"
#include "tests/lib/flood.h"
#include "tests/lib/scratch.h"

#define READERS 3
#define MESSAGES 700

enum how { WAITS, IS_TOLD_TWICE, HAS_QUIT };

static void
stops(enum how how)
{
	static const char *const names[READERS] = { "ali", "reza", "sara" };
	char path[SCRATCH_PATH];
	struct conn *readers[READERS];
	struct flood flood;

	scratch_path(path, "socket");
	struct server *server = server_start(&(struct setup) {
	    .listen = { path }, .config = "grace 60\n", .paced = true });
	struct conn *javad = conn_member(server, "javad", "1");
	for (size_t i = 0; i < READERS; i++)
		readers[i] = conn_member(server, names[i], "1");
	struct conn *late = conn_member(server, "late", "1");
	struct conn *deaf = conn_member(server, "deaf", "1");

	conn_expect(late, "join * 1 deaf");
	flood_init(&flood, javad, "1", 1000);
	flood_all(&flood, readers, READERS, MESSAGES);
	if (how == HAS_QUIT) {
		conn_say(deaf, "quit");
		conn_expect(readers[0], "quit * deaf");
	}
	server_signal(server, SIGTERM);
	flood_expect(&flood, late, 0, MESSAGES);
	conn_wait_for(late, "bye shutdown ...");
	conn_expect_end(late);
	conn_expect(readers[0], "bye shutdown ...");
	if (how == IS_TOLD_TWICE)
		server_signal(server, SIGTERM);
	else
		server_pace(server, 60 * SEC);
	TAP_NUM(server_status(server), 0, "exit status 0");
	TAP_NUM(server_logged(
		    server, "ended: deaf * pid *, bye * and signal 9, ..."),
	    1, "who does not read is killed");
	TAP_NUM(server_logged(server, "stopped"), 1, "the log ends with it");
	for (size_t i = 0; i < READERS; i++)
		conn_close(readers[i]);
	conn_close(javad);
	conn_close(deaf);
}

int
main(void)
{
	stops(WAITS);
	stops(IS_TOLD_TWICE);
	stops(HAS_QUIT);
	return tap_done();
}
