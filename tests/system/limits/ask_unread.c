/*
 * Back-pressure stops a client that sends commands and reads no answers: memory
 * stays bounded, and every answer is there when it reads.
 */
#include <stdio.h>

#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/proc.h"
#include "tests/lib/scratch.h"

#define MANY 2000000
#define QUIET (300 * MSEC)
#define MEMORY_KB (8 * 1024)

/* Asks until nothing more is taken: how many questions are out whole. */
static int
ask(struct conn *conn)
{
	char line[32];

	for (int i = 0; i < MANY; i++) {
		const size_t len =
		    (size_t)snprintf(line, sizeof(line), "ping %d\n", i);
		const size_t taken = conn_push(conn, line, len, QUIET);
		if (taken == len)
			continue;
		/* The rest of it is sent when there is room again. */
		for (int answer = 0; answer < i; answer++)
			conn_expect(conn, "ok ping %d", answer);
		conn_send(conn, line + taken, len - taken);
		conn_expect(conn, "ok ping %d", i);
		return i + 1;
	}
	return MANY;
}

int
main(void)
{
	char path[SCRATCH_PATH];

	bulk();
	scratch_path(path, "socket"); /* its buffers are small */
	struct server *server =
	    server_start(&(struct setup) { .listen = { path } });
	struct conn *javad = conn_named(server, "javad");
	struct conn *ali = conn_named(server, "ali");
	const int asked = ask(javad);

	TAP_OK(asked < MANY, "%d questions, then it is stopped", asked);
	PASS("all of them are answered when it reads");
	const long memory = proc_status(server->pid, "VmHWM");
	if (memory != -1 && !sanitized())
		TAP_OK(memory < MEMORY_KB, "the server has %ld KiB", memory);
	conn_ask(ali, "ping", "ok ping");
	server_stop(server);
	return tap_done();
}
