/* The time shown before a line: see stamp.h. */
#include "text/stamp.h"

#include <stdbool.h>
#include <string.h>

#include "shared/str.h"
#include "text/harmless.h"
#include "text/when.h"
#include "text/width.h"

#define FORMAT_ROOM 33
#define COLUMNS_MOST 40

#define DAY (24 * 60 * 60 * SEC)

static struct {
	char format[FORMAT_ROOM]; /* empty: the default, not yet measured */
	size_t columns;
} stamp;

/*
 * Returns whether each "%" begins a conversion that standard C defines and that
 * prints no line break.
 */
static bool
is_format(const char *format)
{
	static const char known[] = "aAbBcCdDeFgGhHIjmMprRSTuUVwWxXyYzZ%";

	for (const char *at = strchr(format, '%'); at != NULL;
	     at = strchr(at + 2, '%'))
		if (at[1] == '\0' || strchr(known, at[1]) == NULL)
			return false;
	return true;
}

const char *
stamp_set(const char *format)
{
	const size_t len = strlen(format);
	size_t columns = 0;
	char room[STAMP_ROOM];

	if (len >= FORMAT_ROOM)
		return "must be at most 32 bytes";
	if (!is_format(format))
		return "must be a format of strftime";
	/* A year of days and nights: names of days and months differ. */
	for (usec time = 0; time < 366 * DAY; time += DAY / 2) {
		const struct str text =
		    when_text(time, format, room, sizeof(room));
		const size_t width = width_of(text);
		if (!harmless_is(text))
			return "must be printable";
		if (str_strip(text).len == 0 || width > COLUMNS_MOST)
			return "must show 1 to 40 columns";
		if (width > columns)
			columns = width;
	}
	memcpy(stamp.format, format, len + 1);
	stamp.columns = columns;
	return NULL;
}

size_t
stamp_columns(void)
{
	if (*stamp.format == '\0')
		(void)stamp_set("[%H:%M] "); /* the default is valid */
	return stamp.columns;
}

void
stamp_put(struct buf *to, usec time)
{
	char room[STAMP_ROOM];
	const size_t columns = stamp_columns();
	const struct str text =
	    when_text(time, stamp.format, room, sizeof(room));
	const size_t len = width_prefix(text, columns);

	if (text.len == 0)
		return;
	(void)BUF_CAT(to, (struct str) { text.at, len });
	for (size_t i = width_of((struct str) { text.at, len }); i < columns;
	     i++)
		(void)BUF_CAT(to, STR(" "));
}
