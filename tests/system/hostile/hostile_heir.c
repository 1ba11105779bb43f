/*
 * A worker's slot is freed when the worker ends, even if it leaves a process
 * that holds its pipes.
 */
#include "tests/lib/rogue.h"

int
main(void)
{
	rogue_test("heir", "ended: rogue * pid *, bye quit, lived ...");
	return tap_done();
}
