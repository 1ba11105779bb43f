/* The log of those who are refused: see refusals.h. */
#include "policy/denials.h"

#include <stdint.h>

#include "base/alarms.h"
#include "base/log.h"
#include "base/ticks.h"
#include "shared/clock.h"

/* So many lines in so much time: enough for a program that bans by the log. */
#define LINES 10
#define PERIOD SEC

static struct {
	usec since; /* clock_mono: when the first of these was logged */
	unsigned lines; /* logged since then */
	uint64_t counted; /* and those that were not */
} refusals[REFUSALS_KINDS];

/* Around PEER in the lines of each kind. */
static const struct {
	struct str word;
	struct str what;
} lines[REFUSALS_KINDS] = {
	[REFUSALS_FULL] = { { "full: ", 6 }, { " turned away (", 14 } },
	[REFUSALS_REFUSED] = { { "refused: ", 9 }, { " (", 2 } },
};

static void
pay(enum refusals kind)
{
	char digits[STR_DIGITS];

	if (clock_mono() - refusals[kind].since < PERIOD)
		return;
	if (refusals[kind].counted > 0)
		LOG(lines[kind].word,
		    str_number(refusals[kind].counted, digits),
		    STR(" more not logged"));
	refusals[kind].counted = 0;
	refusals[kind].lines = 0;
}

void
refusals_alarm(void)
{
	for (enum refusals kind = 0; kind < REFUSALS_KINDS; kind++) {
		pay(kind);
		if (refusals[kind].counted > 0)
			alarms_at(ALARM_DENIALS, ticks_now() + PERIOD / 10);
	}
}

void
refusals_log(enum refusals kind, const char *peer, struct str why)
{
	pay(kind);
	if (refusals[kind].lines == LINES) {
		refusals[kind].counted++;
		alarms_at(ALARM_DENIALS, ticks_now() + PERIOD / 10);
		return;
	}
	if (refusals[kind].lines++ == 0)
		refusals[kind].since = clock_mono();
	LOG(lines[kind].word, str_from(peer), lines[kind].what, why, STR(")"));
}
