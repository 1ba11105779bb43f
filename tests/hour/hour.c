/*
 * Loaded in front of libc by "make test-hour" (LD_PRELOAD): for all programs of
 * a test, the shell's too, the wall clock is FORKCAST_AHEAD microseconds ahead.
 * Files have the times of the kernel's clock.
 */
#define _GNU_SOURCE /* RTLD_NEXT, syscall */
#include <dlfcn.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define MICROSECONDS 1000000

static long ahead;

/* What stands behind this library. */
static struct {
	int (*clock_gettime)(clockid_t clock, struct timespec *time);
	long (*syscall)(long number, ...);
} libc;

/* Another library may ask for the time before this one is told to begin. */
__attribute__((constructor)) static void
begin(void)
{
	const char *text = getenv("FORKCAST_AHEAD");

	ahead = text != NULL ? strtol(text, NULL, 10) : 0;
	*(void **)&libc.clock_gettime = dlsym(RTLD_NEXT, "clock_gettime");
	*(void **)&libc.syscall = dlsym(RTLD_NEXT, "syscall");
}

static void
move(clockid_t clock, struct timespec *time)
{
	if (clock != CLOCK_REALTIME && clock != CLOCK_REALTIME_COARSE)
		return;
	const int64_t now =
	    (int64_t)time->tv_sec * MICROSECONDS + time->tv_nsec / 1000 + ahead;
	time->tv_nsec =
	    (long)(now % MICROSECONDS) * 1000 + time->tv_nsec % 1000;
	time->tv_sec = (time_t)(now / MICROSECONDS);
}

int
clock_gettime(clockid_t clock, struct timespec *time)
{
	if (libc.clock_gettime == NULL)
		begin();
	const int result = libc.clock_gettime(clock, time);

	if (result == 0)
		move(clock, time);
	return result;
}

/* A child without a vDSO asks by number: CLOCK_BY_CALL in shared/clock.h. */
long
syscall(long number, ...)
{
	long value[6];
	va_list values;

	va_start(values, number);
	for (size_t i = 0; i < 6; i++)
		value[i] = va_arg(values, long);
	va_end(values);
	if (libc.syscall == NULL)
		begin();
	const long result = libc.syscall(
	    number, value[0], value[1], value[2], value[3], value[4], value[5]);
	if (number == SYS_clock_gettime && result == 0)
		move((clockid_t)value[0], (struct timespec *)value[1]);
	return result;
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
