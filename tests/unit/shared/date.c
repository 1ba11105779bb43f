/*
 * shared/date: known days, the ends of years and months, leap years and what
 * comes after a year of four digits; to the microsecond, with its leading
 * zeros, wherever the machine is; at random as the C library has it; and what
 * is no time is empty.
 */
#include "shared/date.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "shared/clock.h"
#include "tests/lib/dice.h"
#include "tests/lib/must.h"

#define TRIES 20000

#define DAY ((uint64_t)86400)

static const struct {
	uint64_t seconds;
	uint64_t micros;
	const char *text;
} rows[] = {
	{ 0, 0, "1970-01-01T00:00:00.000000Z" },
	{ 0, 1, "1970-01-01T00:00:00.000001Z" },
	{ 0, 999999, "1970-01-01T00:00:00.999999Z" },
	{ 1, 0, "1970-01-01T00:00:01.000000Z" },
	{ DAY - 1, 999999, "1970-01-01T23:59:59.999999Z" },
	{ DAY, 0, "1970-01-02T00:00:00.000000Z" },
	{ 68169600, 0, "1972-02-29T00:00:00.000000Z" },
	{ 94694400, 0, "1973-01-01T00:00:00.000000Z" },
	{ 951782400, 0, "2000-02-29T00:00:00.000000Z" },
	{ 951868800, 0, "2000-03-01T00:00:00.000000Z" },
	{ 1000000000, 10, "2001-09-09T01:46:40.000010Z" },
	{ 1234567890, 100, "2009-02-13T23:31:30.000100Z" },
	{ 1709251199, 1000, "2024-02-29T23:59:59.001000Z" },
	{ 1709251200, 10000, "2024-03-01T00:00:00.010000Z" },
	{ 1795160000, 123456, "2026-11-20T07:33:20.123456Z" },
	{ 2147483647, 100000, "2038-01-19T03:14:07.100000Z" },
	{ 2147483648, 12345, "2038-01-19T03:14:08.012345Z" },
	{ 4107542399, 0, "2100-02-28T23:59:59.000000Z" },
	{ 4107542400, 0, "2100-03-01T00:00:00.000000Z" }, /* no leap year */
	{ 4294967296, 0, "2106-02-07T06:28:16.000000Z" },
	{ 9999999999, 999999, "2286-11-20T17:46:39.999999Z" }, /* 16 digits */
	{ 253402300799, 999999, "9999-12-31T23:59:59.999999Z" },
	{ 253402300800, 0, "10000-01-01T00:00:00.000000Z" },
};

static void
knows_days(void)
{
	char room[DATE_TEXT];

	for (size_t i = 0; i < COUNT(rows); i++)
		TAP_STR(date_text(rows[i].seconds * SEC + rows[i].micros, room),
		    str_from(rows[i].text), "%llu s and %llu us",
		    (unsigned long long)rows[i].seconds,
		    (unsigned long long)rows[i].micros);
}

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

/* Whatever the number, it is a text that fits, or none. */
static void
takes_any_number(void)
{
	static const uint64_t numbers[] = { INT64_MAX, INT64_MAX / SEC * SEC,
		(uint64_t)INT64_MAX + 1, UINT64_MAX };
	char room[DATE_TEXT];

	for (size_t i = 0; i < COUNT(numbers); i++) {
		const struct str text = date_text(numbers[i], room);
		TAP_OK(text.len < DATE_TEXT && room[text.len] == '\0' &&
			(numbers[i] <= INT64_MAX) == (text.len > 0),
		    "%llu is \"%s\"", (unsigned long long)numbers[i], room);
	}
}

int
main(void)
{
	dice_begin();
	/* Elsewhere the day is another one. */
	MUST(setenv("TZ", "XYZ-13:45", 1) == 0, "no time zone");
	tzset();
	knows_days();
	is_like_libc();
	takes_any_number();
	return tap_done();
}
