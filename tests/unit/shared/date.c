/*
 * shared/str: the date of a time at random is as the C library has it, to the
 * microsecond, wherever the machine is.
 */

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "shared/clock.h"
#include "tests/lib/dice.h"
#include "tests/lib/must.h"

#define TRIES 20000

#define DAY ((uint64_t)86400)

/* As the C library has it, put together in another way. */
static bool
is_as_of_libc(uint64_t seconds, uint32_t micros)
{
	const time_t time = (time_t)seconds;
	char room[DATE_TEXT], wanted[2 * DATE_TEXT];
	struct tm tm;

	if (gmtime_r(&time, &tm) == NULL)
		return false;
	(void)snprintf(wanted, sizeof(wanted),
	    "%04d-%02d-%02dT%02d:%02d:%02d.%06uZ", tm.tm_year + 1900,
	    tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec,
	    (unsigned)micros); /* fits */
	return str_eq(
	    date_text(seconds * SEC + micros, room), str_from(wanted));
}

/* Any moment until 9999, and the first and the last ones of its day. */
static void
is_like_libc(void)
{
	bool good = true;

	for (unsigned i = 0; i < TRIES && good; i++) {
		const uint64_t day = dice(2932897);
		const uint32_t micros = dice(SEC);
		good = is_as_of_libc(day * DAY + dice(DAY), micros) &&
		    is_as_of_libc(day * DAY, micros) &&
		    is_as_of_libc(day * DAY + DAY - 1, micros);
	}
	TAP_OK(good, "%d days at random", TRIES);
}

int
main(void)
{
	dice_begin();
	/* Elsewhere the day is another one. */
	MUST(setenv("TZ", "XYZ-13:45", 1) == 0, "no time zone");
	tzset();
	is_like_libc();
	return tap_done();
}
