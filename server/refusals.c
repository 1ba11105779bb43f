/* The log of those who are refused: see refusals.h. */
#include "refusals.h"

#include <stdint.h>

#include "log.h"
#include "shared/clock.h"
#include "timers.h"

/* So many lines in so much time: enough for a program that bans by the log. */
#define LINES 10
#define PERIOD SEC

static struct {
	usec since; /* clock_mono: when the first of these was logged */
	unsigned lines; /* logged since then */
	uint64_t counted; /* and those that were not */
} refusals;

bool
refusals_pay(void)
{
	char digits[STR_DIGITS];

	if (clock_mono() - refusals.since < PERIOD)
		return refusals.counted > 0;
	if (refusals.counted > 0)
		LOG(STR("refused: "), str_number(refusals.counted, digits),
		    STR(" more not logged"));
	refusals.counted = 0;
	refusals.lines = 0;
	return false;
}

void
refusals_log(const char *peer, struct str why)
{
	(void)refusals_pay();
	if (refusals.lines == LINES) {
		refusals.counted++;
		timers_need();
		return;
	}
	if (refusals.lines++ == 0)
		refusals.since = clock_mono();
	LOG(STR("refused: "), str_from(peer), STR(" ("), why, STR(")"));
}
