/* Date and time: see date.h. */
#include "date.h"

#include <stdio.h>
#include <time.h>

#include "clock.h"

struct str
date_text(uint64_t time, char room[DATE_TEXT])
{
	const time_t seconds = (time_t)(time / SEC);
	struct tm parts;
	size_t len;

	room[0] = '\0';
	if (time > INT64_MAX || gmtime_r(&seconds, &parts) == NULL)
		return (struct str) { room, 0 };
	/* Avoids %Y, which C libraries write differently after 9999. */
	len = (size_t)snprintf(room, DATE_TEXT, "%04d", parts.tm_year + 1900);
	len += strftime(room + len, DATE_TEXT - len, "-%m-%dT%H:%M:%S", &parts);
	(void)snprintf(room + len, DATE_TEXT - len, ".%06uZ",
	    (unsigned)(time % SEC)); /* fits */
	return str_from(room);
}
