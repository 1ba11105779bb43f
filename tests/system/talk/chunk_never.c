/* A client whose bytes come slowly, but with line ends, sees no difference. */
#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"

/*
 * Above the pause that ends a chunk. Nothing lasts as long as the chunk_time
 * below, after which it would be one.
 */
#define BETWEEN (200 * MSEC)

static void
type_slowly(struct conn *conn, const char *text)
{
	for (; *text != '\0'; text++) {
		conn_send(conn, text, 1);
		pass_time(BETWEEN);
	}
}

int
main(void)
{
	struct server *server =
	    server_start(&(struct setup) { .config = "chunk_time 600\n" });
	struct conn *javad = conn_open(server);

	type_slowly(javad, "jav\n");
	conn_expect(javad, "ok name jav");
	type_slowly(javad, "ping\n");
	conn_expect(javad, "ok ping");
	PASS("a name and a command, byte by byte");
	conn_ask(javad, "join 1", "join * 1 jav");
	server_stop(server);
	return tap_done();
}
