/*
 * A worker that closes its uplink and lives on is ended: when its grace is
 * over, or as a slow reader if so much is said before that.
 */
#include "tests/lib/rogue.h"

int
main(void)
{
	rogue_test("closes-uplink", "ended: rogue * pid *, ...");
	return tap_done();
}
