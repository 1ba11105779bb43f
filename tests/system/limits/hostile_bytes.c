/* A worker that writes random bytes on its uplink is ended. */
#include "tests/lib/rogue.h"

int
main(void)
{
	rogue_test(
	    "bytes", "ended: - * pid *, bye protocol and signal 9, lived ...");
	return tap_done();
}
