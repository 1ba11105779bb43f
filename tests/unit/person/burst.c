/* client/person/burst: the bell rings once for a burst, and then again. */
#include "client/person/burst.h"

#include "tests/lib/tap.h"

int
main(void)
{
	struct burst burst = { 0 };
	const usec now = 5 * MSEC;

	TAP_OK(burst_rings(&burst, now), "the first rings, however early");
	TAP_OK(!burst_rings(&burst, now) &&
		!burst_rings(&burst, now + BURST_PAUSE - 1),
	    "those soon after it do not");
	TAP_OK(burst_rings(&burst, now + BURST_PAUSE), "a later one does");
	TAP_OK(!burst_rings(&burst, now + 2 * BURST_PAUSE - 1) &&
		burst_rings(&burst, now + 2 * BURST_PAUSE),
	    "and so on, also in a burst that does not end");
	return tap_done();
}
