/* The log of those who are refused: see denials.h. */
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
} denials[DENIALS_KINDS];

/* Around PEER in the lines of each kind. */
static const struct {
	struct str word;
	struct str what;
} lines[DENIALS_KINDS] = {
	[DENIALS_FULL] = { { "full: ", 6 }, { " turned away (", 14 } },
	[DENIALS_REFUSED] = { { "refused: ", 9 }, { " (", 2 } },
};

static void
pay(enum denials kind)
{
	char digits[STR_DIGITS];

	if (clock_mono() - denials[kind].since < PERIOD)
		return;
	if (denials[kind].counted > 0)
		LOG(lines[kind].word, str_number(denials[kind].counted, digits),
		    STR(" more not logged"));
	denials[kind].counted = 0;
	denials[kind].lines = 0;
}

void
denials_alarm(void)
{
	for (enum denials kind = 0; kind < DENIALS_KINDS; kind++) {
		pay(kind);
		if (denials[kind].counted > 0)
			alarms_at(ALARM_DENIALS, ticks_now() + PERIOD / 10);
	}
}

void
denials_log(enum denials kind, const char *peer, struct str why)
{
	pay(kind);
	if (denials[kind].lines == LINES) {
		denials[kind].counted++;
		alarms_at(ALARM_DENIALS, ticks_now() + PERIOD / 10);
		return;
	}
	if (denials[kind].lines++ == 0)
		denials[kind].since = clock_mono();
	LOG(lines[kind].word, str_from(peer), lines[kind].what, why, STR(")"));
}
