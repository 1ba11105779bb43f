/* The time shown before a line: see stamp.h. */
#include "text/stamp.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

#include "shared/str.h"
#include "text/harmless.h"
#include "text/width.h"

#define FORMAT_ROOM 33
#define COLUMNS_MOST 40

#define DAY (24 * 60 * 60)

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

/* Returns the stamp, or an empty string if there is no such time or no room. */
static struct str
write_stamp(const char *format, time_t time, char room[STAMP_ROOM])
{
	struct tm tm;

	if (localtime_r(&time, &tm) == NULL)
		return STR("");
	return (struct str) { room, strftime(room, STAMP_ROOM, format, &tm) };
}

static bool
is_blank(struct str text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] != ' ')
			return false;
	return true;
}

/*
 * Measures the widest stamp over a year of days, at noon and at night, because
 * names of days and months differ in length. Returns null, or what is wrong.
 */
static const char *
measure(const char *format, size_t *columns)
{
	char room[STAMP_ROOM];

	*columns = 0;
	for (time_t time = 0; time < (time_t)366 * DAY; time += DAY / 2) {
		const struct str text = write_stamp(format, time, room);
		const size_t width = width_of(text);
		if (!harmless_is(text))
			return "must be printable";
		if (is_blank(text) || width > COLUMNS_MOST)
			return "must show 1 to 40 columns";
		if (width > *columns)
			*columns = width;
	}
	return NULL;
}

const char *
stamp_set(const char *format)
{
	const size_t len = strlen(format);
	size_t columns;

	if (len >= FORMAT_ROOM)
		return "must be at most 32 bytes";
	if (!is_format(format))
		return "must be a format of strftime";
	const char *wrong = measure(format, &columns);
	if (wrong != NULL)
		return wrong;
	memcpy(stamp.format, format, len + 1);
	stamp.columns = columns;
	return NULL;
}

const char *
stamp_format(void)
{
	if (*stamp.format == '\0')
		(void)stamp_set("[%H:%M] "); /* the default is valid */
	return stamp.format;
}

size_t
stamp_columns(void)
{
	(void)stamp_format();
	return stamp.columns;
}

void
stamp_put(struct buf *to, usec time)
{
	char room[STAMP_ROOM];
	const size_t columns = stamp_columns();
	const struct str text =
	    write_stamp(stamp.format, (time_t)(time / SEC), room);
	const size_t len = width_prefix(text, columns);

	if (text.len == 0)
		return;
	(void)BUF_CAT(to, (struct str) { text.at, len });
	for (size_t i = width_of((struct str) { text.at, len }); i < columns;
	     i++)
		(void)BUF_CAT(to, STR(" "));
}
