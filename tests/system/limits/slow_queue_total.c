/*
 * When all queues together exceed queue_total, the client that has waited
 * longest is disconnected, and not one that is only a little late.
 */
#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/flood.h"
#include "tests/lib/scratch.h"

#define READERS 2

/* Ages are kept to a second. */
#define LATER (2 * SEC)

int
main(void)
{
	char path[SCRATCH_PATH];
	struct conn *drinkers[READERS];
	struct conn *readers[READERS];
	struct flood tea;
	struct flood coffee;

	bulk();
	scratch_path(path, "socket");
	struct server *server =
	    server_start(&(struct setup) { .listen = { path },
		.config = "queue_total 1M\ngrace 600\n",
		.paced = true });
	struct conn *javad = conn_member(server, "javad", "tea");
	struct conn *sara = conn_member(server, "sara", "coffee");
	drinkers[0] = conn_member(server, "ali", "tea");
	drinkers[1] = conn_member(server, "reza", "tea");
	struct conn *first = conn_member(server, "first", "tea");
	readers[0] = conn_member(server, "bob", "coffee");
	readers[1] = conn_member(server, "eve", "coffee");
	struct conn *second = conn_member(server, "second", "coffee");

	flood_init(&tea, javad, "tea", 1000);
	flood_init(&coffee, sara, "coffee", 1000);
	flood_all(&tea, drinkers, READERS, 700);
	server_pace(server, LATER);
	MUST(server_logged(server, "*: quit") == 0, "somebody went early");
	while (server_logged(server, "*: quit") == 0)
		flood_all(&coffee, readers, READERS, 20);
	TAP_NUM(server_logged(server, "first: quit"), 1,
	    "the one who has waited longest goes");
	(void)flood_read(&tea, first, 0);
	flood_expect(&coffee, second, 0, coffee.said);
	conn_expect_nothing(second);
	PASS("the other one has lost nothing");
	server_stop(server);
	return tap_done();
}
