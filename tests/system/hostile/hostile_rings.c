/*
 * A worker that rings the doorbell for ever, for everybody, nobody and in
 * parts: nobody is ended for that, and nobody notices.
 */
#include "tests/lib/hall.h"
#include "tests/lib/rogue.h"

/* What a talk of all groups may take, on a machine with much else to do. */
#define TALK_TIME (4 * SEC)
#define TALKS 20

int
main(void)
{
	struct server *server = rogue_server();
	usec longest = 0;

	hall_enter(server);
	(void)rogue_call(server, "rings");
	server_expect(server, "rogue: join away");
	for (int i = 0; i < TALKS; i++) {
		const usec start = clock_mono();
		hall_talk();
		const usec took = clock_mono() - start;
		longest = took > longest ? took : longest;
	}
	TAP_OK(longest < TALK_TIME, "%d talks of %d, of %u ms at most", TALKS,
	    HALL_SIZE, (unsigned)(longest / MSEC));
	TAP_NUM(server_logged(server, "ended: ..."), 0, "nobody is ended");
	server_stop(server);
	return tap_done();
}
