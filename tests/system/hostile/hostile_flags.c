/*
 * A worker that makes all its pipes and the doorbell blocking, small and
 * packet-mode, so that few rings get through, stops nobody from talking, and
 * nobody is ended.
 */
#include "tests/lib/hall.h"
#include "tests/lib/rogue.h"

#define TALKS 20

int
main(void)
{
	struct server *server = rogue_server();

	hall_enter(server);
	hall_talk();
	(void)rogue_call(server, "flags");
	server_pace_later(server, 3600 * SEC); /* where few ring, it looks */
	server_expect(server, "rogue: join away");
	for (int i = 0; i < TALKS; i++)
		hall_talk();
	PASS("%d talks of %d", TALKS, HALL_SIZE);
	TAP_NUM(server_logged(server, "ended: ..."), 0, "nobody is ended");
	server_stop_late(server, ROGUE_GRACE);
	return tap_done();
}
