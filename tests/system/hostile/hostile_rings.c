/*
 * A worker that rings endlessly, for everybody, for nobody and in parts, or
 * that makes all its pipes and the doorbell blocking, small and packet-mode, is
 * not ended, and nobody notices.
 */
#include "tests/lib/hall.h"
#include "tests/lib/rogue.h"

#define TALKS 20

static void
test(const char *what)
{
	struct server *server = rogue_server();

	hall_enter(server);
	(void)rogue_call(server, what);
	server_pace_later(server, 3600 * SEC); /* where few ring, it looks */
	server_expect(server, "rogue: join away");
	for (int i = 0; i < TALKS; i++)
		hall_talk();
	PASS("%s: %d talks of %d", what, TALKS, HALL_SIZE);
	TAP_NUM(server_logged(server, "ended: ..."), 0, "nobody is ended");
	for (size_t i = 0; i < HALL_SIZE; i++)
		conn_close(hall_get(i));
	server_stop_late(server, ROGUE_GRACE);
}

int
main(void)
{
	test("rings");
	test("flags");
	return tap_done();
}
