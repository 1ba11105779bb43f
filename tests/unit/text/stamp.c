/* client/text/stamp: the time in the local zone, as wide as it says. */
#include "client/text/stamp.h"

#include <stdlib.h>
#include <time.h>

#include "tests/lib/must.h"

#define TIME ((usec)1700000000 * SEC + 999999) /* 2023-11-14 22:13:20 UTC */

int
main(void)
{
	char room[STAMP_COLUMNS];
	struct buf buf;

	MUST(setenv("TZ", "XYZ-3:30", 1) == 0, "a time zone");
	tzset();
	buf_init(&buf, room, sizeof(room));
	stamp_put(&buf, TIME);
	TAP_STR(buf_str(&buf), STR("[01:43] "), "the next day: 3:30 later");
	return tap_done();
}
