/* How long tests wait: see deadline.h. */
#include "deadline.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "tests/slow/slow.h"

#define PATIENCE (50 * SEC)
#define BETWEEN_LOOKS (3 * MSEC)

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

bool
delayed(void)
{
	return slow_most != NULL;
}

void
bulk(void)
{
	const unsigned microseconds = 600;
	char text[16];

	if (!delayed())
		return;
	slow_most(microseconds);
	(void)snprintf(text, sizeof(text), "%u", microseconds);
	(void)setenv("FORKCAST_LATE", text, 1); /* or it takes longer */
}

/*
 * Returns how long a test waits: less than tests/run-tests does, so that the
 * test itself says what did not come.
 */
static usec
patience(void)
{
	return getenv("FORKCAST_SLOW") != NULL ? 2 * PATIENCE : PATIENCE;
}

usec
deadline(void)
{
	return clock_mono() + patience();
}

bool
deadline_poll(int fd, short events, usec deadline)
{
	struct pollfd polled = { .fd = fd, .events = events };
	usec now;

	while ((now = clock_mono()) < deadline) {
		const int ready =
		    poll(&polled, 1, (int)((deadline - now) / MSEC) + 1);
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
	return clock_mono() < deadline;
}

void
pass_time(usec time)
{
	struct timespec left = clock_spec(time);

	while (nanosleep(&left, &left) != 0 && errno == EINTR)
		continue;
}
