/* The server ends a worker that never reads its downlink. */
#include "tests/lib/rogue.h"

int
main(void)
{
	rogue_test("deaf",
	    "ended: rogue * pid *, bye slow-reader and signal 9, lived ...");
	return tap_done();
}
