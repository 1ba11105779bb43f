/*
 * client/text/when: an ID, a date, a time of day or a time ago, in local time
 * or in UTC, and nothing else.
 */
#include "client/text/when.h"

#include <inttypes.h>
#include <stdlib.h>
#include <time.h>

#include "tests/lib/must.h"

/* 2023-11-14 22:13:20 UTC, 2023-11-15 01:43:20 local. */
#define NOW ((usec)1700000000 * SEC + 999999)

static const struct {
	const char *text;
	uint64_t seconds;
} rows[] = {
	{ "2023-11-15", 1699993800 }, /* 20:30 UTC of the day before */
	{ "2023-11-15Z", 1700006400 },
	{ "2023-11-15T01:43", 1699999980 },
	{ "2023-11-15 01:43:20", 1700000000 },
	{ "2023-11-14T22:13:20Z", 1700000000 },
	{ "2024-02-29T00:00Z", 1709164800 },
	{ "1970-01-01T00:00:01Z", 1 },
	{ "01:43", 1699999980 },
	{ "01:43:20", 1700000000 },
	{ "01:43:21", 1700000001 - 86400 }, /* yesterday */
	{ "22:14Z", 1700000040 - 86400 },
	{ "-0s", 1700000000 },
	{ "-2h", 1699992800 },
	{ "-1w", 1699395200 },
};

static const char *const wrong[] = { "", "-", "-2", "-h", "-2y", "-2h ", "--2h",
	"-1000001s", "-1000000w", "01", "12345678901234567", "2023-13-01",
	"2023-11-31", "2023-02-29Z", "2023-11-15T", "2023-11-15T1:43",
	"2023-11-15T24:00", "2023-11-15T01:43:20.5", "2023-11-15T01:43ZZ",
	"1970-01-01Z", " 01:43", "Z", "now" };

int
main(void)
{
	struct when when;

	MUST(setenv("TZ", "XYZ-3:30", 1) == 0, "no time zone");
	tzset();
	for (size_t i = 0; i < COUNT(rows); i++) {
		const bool good = when_read(rows[i].text, NOW, &when);
		TAP_OK(good && !when.is_id, "a time: %s", rows[i].text);
		TAP_NUM((intmax_t)when.time, (intmax_t)(rows[i].seconds * SEC),
		    "%s", rows[i].text);
	}
	TAP_OK(when_read("1700000000000000", NOW, &when) && when.is_id &&
		when.time == 1700000000000000,
	    "an ID");
	for (size_t i = 0; i < COUNT(wrong); i++)
		TAP_OK(!when_read(wrong[i], NOW, &when), "wrong: \"%s\"",
		    wrong[i]);
	/* The clock goes from 2:00 to 3:00, and from 3:00 back to 2:00. */
	MUST(setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1) == 0, "no zone");
	tzset();
	TAP_OK(when_read("2023-03-26T03:30", NOW, &when) &&
		when.time == 1679794200 * SEC,
	    "after the clock was set forward");
	return tap_done();
}
