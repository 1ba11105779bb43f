/* With chunk_time 0, half a line stays half a line, however long it lasts. */
#include "tests/lib/conn.h"

int
main(void)
{
	struct server *server = server_start(&(struct setup) {
	    .config = "chunk_time 0\ngrace 600\n", .paced = true });
	struct conn *javad = conn_open(server);

	conn_send(javad, "jav", 3);
	server_expect_workers(server, 1);
	server_pace_all(server, 500 * SEC);
	TAP_NUM(server_logged(server, "*: login ..."), 0, "it is no name yet");
	conn_send(javad, "ad\n", 3);
	conn_expect(javad, "ok name javad");
	conn_ask(javad, "join 1", "join * 1 javad");
	PASS("it is one with its line end, and lines are answered by lines");
	server_stop(server);
	return tap_done();
}
