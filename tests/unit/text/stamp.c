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

static const char *const rows[][2] = {
	{ "[%H:%M] ", "[01:43] " }, /* the next day: 3:30 later */
	{ "%B|", "November| " }, /* as wide as September */
	{ "100%% %M", "100% 43" },
	{ "\xe2\x8f\xb1%M", "\xe2\x8f\xb1\x34\x33" },
};

static const char *const wrong[] = { "", "   ", "%", "%n", "%Q", "\033[1m%H",
	"%H\t", "\xff", "\xe2\x80\xae%H", "123456789012345678901234567890123",
	"%A%A%A%A%A" };

int
main(void)
{
	char room[STAMP_ROOM];
	struct buf buf;

	MUST(setenv("TZ", "XYZ-3:30", 1) == 0, "a time zone");
	tzset();
	TAP_NUM(stamp_columns(), 8, "the default takes 8 columns");
	for (size_t i = 0; i < COUNT(rows); i++) {
		MUST(stamp_set(rows[i][0]) == NULL, "\"%s\"", rows[i][0]);
		buf_init(&buf, room, sizeof(room));
		stamp_put(&buf, TIME);
		TAP_STR(buf_str(&buf), str_from(rows[i][1]), "row %zu", i);
		TAP_NUM(stamp_columns(), width_of(buf_str(&buf)), "its width");
	}
	for (size_t i = 0; i < COUNT(wrong); i++)
		TAP_OK(stamp_set(wrong[i]) != NULL, "refused: %s", wrong[i]);
	return tap_done();
}
