/* forkcastctl's output: see show.h. */
#include "ctl/show.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shared/text/utf8.h"

/* Takes the first character, made harmless, off the text; sets its columns. */
static struct str
next(struct str *text, size_t *columns)
{
	uint32_t c;
	size_t len = utf8_decode(text->at, text->len, &c);
	struct str shown = { text->at, len };

	*columns = 1;
	if (len == 0 || c < ' ' || (c >= 0x7f && c < 0xa0) ||
	    (unicode_properties(c) & UNI_HIDDEN))
		shown = STR("?");
	else
		*columns = (size_t)unicode_width(c);
	str_drop(text, len > 0 ? len : 1);
	return shown;
}

/* Prints what fits of the text into so many columns; returns those left. */
static size_t
put_within(struct str text, size_t columns)
{
	size_t wide;

	while (text.len > 0) {
		const struct str shown = next(&text, &wide);
		if (wide > columns)
			break;
		/* an error shows at exit */
		(void)fwrite(shown.at, 1, shown.len, stdout);
		columns -= wide;
	}
	return columns;
}

void
show_text(struct str text)
{
	(void)put_within(text, SIZE_MAX);
}

const char *
show_clean(char *to, size_t size, struct str text)
{
	size_t wide, used = 0;

	while (text.len > 0) {
		const struct str shown = next(&text, &wide);
		if (shown.len >= size - used)
			break;
		memcpy(to + used, shown.at, shown.len);
		used += shown.len;
	}
	to[used] = '\0';
	return to;
}

static void
pad(size_t columns)
{
	for (; columns > 0; columns--)
		(void)putchar(' ');
}

void
show_row(const struct column *columns, const struct str *cells, size_t count,
    size_t width, const char *end)
{
	size_t used = 0;

	for (size_t i = 0; i < count; i++) {
		const size_t wide = (size_t)abs(columns[i].width);
		const size_t gap = i > 0;
		if (wide > width || used + gap > width - wide)
			break;
		pad(gap);
		used += gap + wide;
		if (columns[i].width == 0)
			(void)put_within(cells[i], width - used);
		else if (columns[i].width < 0)
			pad(put_within(cells[i], wide));
		else {
			pad(cells[i].len < wide ? wide - cells[i].len : 0);
			show_text(cells[i]);
		}
	}
	(void)fputs(end, stdout);
}

/* The most columns of a table. */
#define MOST 16

void
show_heads(
    const struct column *columns, size_t count, size_t width, const char *end)
{
	struct str cells[MOST];

	for (size_t i = 0; i < count; i++)
		cells[i] = str_from(columns[i].head);
	show_row(columns, cells, count, width, end);
}

const char *
show_span(char room[SHOW_SHORT], usec span)
{
	static const struct {
		uint64_t large;
		char unit;
		uint64_t small;
		const char *rest;
	} forms[] = {
		{ 86400, 'd', 3600, "h" },
		{ 3600, 'h', 60, "m" },
		{ 60, 'm', 1, "s" },
	};
	const uint64_t s = span / SEC;

	(void)snprintf(room, SHOW_SHORT, "%us", (unsigned)s);
	for (size_t i = 0; i < COUNT(forms); i++)
		if (s >= forms[i].large) {
			(void)snprintf(room, SHOW_SHORT, "%llu%c%02u%s",
			    (unsigned long long)(s / forms[i].large),
			    forms[i].unit,
			    (unsigned)(s % forms[i].large / forms[i].small),
			    forms[i].rest);
			break;
		}
	return room;
}

const char *
show_size(char room[SHOW_SHORT], uint64_t size)
{
	static const char units[] = "KMGTPE";
	uint64_t one = 1024;
	size_t unit = 0;

	if (size < 1024) {
		(void)snprintf(
		    room, SHOW_SHORT, "%llu", (unsigned long long)size);
		return room;
	}
	for (; size / one >= 1024; one *= 1024)
		unit++;
	(void)snprintf(room, SHOW_SHORT, "%.1f%c", (double)size / (double)one,
	    units[unit]);
	return room;
}

usec
show_since(usec then, usec now)
{
	return now > then ? now - then : 0;
}
