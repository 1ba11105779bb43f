/* The log of refused connections: see reject_log.h. */
#include "policy/reject_log.h"

#include <stdint.h>

#include "base/data/bucket.h"
#include "base/log/log.h"
#include "base/loop/alarms.h"
#include "base/loop/ticks.h"
#include "base/state/fields.h"
#include "base/state/module.h"
#include "shared/clock.h"

/*
 * The most lines at once, and in a second: enough for a program that reads them
 * and bans the addresses.
 */
#define LINES 10

/* The time between two lines that count the refusals not logged. */
#define PERIOD SEC

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

static void
say_counted(enum reject_log kind)
{
	LOG_AT(lines[kind].level, STR("{}{#count} more not logged"),
	    lines[kind].word, DECIMAL(denials[kind].counted));
	denials[kind].counted = 0;
}

/* Logs how many refusals were only counted, when that is due. */
static void
reject_log_alarm(void)
{
	for (enum reject_log kind = 0; kind < REJECT_LOG_KINDS; kind++) {
		if (denials[kind].counted == 0)
			continue;
		if (denials[kind].due <= ticks_now())
			say_counted(kind);
		else
			alarms_at(ALARM_DENIALS, denials[kind].due);
	}
}

static void
count(enum reject_log kind)
{
	if (denials[kind].counted++ > 0)
		return;
	denials[kind].due = ticks_now() + PERIOD;
	alarms_at(ALARM_DENIALS, denials[kind].due);
}

void
reject_log_add(enum reject_log kind, const char *peer, struct str why)
{
	const struct rate rate = { LINES, LINES, SEC };

	if (bucket_take(&denials[kind].lines, &rate, clock_mono()))
		LOG_AT(lines[kind].level, STR("{}{peer}{}{reason})"),
		    lines[kind].word, str_from(peer), lines[kind].what, why);
	else
		count(kind);
}

static const struct field saved[] = {
	FIELD(NUMBER, struct denial, lines.used),
	FIELD(REAL, struct denial, lines.at),
	FIELD(NUMBER, struct denial, counted),
	FIELD(LOOP, struct denial, due),
};

static void
reject_log_save(struct state *state)
{
	for (enum reject_log kind = 0; kind < REJECT_LOG_KINDS; kind++) {
		state_put(state, STR("kind"), kind);
		fields_put(state, FIELDS(saved), &denials[kind]);
	}
}

static void
reject_log_load(struct state *state)
{
	uint64_t kind = 0;

	while (state_next(state))
		if (state_is(state, STR("kind")))
			(void)state_number(
			    state, REJECT_LOG_KINDS - 1, &kind); /* noted */
		else
			fields_get(state, FIELDS(saved), &denials[kind]);
	/* Logged in a later turn: a rehearsal logs nothing. */
	for (kind = 0; kind < REJECT_LOG_KINDS; kind++)
		if (denials[kind].counted > 0)
			alarms_at(ALARM_DENIALS, denials[kind].due);
}

MODULE(reject_log) = { SECTION("denials", reject_log, 0),
	ON_ALARM(ALARM_DENIALS, reject_log_alarm) };
