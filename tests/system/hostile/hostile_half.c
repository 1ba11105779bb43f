/* A worker that ends within a line: the line before counts, it does not. */
#include "tests/lib/rogue.h"

int
main(void)
{
	rogue_test(
	    "half", "ended: rogue * pid *, exit *, lived * s, 3 lines in, ...");
	return tap_done();
}
