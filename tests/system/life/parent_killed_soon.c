/*
 * After SIGKILL of the parent, a client that reads gets its bye at once, and
 * its worker does not wait for the client to close while others still have
 * something to send, or thousands would end only together.
 */
#include <signal.h>

#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/flood.h"
#include "tests/lib/proc.h"
#include "tests/lib/scratch.h"

#define TRIES 10 /* the machine may let the sooner one wait longer */

/* The one waits 0.2 s for its client to close, the other 0.7 s in all. */
#define LONG_BEFORE (200 * MSEC)

/* Is the worker of who reads gone long before that of who does not? */
static bool
is_gone_first(void)
{
	char path[SCRATCH_PATH];
	struct flood flood;

	scratch_path(path, "socket");
	struct server *server =
	    server_start(&(struct setup) { .listen = { path } });
	struct conn *deaf = conn_member(server, "deaf", "1");
	struct conn *javad = conn_member(server, "javad", "1");
	struct conn *ali = conn_member(server, "ali", "1");
	struct conn *readers[] = { ali, conn_member(server, "reza", "1") };
	const pid_t worker = server_worker(server, "ali");
	const pid_t other = server_worker(server, "deaf");

	/* More than the socket and the pipe of who does not read can hold. */
	flood_init(&flood, javad, "1", 1000);
	flood_all(&flood, readers, COUNT(readers), 1000);
	server_signal(server, SIGKILL);
	conn_expect(ali, "bye server-gone ...");
	proc_expect_gone(worker);
	pass_time(LONG_BEFORE);
	const bool first = !proc_is_gone(other);
	conn_expect_end(ali);
	conn_close(ali);
	conn_close(readers[1]);
	conn_close(javad);
	conn_close(deaf);
	MUST(server_status(server) == ENDED_BY(SIGKILL), "it was not killed");
	return first;
}

int
main(void)
{
	bool first = is_gone_first();

	for (int i = 1; i < TRIES && !first; i++)
		first = is_gone_first();
	TAP_OK(first, "who has read all is gone long before who has not");
	return tap_done();
}
