/* The server ends a worker that writes a line without end. */
#include "tests/lib/rogue.h"

int
main(void)
{
	rogue_test("long",
	    "ended: rogue * pid *, bye protocol and signal 9, lived ...");
	return tap_done();
}
