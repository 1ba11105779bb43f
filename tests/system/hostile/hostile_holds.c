/* A worker that keeps its pipes when its client has quit is ended. */
#include "tests/lib/rogue.h"

int
main(void)
{
	rogue_test(
	    "holds", "ended: rogue * pid *, bye quit and signal 9, lived ...");
	return tap_done();
}
