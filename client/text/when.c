/* A point in the past as people type it: see when.h. */
#include "text/when.h"

#include <stdint.h>
#include <time.h>

#include "shared/limits.h"
#include "shared/str.h"

#define MINUTE (60 * (time_t)1)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

/* Days from 0000-03-01 of the Gregorian calendar to 1970-01-01. */
#define DAYS_TO_1970 719468

/* The most days, hours or the like that one may go back. */
#define BACK_MOST 1000000

static const struct {
	char letter;
	time_t seconds;
} units[] = { { 's', 1 }, { 'm', MINUTE }, { 'h', HOUR }, { 'd', DAY },
	{ 'w', 7 * DAY } };

/* Takes so many digits off the front; false if they are not there. */
static bool
take_digits(struct str *text, size_t count, int most, int *number)
{
	uint64_t value;

	if (text->len < count ||
	    !str_to_number(
		(struct str) { text->at, count }, (uint64_t)most, &value))
		return false;
	*number = (int)value;
	str_drop(text, count);
	return true;
}

/* Takes "2026-11-22" off the front. */
static bool
take_date(struct str *text, struct tm *tm)
{
	if (!take_digits(text, 4, 9999, &tm->tm_year) ||
	    !str_skip(text, STR("-")) ||
	    !take_digits(text, 2, 12, &tm->tm_mon) ||
	    !str_skip(text, STR("-")) ||
	    !take_digits(text, 2, 31, &tm->tm_mday))
		return false;
	tm->tm_year -= 1900;
	tm->tm_mon--;
	return tm->tm_mon >= 0 && tm->tm_mday > 0;
}

/* Takes "14:00" or "14:00:05" off the front. */
static bool
take_clock(struct str *text, struct tm *tm)
{
	if (!take_digits(text, 2, 23, &tm->tm_hour) ||
	    !str_skip(text, STR(":")) || !take_digits(text, 2, 59, &tm->tm_min))
		return false;
	return !str_skip(text, STR(":")) ||
	    take_digits(text, 2, 59, &tm->tm_sec);
}

/* Returns the seconds since 1970 of a time in UTC, which tm has normalised. */
static time_t
from_utc(const struct tm *tm)
{
	/* Years begin in March, so that a leap day is the last. */
	const time_t month = (tm->tm_mon + 10) % 12;
	const time_t year = tm->tm_year + (time_t)1900 - (tm->tm_mon < 2);
	const time_t days = 365 * year + year / 4 - year / 100 + year / 400 +
	    (153 * month + 2) / 5 + tm->tm_mday - 1 - DAYS_TO_1970;

	return days * DAY + tm->tm_hour * HOUR + tm->tm_min * MINUTE +
	    tm->tm_sec;
}

/* Returns the seconds since 1970; -1 if there is no such day. */
static time_t
seconds_of(const struct tm *tm, bool utc)
{
	struct tm local = *tm;
	struct tm check;

	local.tm_isdst = -1;
	const time_t time = utc ? from_utc(tm) : mktime(&local);
	if ((utc ? gmtime_r(&time, &check) : localtime_r(&time, &check)) ==
		NULL ||
	    check.tm_mday != tm->tm_mday)
		return -1;
	return time;
}

/* Returns the last time at which a clock showed this; -1 on failure. */
static time_t
last_time(const struct tm *clock, bool utc, time_t now)
{
	for (time_t day = now; day > now - 3 * DAY; day -= DAY) {
		struct tm tm;
		if ((utc ? gmtime_r(&day, &tm) : localtime_r(&day, &tm)) ==
		    NULL)
			return -1;
		tm.tm_hour = clock->tm_hour;
		tm.tm_min = clock->tm_min;
		tm.tm_sec = clock->tm_sec;
		const time_t time = seconds_of(&tm, utc);
		if (time != -1 && time <= now)
			return time;
	}
	return -1;
}

/* Reads a date, a time of day or both; returns -1 if it is neither. */
static time_t
read_date(struct str text, time_t now)
{
	const bool utc = text.len > 0 && text.at[text.len - 1] == 'Z';
	struct str rest = { text.at, text.len - utc };
	struct tm tm = { 0 };
	struct str date = rest;
	bool has_date = take_date(&date, &tm);

	if (!has_date)
		tm = (struct tm) { 0 };
	else
		rest = date;
	if (has_date && rest.len == 0)
		return seconds_of(&tm, utc);
	if (has_date && !str_skip(&rest, STR("T")) &&
	    !str_skip(&rest, STR(" ")))
		return -1;
	if (!take_clock(&rest, &tm) || rest.len > 0)
		return -1;
	return has_date ? seconds_of(&tm, utc) : last_time(&tm, utc, now);
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

/* Reads the "2h" of "-2h"; returns the time then, or -1. */
static time_t
read_ago(struct str text, time_t now)
{
	usec span;

	return when_span(text, &span) ? now - (time_t)(span / SEC) : -1;
}

bool
when_read(const char *text, usec now, struct when *when)
{
	struct str rest = str_from(text);
	const time_t seconds = (time_t)(now / SEC);
	uint64_t id;

	when->is_id = rest.len <= LIMIT_ID && text[0] != '0' &&
	    str_to_number(rest, UINT64_MAX, &id);
	if (when->is_id) {
		when->time = id;
		return true;
	}
	const time_t time = str_skip(&rest, STR("-")) ?
	    read_ago(rest, seconds) :
	    read_date(rest, seconds);
	if (time <= 0)
		return false;
	when->time = (usec)time * SEC;
	return true;
}
