/* The world of tests/sim, whose script is arbitrary bytes. */
#include "tests/fuzz/lib/fuzz.h"
#include "tests/sim/world.h"

void
fuzz(struct str input)
{
	(void)world_play(input);
}
