/*
 * If a worker ends in the middle of a line, the lines before it count and the
 * partial line does not.
 */
#include "tests/lib/rogue.h"

int
main(void)
{
	rogue_test(
	    "half", "ended: rogue * pid *, exit *, lived * s, 3 lines in, ...");
	return tap_done();
}
