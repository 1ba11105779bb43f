/*
 * Date and time for people and programs: ISO 8601 (RFC 3339), in UTC, to the
 * microsecond. An event's ID is shown as a time in this form.
 */
#ifndef SHARED_DATE_H
#define SHARED_DATE_H

#include <stdint.h>

#include "str.h"

/* Room for "2026-11-20T07:33:20.123456Z", with years of any length. */
#define DATE_TEXT 64

/*
 * Writes the date of a time, in µs since 1970, into room, and returns it; empty
 * if it is not a valid time.
 */
struct str date_text(uint64_t time, char room[DATE_TEXT]);

#endif
