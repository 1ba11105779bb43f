/*
 * Loaded in front of libc by "make test-hour" (LD_PRELOAD): for all programs of
 * a test, the shell's too, the wall clock is FORKCAST_AHEAD seconds ahead.
 * Files have the times of the kernel's clock.
 */
#define _GNU_SOURCE /* RTLD_NEXT, syscall */
#include <dlfcn.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

/* Of libc. */
static long (*call)(long number, ...);

/* A child without a vDSO asks by number: CLOCK_BY_CALL in shared/clock.h. */
long
syscall(long number, ...)
{
	static time_t ahead;
	long value[6];
	va_list values;

	va_start(values, number);
	for (size_t i = 0; i < 6; i++)
		value[i] = va_arg(values, long);
	va_end(values);
	if (call == NULL) { /* before main */
		const char *text = getenv("FORKCAST_AHEAD");
		ahead = text != NULL ? strtol(text, NULL, 10) : 0;
		*(void **)&call = dlsym(RTLD_NEXT, "syscall");
	}
	const long result = call(
	    number, value[0], value[1], value[2], value[3], value[4], value[5]);
	const clockid_t clock = (clockid_t)value[0];
	if (number == SYS_clock_gettime && result == 0 &&
	    (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
		((struct timespec *)value[1])->tv_sec += ahead;
	return result;
}

int
clock_gettime(clockid_t clock, struct timespec *time)
{
	return (int)syscall(SYS_clock_gettime, (long)clock, time);
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

/* A child may have lost what this needs by the time it first asks. */
__attribute__((constructor)) static void
begin(void)
{
	(void)time(NULL);
}
