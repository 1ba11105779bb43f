/*
 * Days as dates: the names of the files have them. gmtime(3) would read files
 * of the system, which are out of the journal's reach.
 */
#ifndef SERVER_HELPERS_JOURNAL_JOURNAL_DATE_H
#define SERVER_HELPERS_JOURNAL_JOURNAL_DATE_H

#include <stdint.h>

struct journal_date {
	unsigned year, month, day;
};

/* Return the date of a day, counted from 1970 on, and the day of a date. */
struct journal_date journal_date_of(uint64_t day);
uint64_t journal_date_day(struct journal_date date);

#endif
