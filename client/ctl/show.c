/* forkcastctl's output: see show.h. */
#include "ctl/show.h"

#include <stdio.h>
#include <stdlib.h>

#include "text/harmless.h"
#include "text/render.h"
#include "text/width.h"

/* Prints what fits of the text into so many columns; returns those left. */
static size_t
put_within(struct str text, size_t columns)
{
	for (size_t len; text.len > 0; str_drop(&text, len)) {
		const struct str shown = harmless_replace(text, &len);
		const size_t wide = width_of(shown);
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
	return render_string(to, size, &text, 1);
}

static void
pad(size_t columns)
{
	for (; columns > 0; columns--)
		(void)putchar(' ');
}

/* Returns a cell as it is shown. */
static struct str
form(struct str cell, const struct column *column, char room[SHOW_SHORT])
{
	uint64_t number;

	if (cell.len == 0)
		return STR("-");
	if (column->kind == SHOW_AS_IT_IS ||
	    !str_to_number(cell, UINT64_MAX, &number))
		return cell;
	if (column->kind == SHOW_SIZE)
		return str_from(show_size(room, number));
	return number == 0 ?
	    STR("-") :
	    str_from(show_span(room, show_since(number, clock_wall())));
}

void
show_row(const struct column *columns, const struct str *cells, size_t count)
{
	char room[SHOW_SHORT];

	for (size_t i = 0; i < count; i++) {
		const size_t wide = (size_t)abs(columns[i].width);
		const struct str cell = cells == NULL ?
		    str_from(columns[i].head) :
		    form(cells[i], &columns[i], room);
		pad(i > 0);
		if (columns[i].width == 0)
			show_text(cell);
		else if (columns[i].width < 0)
			pad(put_within(cell, wide));
		else {
			pad(cell.len < wide ? wide - cell.len : 0);
			show_text(cell);
		}
	}
	(void)putchar('\n');
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
