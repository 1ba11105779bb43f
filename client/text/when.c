/* A point in time, as people read and type it: see when.h. */
#define _GNU_SOURCE /* timegm, which POSIX has only since 2024 */
#include "text/when.h"

#include <stdint.h>
#include <string.h>
#include <time.h>

#include "shared/limits.h"

#define DAY ((time_t)86400)

/* The most seconds that one may go back. */
#define BACK_MOST ((uint64_t)1000000 * 7 * 86400)

/* Room for any date and time that can be typed, in bytes. */
#define DATE_ROOM 32

/* What can be typed, as formats of strptime(3). */
static const struct {
	const char *format;
	bool clock; /* a time of day alone */
} formats[] = {
	{ "%Y-%m-%d", false },
	{ "%Y-%m-%dT%H:%M", false },
	{ "%Y-%m-%d %H:%M", false },
	{ "%Y-%m-%dT%H:%M:%S", false },
	{ "%Y-%m-%d %H:%M:%S", false },
	{ "%H:%M", true },
	{ "%H:%M:%S", true },
};

static struct str
write_time(time_t time, bool utc, const char *format, char *room, size_t size)
{
	struct tm tm;

	if ((utc ? gmtime_r(&time, &tm) : localtime_r(&time, &tm)) == NULL)
		return STR("");
	return (struct str) { room, strftime(room, size, format, &tm) };
}

struct str
when_text(usec time, const char *format, char *room, size_t size)
{
	return write_time((time_t)(time / SEC), false, format, room, size);
}

/* Returns by how much local clocks are ahead of UTC at that time. */
static time_t
ahead(time_t time)
{
	struct tm tm;

	return localtime_r(&time, &tm) == NULL ? 0 : timegm(&tm) - time;
}

/*
 * Sets when local clocks show what those of UTC show at that time: twice where
 * they are set back, and where they jump over it, when they do. mktime(3) would
 * guess, and differ from call to call.
 */
static void
find_local(time_t clock, time_t time[2])
{
	const time_t before = ahead(clock - DAY), behind = ahead(clock + DAY);
	time_t low = clock - (before > behind ? before : behind);
	time_t high = clock - (before > behind ? behind : before);
	const bool is_low = low + ahead(low) == clock;
	const bool is_high = high + ahead(high) == clock;

	while (!is_low && !is_high && high - low > 1) {
		const time_t middle = low + (high - low) / 2;
		if (ahead(middle) == before)
			low = middle;
		else
			high = middle;
	}
	time[0] = is_low ? low : high;
	time[1] = is_low && !is_high ? low : high;
}

/*
 * Reads a date, a time of day or both; of a time of day alone it is the last
 * time at which a clock showed it. Only what that time is written as is taken,
 * so no February 30th. Sets the first and the last time that is meant; returns
 * false for all else.
 */
static bool
read_date(struct str text, time_t now, time_t time[2])
{
	const bool utc = text.len > 0 && text.at[text.len - 1] == 'Z';
	char typed[DATE_ROOM], written[DATE_ROOM];
	struct tm today;

	text.len -= utc;
	if (text.len >= sizeof(typed) ||
	    (utc ? gmtime_r(&now, &today) : localtime_r(&now, &today)) == NULL)
		return false;
	memcpy(typed, text.at, text.len);
	typed[text.len] = '\0';
	today.tm_hour = today.tm_min = today.tm_sec = 0;
	for (size_t i = 0; i < COUNT(formats); i++) {
		struct tm tm = today;
		const char *end = strptime(typed, formats[i].format, &tm);
		time_t clock = timegm(&tm);
		if (end == NULL || *end != '\0' ||
		    !str_eq(write_time(clock, true, formats[i].format, written,
				sizeof(written)),
			text))
			continue;
		do {
			time[0] = time[1] = clock;
			if (!utc)
				find_local(clock, time);
			clock -= DAY;
		} while (formats[i].clock && time[0] > now);
		if (formats[i].clock)
			time[0] = time[1] = time[time[1] <= now];
		return true;
	}
	return false;
}

bool
when_read(const char *text, usec now, struct when *when)
{
	struct str rest = str_from(text);
	time_t time[2] = { (time_t)(now / SEC) };
	uint64_t span;

	when->is_id = rest.len <= LIMIT_ID && text[0] != '0' &&
	    str_to_number(rest, UINT64_MAX, &when->time);
	if (when->is_id) {
		when->last = when->time;
		return true;
	}
	if (!str_skip(&rest, STR("-"))) {
		if (!read_date(rest, time[0], time))
			return false;
	} else if (str_to_seconds(rest, BACK_MOST, &span))
		time[1] = time[0] -= (time_t)span;
	else
		return false;
	when->time = (usec)time[0] * SEC;
	when->last = (usec)time[1] * SEC;
	return time[0] > 0;
}
