/* forkcastctl's output: see text.h. */
#include "ctl/text.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

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
	len = len > 0 ? len : 1;
	str_drop(text, len);
	return shown;
}

static void
text_put(struct str piece)
{
	/* an error shows at exit */
	(void)fwrite(piece.at, 1, piece.len, stdout);
}

void
text_column(struct str text, size_t columns)
{
	size_t wide, used = 0;

	while (text.len > 0) {
		const struct str shown = next(&text, &wide);
		if (used + wide > columns)
			break;
		text_put(shown);
		used += wide;
	}
	for (; used < columns; used++)
		text_put(STR(" "));
}

const char *
text_clean(char *to, size_t size, struct str text)
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

void
text_print(struct str text)
{
	size_t wide;

	while (text.len > 0)
		text_put(next(&text, &wide));
}

static const char *
two(char room[TEXT_SHORT], uint64_t large, char unit, const char *small)
{
	(void)snprintf(room, TEXT_SHORT, "%llu%c%s", (unsigned long long)large,
	    unit, small);
	return room;
}

const char *
text_span(char room[TEXT_SHORT], usec span)
{
	const uint64_t s = span / SEC;
	char small[8] = "";

	if (s < 60)
		return two(room, s, 's', small);
	if (s < 3600) {
		(void)snprintf(
		    small, sizeof(small), "%02us", (unsigned)(s % 60));
		return two(room, s / 60, 'm', small);
	}
	if (s < 86400) {
		(void)snprintf(
		    small, sizeof(small), "%02um", (unsigned)(s / 60 % 60));
		return two(room, s / 3600, 'h', small);
	}
	(void)snprintf(
	    small, sizeof(small), "%02uh", (unsigned)(s / 3600 % 24));
	return two(room, s / 86400, 'd', small);
}

const char *
text_size(char room[TEXT_SHORT], uint64_t size)
{
	static const char units[] = "KMGTPE";
	uint64_t one = 1024;
	size_t unit = 0;

	if (size < 1024) {
		(void)snprintf(
		    room, TEXT_SHORT, "%llu", (unsigned long long)size);
		return room;
	}
	for (; size / one >= 1024; one *= 1024)
		unit++;
	(void)snprintf(room, TEXT_SHORT, "%.1f%c", (double)size / (double)one,
	    units[unit]);
	return room;
}

const char *
text_time(char room[TEXT_SHORT], usec wall)
{
	const time_t time = (time_t)(wall / SEC);
	struct tm parts;

	if (localtime_r(&time, &parts) == NULL ||
	    strftime(room, TEXT_SHORT, "%Y-%m-%d %H:%M:%S", &parts) == 0)
		(void)snprintf(room, TEXT_SHORT, "?");
	return room;
}

usec
text_since(usec then, usec now)
{
	return now > then ? now - then : 0;
}
