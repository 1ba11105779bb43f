/* A worker that exits without a word is logged as such. */
#include "tests/lib/rogue.h"

int
main(void)
{
	rogue_test("exits", "ended: rogue * pid *, exit *, lived ...");
	return tap_done();
}
