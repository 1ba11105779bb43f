/* The server logs a worker that exits without a bye as such. */
#include "tests/lib/rogue.h"

int
main(void)
{
	rogue_test("exits", "ended: rogue * pid *, exit *, lived ...");
	return tap_done();
}
