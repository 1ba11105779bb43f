/* A worker that ends, but leaves a process that has its pipes: its slot is free
 * all the same. */
#include "tests/lib/rogue.h"

int
main(void)
{
	rogue_test("heir", "ended: rogue * pid *, bye quit, lived ...");
	return tap_done();
}
