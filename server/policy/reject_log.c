/* The log of refused connections: see reject_log.h. */
#include "policy/reject_log.h"

#include <stdint.h>

#include "base/data/bucket.h"
#include "base/log/log.h"
#include "base/loop/alarms.h"
#include "base/loop/ticks.h"
#include "base/state/module.h"
#include "shared/clock.h"

/*
 * The most lines at once, and in a second: enough for a program that reads them
 * and bans the addresses.
 */
#define LINES 10

/* The time between two lines that count the refusals not logged. */
#define PERIOD SEC

/* Not saved: what the old program counted is its own. */
static struct denial {
	struct bucket lines; /* lines that were logged */
	uint64_t counted; /* refusals not logged, not yet reported */
	usec due; /* when their number is to be logged, if there are any */
} denials[REJECT_LOG_KINDS];

/* The text around PEER in the lines of each kind. */
static const struct {
	struct str word;
	struct str what;
	enum log_level level;
} lines[REJECT_LOG_KINDS] = {
	[REJECT_LOG_FULL] = { LIT("full: "), LIT(" turned away ("),
	    LEVEL_WARNING },
	[REJECT_LOG_REFUSED] = { LIT("refused: "), LIT(" ("), LEVEL_NOTICE },
};

/* Logs how many refusals were only counted, when that is due. */
static void
reject_log_alarm(void)
{
	for (enum reject_log kind = 0; kind < REJECT_LOG_KINDS; kind++) {
		struct denial *denial = &denials[kind];
		if (denial->counted == 0)
			continue;
		if (denial->due > ticks_now()) {
			alarms_at(ALARM_DENIALS, denial->due);
			continue;
		}
		LOG_AT(lines[kind].level, STR("{}{#count} more not logged"),
		    lines[kind].word, DECIMAL(denial->counted));
		denial->counted = 0;
	}
}

void
reject_log_add(enum reject_log kind, const char *peer, struct str why)
{
	const struct rate rate = { LINES, LINES, SEC };
	struct denial *denial = &denials[kind];

	if (bucket_take(&denial->lines, &rate, clock_mono())) {
		LOG_AT(lines[kind].level, STR("{}{peer}{}{reason})"),
		    lines[kind].word, str_from(peer), lines[kind].what, why);
	} else if (denial->counted++ == 0) {
		denial->due = ticks_now() + PERIOD;
		alarms_at(ALARM_DENIALS, denial->due);
	}
}

MODULE(reject_log) = { ON_ALARM(ALARM_DENIALS, reject_log_alarm) };
