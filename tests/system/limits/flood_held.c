/*
 * The server drops nothing of a flood: it stops reading the socket, and its
 * memory stays bounded.
 */
#include <stdlib.h>

#include "tests/lib/conn.h"
#include "tests/lib/scratch.h"

#define MUCH ((size_t)4 << 20)
#define BOUND ((size_t)1 << 20) /* pipes, buffers and the socket's own */
#define PATIENCE (300 * MSEC)

/* Pushes, and reads what is answered, until nothing more is taken. */
static size_t
push(struct conn *conn, const char *text)
{
	size_t taken = 0;
	size_t more;
	struct str line;

	do {
		more = conn_push(conn, text + taken, MUCH - taken, PATIENCE);
		taken += more;
		while (conn_has_line(conn, &line))
			more += line.len;
	} while (more > 0 && taken < MUCH);
	return taken;
}

int
main(void)
{
	char path[SCRATCH_PATH];
	char *pings = malloc(MUCH);

	MUST(pings != NULL, "no memory");
	for (size_t i = 0; i < MUCH; i++)
		pings[i] = "ping\n"[i % 5];
	scratch_path(path, "socket");
	struct server *server = server_start(&(struct setup) {
	    .config = "byte_rate 1\nbyte_burst 4K\n", .listen = { path } });
	struct conn *javad = conn_named(server, "javad");
	struct conn *ali = conn_named(server, "ali");

	const size_t before = server_memory(server);
	const size_t taken = push(javad, pings);
	TAP_OK(taken < BOUND, "the flood is held after %zu bytes", taken);
	TAP_OK(server_memory(server) - before < BOUND, "memory is bounded");
	conn_ask(ali, "ping", "ok ping");
	PASS("another one is served");
	server_stop(server);
	free(pings);
	return tap_done();
}
