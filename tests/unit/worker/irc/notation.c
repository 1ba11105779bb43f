/*
 * server/worker/irc/notation: the date of a time, over the ends of months, leap
 * years and centuries, to the millisecond, and never longer than its room; and
 * back.
 */
#include "server/worker/irc/session.h"

#include "tests/lib/tap.h"

static const struct {
	uint64_t time; /* seconds */
	const char *date;
} rows[] = {
	{ 0, "1970-01-01T00:00:00.123Z" },
	{ 951782400, "2000-02-29T00:00:00.123Z" },
	{ 951868800, "2000-03-01T00:00:00.123Z" },
	{ 1709164800, "2024-02-29T00:00:00.123Z" },
	{ 4107542400, "2100-03-01T00:00:00.123Z" },
	{ 253402300799, "9999-12-31T23:59:59.123Z" },
	{ 253402300800, "9999-12-31T23:59:59.123Z" },
};

static const char *const wrong[] = {
	"",
	"2024-02-29T00:00:00.123",
	"2024-02-29T00:00:00.123z",
	"2023-02-29T00:00:00.123Z",
	"2100-02-29T00:00:00.123Z",
	"2024-13-01T00:00:00.123Z",
	"2024-04-31T00:00:00.123Z",
	"2024-01-01T24:00:00.123Z",
	"2024-01-01T00:00:60.123Z",
	"1969-12-31T23:59:59.123Z",
};

static void
test_read(void)
{
	uint64_t time;

	for (size_t i = 0; i + 1 < COUNT(rows); i++)
		TAP_OK(irc_date_read(str_from(rows[i].date), &time) &&
			time == rows[i].time * SEC + 123000,
		    "read: %s", rows[i].date);
	for (size_t i = 0; i < COUNT(wrong); i++)
		TAP_OK(!irc_date_read(str_from(wrong[i]), &time), "no date: %s",
		    wrong[i]);
}

int
main(void)
{
	char room[DATE_TEXT];

	for (size_t i = 0; i < COUNT(rows); i++)
		TAP_STR(irc_date(rows[i].time * SEC + 123456, room),
		    str_from(rows[i].date), "%s", rows[i].date);
	test_read();
	return tap_done();
}
