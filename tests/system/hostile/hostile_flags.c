/*
 * A worker that makes all its pipes blocking, small and of packets, the
 * doorbell of all workers too, through which then hardly a ring gets: nobody
 * waits for the sweeps that make up for missing rings.
 */
#include <stdlib.h>

#include "tests/lib/hall.h"
#include "tests/lib/rogue.h"

#define TALKS 11

/* Much less than the 250 ms from sweep to sweep. */
#define SOON (100 * MSEC)

static int
by_length(const void *left, const void *right)
{
	const usec *a = left, *b = right;

	return (*a > *b) - (*a < *b);
}

/* What a talk of all groups mostly takes. */
static usec
time_to_talk(void)
{
	usec took[TALKS];

	for (int i = 0; i < TALKS; i++) {
		const usec start = clock_mono();
		hall_talk();
		took[i] = clock_mono() - start;
	}
	qsort(took, TALKS, sizeof(*took), by_length);
	return took[TALKS / 2];
}

int
main(void)
{
	struct server *server = rogue_server();

	hall_enter(server);
	const usec before = time_to_talk();
	(void)rogue_call(server, "flags");
	server_expect(server, "rogue: join away");
	const usec after = time_to_talk();
	TAP_OK(after < 2 * before + SOON,
	    "a talk of %d mostly takes %u ms, and took %u before", HALL_SIZE,
	    (unsigned)(after / MSEC), (unsigned)(before / MSEC));
	TAP_NUM(server_logged(server, "ended: ..."), 0, "nobody is ended");
	server_stop(server);
	return tap_done();
}
