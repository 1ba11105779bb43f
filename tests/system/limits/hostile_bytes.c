/* The server ends a worker that writes random bytes to its uplink. */
#include "tests/lib/rogue.h"

int
main(void)
{
	rogue_test(
	    "bytes", "ended: - * pid *, bye protocol and signal 9, lived ...");
	return tap_done();
}
