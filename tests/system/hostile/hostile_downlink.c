/* The server ends a worker that closes its downlink and lives on. */
#include "tests/lib/rogue.h"

int
main(void)
{
	rogue_test("closes-downlink",
	    "ended: rogue * pid *, bye quit and signal 9, lived ...");
	return tap_done();
}
