/*
 * The date and the time as people and programs read it: ISO 8601 (RFC 3339), in
 * UTC, to the microsecond. Used wherever the ID of an event is shown as a time.
 */
#ifndef SHARED_DATE_H
#define SHARED_DATE_H

#include <stdint.h>

#include "str.h"

/* Room for "2026-11-20T07:33:20.123456Z", with years of any length. */
#define DATE_TEXT 64

/* Of µs since 1970, written into room; empty for what is no time. */
struct str date_text(uint64_t time, char room[DATE_TEXT]);

#endif
