/* A worker that closes its uplink and lives on is ended. */
#include "tests/lib/rogue.h"

int
main(void)
{
	rogue_test(
	    "closes-uplink", "ended: rogue * pid *, signal 9, lived ...");
	return tap_done();
}
