/*
 * A worker that ignores TERM and the end of its downlink ends only by KILL,
 * which the server sends when it stops.
 */
#include <signal.h>

#include "tests/lib/rogue.h"

static pid_t
ignorant(struct server *server)
{
	(void)rogue_call(server, "term");
	server_expect(server, "rogue: join 1");
	return server_worker(server, "-");
}

int
main(void)
{
	struct server *server = rogue_server();
	const pid_t worker = ignorant(server);

	MUST(kill(worker, SIGTERM) == 0, "cannot signal the worker");
	for (int i = 0; i < 100; i++)
		rogue_others_talk();
	TAP_NUM(server_logged(server, "ended: ..."), 0, "TERM is ignored");
	MUST(kill(worker, SIGKILL) == 0, "cannot kill the worker");
	rogue_expect_end(server, "ended: rogue * pid *, signal 9, lived ...");
	(void)ignorant(server);
	server_stop_late(server, ROGUE_GRACE);
	PASS("the server stops all the same");
	TAP_NUM(server_logged(server,
		    "ended: rogue * pid *, bye shutdown and signal 9, ..."),
	    1, "and has killed it");
	return tap_done();
}
