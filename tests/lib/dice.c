/* Chance for tests: see dice.h. */
#include "dice.h"

#include <inttypes.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "shared/str.h"
#include "tap.h"

static struct {
	uint64_t seed;
	uint64_t state;
} chance;

void
dice_begin(void)
{
	const char *given = getenv("FORKCAST_SEED");
	uint64_t seed;

	if (given == NULL || !str_to_number(str_from(given), UINT64_MAX, &seed))
		seed = (uint64_t)time(NULL) << 22 | (uint64_t)getpid();
	chance.seed = chance.state = seed;
	tap_note("FORKCAST_SEED=%" PRIu64, seed);
}

/* A Weyl sequence, its bits mixed: splitmix64 (Steele, Lea, Flood 2014). */
static uint64_t
next(uint64_t *state)
{
	uint64_t x = *state += 0x9e3779b97f4a7c15;

	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
	x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
	return x ^ (x >> 31);
}

uint32_t
dice(uint32_t sides)
{
	return (uint32_t)(next(&chance.state) % sides);
}

bool
dice_once_in(uint32_t times)
{
	return dice(times) == 0;
}

struct dice
dice_own(uint32_t number)
{
	uint64_t state = chance.seed + number;

	return (struct dice) { next(&state) };
}

uint32_t
dice_throw(struct dice *own, uint32_t sides)
{
	return (uint32_t)(next(&own->state) % sides);
}
