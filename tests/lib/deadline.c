/* How long tests wait: see deadline.h. */
#define _DEFAULT_SOURCE /* getloadavg */
#include "deadline.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "real_clock.h"

#define PATIENCE (50 * SEC)
#define BETWEEN_LOOKS (3 * MSEC)
#define LOAD_MOST 8 /* or what hangs does so for hours */

static struct {
	usec first; /* the first deadline of this program */
	usec looked; /* when the load was last looked at */
	double load; /* processes that want to run, for each two processors */
	bool is_over; /* one has passed */
} patience;

#ifdef __has_feature
#define HAS_FEATURE(feature) __has_feature(feature)
#else
#define HAS_FEATURE(feature) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || HAS_FEATURE(address_sanitizer)
#define SANITIZED true
#else
#define SANITIZED false
#endif

bool
sanitized(void)
{
	return SANITIZED;
}

/* Looks at the load of the machine, once a second. */
static double
load(void)
{
	const usec now = real_clock(CLOCK_MONOTONIC);
	double average;

	if (patience.load != 0 && now - patience.looked < SEC)
		return patience.load;
	patience.looked = now;
	if (getloadavg(&average, 1) != 1)
		average = 0;
	average /= 2 * (double)sysconf(_SC_NPROCESSORS_ONLN);
	average = average < LOAD_MOST ? average : LOAD_MOST;
	patience.load = average > 1 ? average : 1;
	return patience.load;
}

double
deadline_patience(void)
{
	const char *text = getenv("PATIENCE");
	const double times = text != NULL ? strtod(text, NULL) : 1;

	return times > 0 ? times : 1;
}

usec
deadline(void)
{
	const usec end = real_clock(CLOCK_MONOTONIC) +
	    (usec)((double)PATIENCE * load() * deadline_patience());

	if (patience.first == 0)
		patience.first = end;
	return end;
}

bool
deadline_is_over(void)
{
	return patience.is_over;
}

bool
deadline_passed(usec deadline)
{
	if (real_clock(CLOCK_MONOTONIC) < deadline)
		return false;
	/* What ends before the first deadline was a shorter time. */
	if (patience.first != 0 && deadline >= patience.first)
		patience.is_over = true;
	return true;
}

bool
deadline_poll(int fd, short events, usec deadline)
{
	struct pollfd polled = { .fd = fd, .events = events };

	while (!deadline_passed(deadline)) {
		const usec now = real_clock(CLOCK_MONOTONIC);
		const usec left = deadline > now ? deadline - now : 0;
		const int ready = poll(&polled, 1, (int)(left / MSEC) + 1);
		if (ready > 0)
			return true;
		if (ready < 0 && errno != EINTR)
			return false;
	}
	return false;
}

bool
deadline_pause(usec deadline)
{
	pass_time(BETWEEN_LOOKS);
	return !deadline_passed(deadline);
}

void
pass_time(usec time)
{
	struct timespec left = clock_spec(time);

	while (nanosleep(&left, &left) != 0 && errno == EINTR)
		continue;
}
