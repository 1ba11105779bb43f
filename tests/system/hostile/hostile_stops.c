/* The server ends a worker that stops itself when too much waits for it. */
#include "tests/lib/rogue.h"

int
main(void)
{
	rogue_test("stops",
	    "ended: rogue * pid *, bye slow-reader and signal 9, lived ...");
	return tap_done();
}
