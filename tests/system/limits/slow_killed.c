/* If a worker does not even take the bye, the server kills it after grace. */
#include "tests/lib/conn.h"
#include "tests/lib/flood.h"
#include "tests/lib/scratch.h"

#define READERS 2

int
main(void)
{
	char path[SCRATCH_PATH];
	struct conn *readers[READERS];
	struct flood flood;

	scratch_path(path, "socket");
	struct server *server =
	    server_start(&(struct setup) { .listen = { path },
		.config = "stall_time 60\ngrace 60\n",
		.paced = true });
	struct conn *javad = conn_member(server, "javad", "1");
	readers[0] = conn_member(server, "ali", "1");
	readers[1] = conn_member(server, "reza", "1");
	struct conn *deaf = conn_member(server, "deaf", "1");
	/* It hears of the end at any time, and nothing of the flood. */
	struct conn *witness = conn_member(server, "witness", "2");

	conn_say(deaf, "join 2");
	conn_expect(witness, "join * 2 deaf");
	flood_init(&flood, javad, "1", 1000);
	flood_all(&flood, readers, READERS, 700);
	server_pace(server, 61 * SEC);
	conn_expect(witness, "quit * deaf slow-reader");
	server_pace(server, 61 * SEC);
	server_expect(server,
	    "ended: deaf * pid *, bye slow-reader and signal 9, lived ...");
	server_expect_workers(server, 2 + READERS);
	PASS("it is ended, and the others are told");
	conn_close(deaf);
	(void)conn_member(server, "deaf", "1");
	PASS("its name is free again");
	server_stop(server);
	return tap_done();
}
