/*
 * A worker that rings endlessly, for everybody, for nobody and in parts, is not
 * ended, and nobody notices.
 */
#include "tests/lib/hall.h"
#include "tests/lib/rogue.h"

#define TALKS 20

int
main(void)
{
	struct server *server = rogue_server();

	hall_enter(server);
	(void)rogue_call(server, "rings");
	server_expect(server, "rogue: join away");
	for (int i = 0; i < TALKS; i++)
		hall_talk();
	PASS("%d talks of %d", TALKS, HALL_SIZE);
	TAP_NUM(server_logged(server, "ended: ..."), 0, "nobody is ended");
	server_stop_late(server, ROGUE_GRACE);
	return tap_done();
}
