/*
 * After SIGKILL of the parent, a client that reads gets its bye at once, and
 * its worker does not wait for the client to close while others still have
 * something to send, or thousands would end only together.
 */
#include <signal.h>

#include "tests/lib/conn.h"
#include "tests/lib/flood.h"
#include "tests/lib/proc.h"
#include "tests/lib/scratch.h"

/* The one waits 0.2 s for its client to close, the other 0.7 s in all. */
#define SOON (200 * MSEC)
#define LATE SEC

int
main(void)
{
	char path[SCRATCH_PATH];
	struct flood flood;

	scratch_path(path, "socket");
	struct server *server =
	    server_start(&(struct setup) { .listen = { path }, .paced = true });
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
	TAP_OK(!proc_is_gone(worker) && !proc_is_gone(other),
	    "who has read all is told at once");
	server_pace_later(server, SOON);
	proc_expect_gone(worker);
	TAP_OK(!proc_is_gone(other), "and gone long before who has not");
	server_pace_later(server, LATE);
	proc_expect_gone(other);
	PASS("for whom nobody waits for long");
	conn_expect_end(ali);
	conn_close(ali);
	conn_close(readers[1]);
	conn_close(javad);
	conn_close(deaf);
	TAP_NUM(server_status(server), ENDED_BY(SIGKILL), "it was killed");
	return tap_done();
}
