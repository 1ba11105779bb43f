/*
 * tell gets slow-down if too much waits for the recipient, and works for
 * others.
 */
#include "tests/lib/conn.h"
#include "tests/lib/flood.h"
#include "tests/lib/scratch.h"

#define READERS 2
#define MESSAGES 700

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
	struct conn *late = conn_member(server, "late", "1");

	flood_init(&flood, javad, "1", 1000);
	flood_all(&flood, readers, READERS, MESSAGES);
	conn_ask(javad, "tell late hello", "err tell slow-down ...");
	conn_ask(javad, "tell ali hello", "tell * javad ali hello");
	conn_expect(readers[0], "tell * javad ali hello");
	PASS("a tell to the late one is refused, to another one it goes");
	flood_expect(&flood, late, 0, MESSAGES);
	conn_ask(javad, "tell late hello", "tell * javad late hello");
	conn_expect(late, "tell * javad late hello");
	PASS("when it has read it can be told again");
	server_stop(server);
	return tap_done();
}
