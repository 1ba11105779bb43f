/* The server ends a worker that keeps its pipes after its client has quit. */
#include "tests/lib/rogue.h"

int
main(void)
{
	rogue_test(
	    "holds", "ended: rogue * pid *, bye quit and signal 9, lived ...");
	return tap_done();
}
