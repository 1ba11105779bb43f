/* With chunk_time 0, half a line stays half a line, however long it lasts. */
#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"

/* Longer than chunk_time is when nothing is said about it. */
#define SILENCE (1300 * MSEC)

int
main(void)
{
	struct server *server =
	    server_start(&(struct setup) { .config = "chunk_time 0\n" });
	struct conn *javad = conn_open(server);

	conn_send(javad, "jav", 3);
	pass_time(SILENCE);
	TAP_NUM(server_logged(server, "*: login ..."), 0, "it is no name yet");
	conn_send(javad, "ad\n", 3);
	conn_expect(javad, "ok name javad");
	conn_ask(javad, "join 1", "join * 1 javad");
	PASS("it is one with its line end, and lines are answered by lines");
	server_stop(server);
	return tap_done();
}
