/* Waiting for the server: see wait.h. */
#include "wait.h"

#include <signal.h>
#include <stdlib.h>
#include <time.h>

#include "guest.h"
#include "subject.h"
#include "tests/lib/deadline.h"
#include "trial.h"

#define LOOKS (100 * MSEC) /* between two looks at all processes */
#define QUIET (3 * SEC)
#define LONGEST_TRIAL 600 /* s, of many waits that each end well */
#define RESTLESS 10 /* pauses, in which it always has something to do */
#define SLICE_FIRST (50 * (MSEC / 1000)) /* and then twice that, and so on */
#define SLICE_LAST (10 * MSEC)

static volatile sig_atomic_t interrupted;

void
wait_interrupt(int signal)
{
	(void)signal;
	interrupted = 1;
}

bool
wait_interrupted(void)
{
	return interrupted != 0;
}

/* One wait. */
struct wait {
	usec end; /* if it always has something to do, but says nothing */
	usec look; /* when to look at all processes next */
	usec quiet; /* since when they do nothing; 0: they do something */
	usec slice; /* how long to wait before trying again */
};

/* Lets guests read for a moment, which is longer each time. */
static bool
read_a_moment(usec *slice)
{
	const struct timespec time = clock_spec(*slice);
	bool heard;

	if (*slice < MSEC && !guests_read(0))
		(void)nanosleep(&time, NULL); /* or a signal ends it */
	heard = guests_read(*slice);
	*slice = usec_earlier(2 * *slice, SLICE_LAST);
	return heard;
}

/* Lets guests read for a moment; false if it is no use to wait any longer. */
static bool
goes_on(struct wait *wait)
{
	const bool heard = read_a_moment(&wait->slice);
	const usec now = clock_mono();

	if (!trial_goes_on() || !subject_lives() || interrupted)
		return false;
	if (trial_seconds() > LONGEST_TRIAL * deadline_patience())
		trial_saw("the trial took more than %g s to get this far",
		    LONGEST_TRIAL * deadline_patience());
	if (heard) {
		wait->quiet = 0;
		wait->end = deadline();
	}
	if (now >= wait->look) {
		wait->look = now + LOOKS;
		if (!subject_is_quiet())
			wait->quiet = 0;
		else if (wait->quiet == 0)
			wait->quiet = now;
	}
	return (wait->quiet == 0 ||
		   now - wait->quiet <
		       (usec)((double)QUIET * deadline_patience())) &&
	    !deadline_passed(wait->end);
}

bool
wait_for(bool (*holds)(const void *what), const void *what)
{
	const usec now = clock_mono();
	struct wait wait = {
		.end = deadline(), .look = now + 2 * LOOKS, .slice = SLICE_FIRST
	};

	if (!trial_goes_on())
		return false;
	while (!holds(what))
		if (!goes_on(&wait))
			return trial_goes_on() && holds(what);
	return true;
}

bool
wait_at_most(usec time, bool (*holds)(const void *what), const void *what)
{
	const usec end = clock_mono() + time;
	usec slice = SLICE_FIRST;

	while (trial_goes_on() && !holds(what)) {
		if (clock_mono() >= end || interrupted || !subject_lives())
			return false;
		(void)read_a_moment(&slice);
	}
	return trial_goes_on();
}

static bool
never(const void *unused)
{
	(void)unused;
	return false;
}

void
wait_pause(usec time)
{
	(void)wait_at_most(time, never, NULL);
}

void
wait_at_rest(usec time, usec since)
{
	const usec end = clock_mono() + RESTLESS * time;

	while (trial_goes_on() && subject_lives() && !interrupted) {
		const usec now = clock_mono();
		if (!subject_is_quiet())
			since = now;
		if (now >= usec_earlier(since + time, end))
			return;
		wait_pause(MSEC);
	}
}

/* Twice in a row: one look at all processes is not one moment. */
static bool
is_settled(const void *unused)
{
	(void)unused;
	if (!subject_is_quiet())
		return false;
	wait_pause(MSEC);
	return subject_is_quiet();
}

void
wait_settled(void)
{
	(void)wait_for(is_settled, NULL);
}
