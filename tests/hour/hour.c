/*
 * Loaded in front of libc by "make test-hour" (LD_PRELOAD): for all programs of
 * a test, the shell's too, the wall clock is FORKCAST_AHEAD seconds ahead.
 * Files have the times of the kernel's clock.
 */
#define _GNU_SOURCE /* syscall */
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static time_t ahead;

int
clock_gettime(clockid_t clock, struct timespec *time)
{
	const long result = syscall(SYS_clock_gettime, (long)clock, time);

	if (result == 0 &&
	    (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
		time->tv_sec += ahead;
	return (int)result;
}

time_t
time(time_t *at)
{
	struct timespec now = { 0 };

	(void)clock_gettime(CLOCK_REALTIME, &now); /* it exists */
	if (at != NULL)
		*at = now.tv_sec;
	return now.tv_sec;
}

int
gettimeofday(struct timeval *restrict at, void *restrict zone)
{
	struct timespec now = { 0 };

	(void)zone;
	(void)clock_gettime(CLOCK_REALTIME, &now); /* it exists */
	*at = (struct timeval) { now.tv_sec, now.tv_nsec / 1000 };
	return 0;
}

__attribute__((constructor)) static void
begin(void)
{
	const char *text = getenv("FORKCAST_AHEAD");

	ahead = text != NULL ? strtol(text, NULL, 10) : 0;
}
