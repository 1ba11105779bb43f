/*
 * A point in time, as people read it and as they type it: an event's ID, a
 * date, a time of day, or a time ago. Pure but for the time zone.
 */
#ifndef CLIENT_TEXT_WHEN_H
#define CLIENT_TEXT_WHEN_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/clock.h"
#include "shared/str.h"

#define WHEN_FORMS "2026-11-22, 2026-11-22T14:00, 14:00 or -2h"

/* "2026-11-22 14:00:05" as a format, and room for it, in bytes. */
#define WHEN_DATE "%Y-%m-%d %H:%M:%S"
/* What stands before a line, as "[07:14] ", and its columns and bytes. */
#define WHEN_STAMP "[%H:%M] "
#define WHEN_STAMP_COLUMNS 8
#define WHEN_ROOM sizeof("yyyyyyyyyy-mm-dd hh:mm:ss ")

/*
 * Writes a wall-clock time in that format of strftime(3), in the local time
 * zone, into room, and returns it; empty if there is no such time or no room.
 */
struct str when_text(usec time, const char *format, char *room, size_t size);

struct when {
	usec time; /* since 1970, at least 1: as an ID has it */
	usec last; /* later if clocks, set back, showed it twice */
	bool is_id; /* the text was an ID */
};

/*
 * Reads the text. A time that clocks, set forward, never showed is when they
 * were. now is the time since 1970. Returns false if the text has
 * none of the forms in forkcast-scripts(1), or the time is before 1970.
 */
bool when_read(const char *text, usec now, struct when *when);

#endif
