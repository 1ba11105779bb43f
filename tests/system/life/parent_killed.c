/* After SIGKILL of the parent, clients get a bye, and no worker is left. */
#include <signal.h>

#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/flood.h"
#include "tests/lib/proc.h"
#include "tests/lib/scratch.h"

#define READERS 2
#define WORKERS (READERS + 2)

static void
expect_gone(const pid_t *workers)
{
	const usec end = deadline();

	for (size_t i = 0; i < WORKERS; i++)
		while (!proc_is_gone(workers[i]))
			MUST(deadline_pause(end), "worker %ld is left",
			    (long)workers[i]);
}

int
main(void)
{
	char path[SCRATCH_PATH];
	pid_t workers[WORKERS];
	struct conn *readers[READERS];
	struct flood flood;

	scratch_path(path, "socket");
	struct server *server =
	    server_start(&(struct setup) { .listen = { path } });
	struct conn *deaf = conn_member(server, "deaf", "1");
	struct conn *javad = conn_member(server, "javad", "1");
	readers[0] = conn_member(server, "ali", "1");
	readers[1] = conn_member(server, "reza", "1");
	/* More than the socket and the pipe of who does not read can hold. */
	flood_init(&flood, javad, "1", 1000);
	flood_all(&flood, readers, READERS, 1000);
	MUST(proc_children(server->pid, workers, WORKERS) == WORKERS,
	    "not all workers are there");
	server_signal(server, SIGKILL);
	expect_gone(workers);
	PASS("no worker is left, not even that of a client who does not read");
	for (size_t i = 0; i < READERS; i++) {
		conn_expect(readers[i], "bye server-gone ...");
		conn_expect_end(readers[i]);
	}
	PASS("clients who read are told");
	conn_close(deaf);
	TAP_NUM(server_status(server), ENDED_BY(SIGKILL), "it was killed");
	return tap_done();
}
