/*
 * The server ends a worker that closes its uplink and lives on: after grace, or
 * as a slow reader if enough is sent to it before.
 */
#include "tests/lib/rogue.h"

int
main(void)
{
	rogue_test("closes-uplink", "ended: rogue * pid *, ...");
	return tap_done();
}
