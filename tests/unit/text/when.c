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
	{ "-1s", 1699999999 },
	{ "-2h", 1699992800 },
	{ "-1w", 1699395200 },
};

static const char *const wrong[] = { "", "-", "-2", "-h", "-2y", "-2h ", "--2h",
	"-0s", "-1000000w", "01", "12345678901234567", "2023-13-01",
	"2023-11-31", "2023-02-29Z", "2023-11-15T", "2023-11-15T1:43",
	"2023-11-15T24:00", "2023-11-15T01:43:20.5", "2023-11-15T01:43ZZ",
	"1970-01-01Z", " 01:43", "Z", "now" };

/* Clocks that are set forward and back: the first and the last time meant. */
static const struct {
	const char *zone, *now, *text, *first, *last;
} changes[] = {
#define BERLIN "CET-1CEST,M3.5.0,M10.5.0/3"
	{ BERLIN, NULL, "2026-10-25T01:59", "2026-10-24T23:59Z", NULL },
	{ BERLIN, NULL, "2026-10-25T02:00", "2026-10-25T00:00Z",
	    "2026-10-25T01:00Z" },
	{ BERLIN, NULL, "2026-10-25 02:59:59", "2026-10-25T00:59:59Z",
	    "2026-10-25T01:59:59Z" },
	{ BERLIN, NULL, "2026-10-25T03:00", "2026-10-25T02:00Z", NULL },
	{ BERLIN, NULL, "2026-03-29T02:00", "2026-03-29T01:00Z", NULL },
	{ BERLIN, NULL, "2026-03-29T02:30", "2026-03-29T01:00Z", NULL },
	{ BERLIN, NULL, "2026-03-29T03:00", "2026-03-29T01:00Z", NULL },
	{ BERLIN, NULL, "2026-03-29T01:59", "2026-03-29T00:59Z", NULL },
	{ BERLIN, "2026-10-25T00:45Z", "02:30", "2026-10-25T00:30Z", NULL },
	{ BERLIN, "2026-10-25T01:45Z", "02:50", "2026-10-25T00:50Z", NULL },
	{ BERLIN, "2026-10-25T01:45Z", "02:30", "2026-10-25T01:30Z", NULL },
	{ BERLIN, "2026-10-25T00:15Z", "02:30", "2026-10-24T00:30Z", NULL },
	{ BERLIN, "2026-03-29T02:15Z", "02:30", "2026-03-29T01:00Z", NULL },
#define NEW_YORK "EST5EDT,M3.2.0,M11.1.0"
	{ NEW_YORK, NULL, "2026-11-01T01:30", "2026-11-01T05:30Z",
	    "2026-11-01T06:30Z" },
	{ NEW_YORK, NULL, "2026-03-08T02:30", "2026-03-08T07:00Z", NULL },
#define CAIRO "EET-2EEST,M4.5.5/0,M10.5.4/24"
	{ CAIRO, NULL, "2026-04-24T00:00", "2026-04-23T22:00Z", NULL },
	{ CAIRO, NULL, "2026-04-24", "2026-04-23T22:00Z", NULL },
	{ CAIRO, NULL, "2026-10-29T23:30", "2026-10-29T20:30Z",
	    "2026-10-29T21:30Z" },
};

static void
clocks_change(void)
{
	struct when now, when, wanted[2];

	for (size_t i = 0; i < COUNT(changes); i++) {
		const char *last = changes[i].last;
		MUST(setenv("TZ", changes[i].zone, 1) == 0, "no time zone");
		tzset();
		now.time = NOW;
		MUST(changes[i].now == NULL ||
			when_read(changes[i].now, NOW, &now),
		    "row %zu", i);
		MUST(when_read(changes[i].first, NOW, &wanted[0]) &&
			when_read(last != NULL ? last : changes[i].first, NOW,
			    &wanted[1]),
		    "row %zu", i);
		TAP_OK(when_read(changes[i].text, now.time, &when) &&
			when.time == wanted[0].time &&
			when.last == wanted[1].time,
		    "row %zu: %s: %ju and %ju", i, changes[i].text,
		    (uintmax_t)when.time, (uintmax_t)when.last);
	}
}

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
	clocks_change();
	return tap_done();
}
