/*
 * Days as dates: see journal_date.h. Years are counted from March, so that the
 * day that not all have is the last.
 */
#include "helpers/journal/journal_date.h"

/* The days of four centuries, and of all before 1970-01-01, from 0000-03-01. */
#define CYCLE 146097
#define BEFORE 719468

struct journal_date
journal_date_of(uint64_t day)
{
	const uint64_t all = day + BEFORE, in = all % CYCLE;
	const uint64_t year =
	    (in - in / 1460 + in / 36524 - in / (CYCLE - 1)) / 365;
	const uint64_t left = in - (365 * year + year / 4 - year / 100);
	const uint64_t month = (5 * left + 2) / 153;
	const unsigned later = month >= 10;

	return (struct journal_date) {
		.year = (unsigned)(all / CYCLE * 400 + year + later),
		.month = (unsigned)(later ? month - 9 : month + 3),
		.day = (unsigned)(left - (153 * month + 2) / 5 + 1),
	};
}

uint64_t
journal_date_day(struct journal_date date)
{
	const uint64_t year = date.month > 2 ? date.year : date.year - 1;
	const uint64_t month = (date.month + 9) % 12, in = year % 400;

	return year / 400 * CYCLE + 365 * in + in / 4 - in / 100 +
	    (153 * month + 2) / 5 + date.day - 1 - BEFORE;
}
