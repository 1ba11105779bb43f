/*
 * client/text/stamp: the time as it is asked for, all as wide, and no format
 * that would do harm.
 */
#include "client/text/stamp.h"

#include <stdlib.h>
#include <time.h>

#include "client/text/width.h"
#include "tests/lib/must.h"

#define TIME ((usec)1700000000 * SEC + 999999) /* 2023-11-14 22:13:20 UTC */

static const struct {
	const char *format;
	const char *shown;
} rows[] = {
	{ "[%H:%M] ", "[01:43] " }, /* the next day: 3:30 later */
	{ "%Y-%m-%d %H:%M:%S ", "2023-11-15 01:43:20 " },
	{ "%a %d ", "Wed 15 " },
	{ "%I:%M%p", "01:43AM" },
	{ "%A|", "Wednesday|" },
	{ "%B|", "November| " }, /* as wide as September */
	{ "100%% %M", "100% 43" },
	{ "\xe2\x8f\xb1%H",
	    "\xe2\x8f\xb1"
	    "01" },
	{ "x", "x" },
};

static const char *const wrong[] = { "", " ", "   ", "%", "%H%", "%n", "%t",
	"%H%n", "%Q", "\033[1m%H", "\n", "%H\t", "\xff", "\xc2\x9b",
	"\xe2\x80\xae%H", "123456789012345678901234567890123", "%A%A%A%A%A",
	"%c%c%c%c%c" };

static struct str
put(usec time, char room[STAMP_ROOM])
{
	struct buf buf;

	buf_init(&buf, room, STAMP_ROOM);
	stamp_put(&buf, time);
	return buf_str(&buf);
}

/* Whatever the day, however long its name. */
static void
is_as_wide(const char *format)
{
	char room[STAMP_ROOM];
	size_t bad = 0;

	MUST(stamp_set(format) == NULL, "%s", format);
	for (usec day = 0; day < 1000; day++)
		bad += width_of(put(TIME + day * 86400 * SEC, room)) !=
		    stamp_columns();
	TAP_NUM(bad, 0, "\"%s\" is always as wide", format);
}

int
main(void)
{
	char room[STAMP_ROOM];

	MUST(setenv("TZ", "XYZ-3:30", 1) == 0, "a time zone");
	tzset();
	TAP_STR(put(TIME, room), STR("[01:43] "), "as it is at first");
	TAP_NUM(stamp_columns(), 8, "which takes 8 columns");
	for (size_t i = 0; i < COUNT(rows); i++) {
		MUST(stamp_set(rows[i].format) == NULL, "\"%s\" is good",
		    rows[i].format);
		const struct str shown = put(TIME, room);
		TAP_STR(shown, str_from(rows[i].shown), "row %zu", i);
		TAP_NUM(
		    stamp_columns(), width_of(shown), "row %zu: columns", i);
		TAP_STR(str_from(stamp_format()), str_from(rows[i].format),
		    "row %zu: its format", i);
	}
	is_as_wide("%A %B %d %p");
	is_as_wide("%e. %b ");
	MUST(stamp_set("%H ") == NULL, "a good one");
	for (size_t i = 0; i < COUNT(wrong); i++)
		TAP_OK(
		    stamp_set(wrong[i]) != NULL, "\"%s\" is refused", wrong[i]);
	TAP_STR(put(TIME, room), STR("01 "), "and nothing has changed");
	return tap_done();
}
