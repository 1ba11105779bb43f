/* A point in time, as people read and type it: see when.h. */
#define _GNU_SOURCE /* timegm, which POSIX has only since 2024 */
#include "text/when.h"

#include <stdint.h>
#include <string.h>
#include <time.h>

#include "shared/limits.h"

#define MINUTE (60 * (time_t)1)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

/* The most days, hours or the like that one may go back. */
#define BACK_MOST 1000000

/* Room for any date and time that can be typed, in bytes. */
#define DATE_ROOM 32

static const struct {
	char letter;
	time_t seconds;
} units[] = { { 's', 1 }, { 'm', MINUTE }, { 'h', HOUR }, { 'd', DAY },
	{ 'w', 7 * DAY } };

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

/*
 * Reads a date, a time of day or both; of a time of day alone it is the last
 * time at which a clock showed it. Only what that time is written as is taken,
 * so no February 30th. Returns -1 for all else.
 */
static time_t
read_date(struct str text, time_t now)
{
	const bool utc = text.len > 0 && text.at[text.len - 1] == 'Z';
	char typed[DATE_ROOM], written[DATE_ROOM];
	struct tm today;

	text.len -= utc;
	if (text.len >= sizeof(typed) ||
	    (utc ? gmtime_r(&now, &today) : localtime_r(&now, &today)) == NULL)
		return -1;
	memcpy(typed, text.at, text.len);
	typed[text.len] = '\0';
	today.tm_hour = today.tm_min = today.tm_sec = 0;
	for (size_t i = 0; i < COUNT(formats); i++) {
		struct tm read = today;
		const char *end = strptime(typed, formats[i].format, &read);
		const int days = formats[i].clock ? 3 : 1;
		if (end == NULL || *end != '\0')
			continue;
		for (int day = 0; day < days; day++) {
			struct tm tm = read;
			tm.tm_mday -= day;
			tm.tm_isdst = -1;
			const time_t time = utc ? timegm(&tm) : mktime(&tm);
			if ((time <= now || !formats[i].clock) &&
			    str_eq(write_time(time, utc, formats[i].format,
				       written, sizeof(written)),
				text))
				return time;
		}
	}
	return -1;
}

bool
when_span(struct str text, usec *span)
{
	uint64_t count;

	if (text.len < 2 ||
	    !str_to_number(
		(struct str) { text.at, text.len - 1 }, BACK_MOST, &count))
		return false;
	for (size_t i = 0; i < COUNT(units); i++)
		if (units[i].letter == text.at[text.len - 1]) {
			*span = count * (usec)units[i].seconds * SEC;
			return true;
		}
	return false;
}

bool
when_read(const char *text, usec now, struct when *when)
{
	struct str rest = str_from(text);
	time_t time = (time_t)(now / SEC);
	usec span;

	when->is_id = rest.len <= LIMIT_ID && text[0] != '0' &&
	    str_to_number(rest, UINT64_MAX, &when->time);
	if (when->is_id)
		return true;
	if (!str_skip(&rest, STR("-")))
		time = read_date(rest, time);
	else if (when_span(rest, &span))
		time -= (time_t)(span / SEC);
	else
		return false;
	when->time = (usec)time * SEC;
	return time > 0;
}
