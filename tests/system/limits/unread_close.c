/*
 * If a client closes with unread input and much unsent, the others get its last
 * words and its quit, and nothing of it is left.
 */
#include "tests/lib/conn.h"
#include "tests/lib/flood.h"

#define READERS 2
#define MESSAGES 3000

int
main(void)
{
	struct flood flood;
	struct conn *readers[READERS];
	struct server *server = server_start(&(struct setup) { .paced = true });
	struct conn *javad = conn_member(server, "javad", "1");

	readers[0] = conn_member(server, "ali", "1");
	readers[1] = conn_member(server, "reza", "1");
	struct conn *deaf = conn_open_small(server->address[0]);
	conn_ask(deaf, "deaf", "ok name deaf");
	conn_ask(deaf, "join 1", "join * 1 deaf");
	flood_init(&flood, javad, "1", 1000);
	flood_all(&flood, readers, READERS, MESSAGES);
	conn_say(deaf, "tell ali last words");
	conn_close(deaf); /* a reset, for there is unread input */
	conn_expect(readers[0], "tell * deaf ali last words");
	conn_expect(readers[0], "quit * deaf...");
	PASS("its last words and its end have come");
	server_expect(server, "ended: deaf * pid *, bye quit, lived ...");
	server_expect_workers(server, 1 + READERS);
	conn_say(javad, "ping on");
	conn_wait_for(javad, "ok ping on");
	PASS("its worker is gone, with all that waited for it");
	server_stop(server);
	return tap_done();
}
