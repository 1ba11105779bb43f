/*
 * After SIGKILL of a worker for which much waits, the server frees the memory.
 */
#include <signal.h>

#include "tests/lib/conn.h"
#include "tests/lib/flood.h"
#include "tests/lib/scratch.h"

#define READERS 2
#define MESSAGES 1000

/* The least that waits in a queue, and what may differ without one. */
#define QUEUE ((size_t)256 * 1024)
#define LITTLE ((size_t)128 * 1024)

int
main(void)
{
	char path[SCRATCH_PATH];
	struct conn *readers[READERS];
	struct flood flood;

	scratch_path(path, "socket");
	struct server *server =
	    server_start(&(struct setup) { .listen = { path } });
	struct conn *javad = conn_member(server, "javad", "1");
	readers[0] = conn_member(server, "ali", "1");
	readers[1] = conn_member(server, "reza", "1");
	flood_init(&flood, javad, "1", 1000);
	flood_all(&flood, readers, READERS, MESSAGES);
	const size_t before = server_memory(server);
	struct conn *deaf = conn_member(server, "deaf", "1");
	flood_all(&flood, readers, READERS, MESSAGES);
	const size_t full = server_memory(server);
	TAP_OK(full > before + QUEUE, "%zu bytes wait", full - before);
	MUST(kill(server_worker(server, "deaf"), SIGKILL) == 0, "no worker");
	conn_wait_for(readers[0], "quit * deaf");
	server_expect(server, "ended: deaf * pid *, signal 9, ...");
	conn_say(javad, "ping");
	conn_wait_for(javad, "ok ping");
	const size_t after = server_memory(server);
	TAP_OK(
	    after<before + LITTLE, "%zu bytes more than before", after> before ?
		after - before :
		0);
	conn_close(deaf);
	server_stop(server);
	return tap_done();
}
