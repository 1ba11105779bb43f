/* The format of logs: see logs_text.h. */
#include "views/logs_text.h"

#include <stdio.h>
#include <time.h>

#include "shared/buf.h"
#include "views/plain.h"

/* Room for the end of a line: TAB, "=", an ID, "+", a number, LF. */
#define ID_ROOM (2 * STR_DIGITS + 4)

/* The digits of an ID, until the year 2286. */
#define ID_DIGITS 16

/* The form of "2026-11-20 07:14:03 ". */
#define DATE_FORM "0000-00-00 00:00:00 "

struct str
logs_date(usec time, char room[LOGS_DATE])
{
	const time_t seconds = (time_t)(time / SEC);
	struct tm parts;

	if (localtime_r(&seconds, &parts) == NULL)
		return STR("");
	return (struct str) { room,
		strftime(room, LOGS_DATE, "%Y-%m-%d %H:%M:%S ", &parts) };
}

/*
 * Appends as much as fits with an ID and an LF after it, without TABs: they are
 * before IDs.
 */
static void
put_plain(struct buf *to, struct str text)
{
	char *room;
	const size_t most = buf_room(to, &room) - ID_ROOM;
	size_t at = 0, len = 0;

	while (at < text.len && len < most) {
		const struct str rest = { text.at + at, text.len - at };
		const size_t skip = plain_skip(rest);
		if (skip == 0 && text.at[at] != '\t')
			room[len++] = text.at[at];
		at += skip > 0 ? skip : 1;
	}
	buf_filled(to, len);
}

struct str
logs_plain(struct str styled, char room[LOGS_TEXT])
{
	struct buf text;

	buf_init(&text, room, LOGS_TEXT);
	put_plain(&text, styled);
	return buf_str(&text);
}

struct str
logs_text(const struct logs_record *record, usec time, char room[LOGS_TEXT])
{
	char date[LOGS_DATE];
	struct buf text;

	buf_init(&text, room, LOGS_TEXT); /* the rest fits */
	(void)BUF_CAT(&text, logs_date(time, date));
	put_plain(&text, record->text);
	if (record->id != 0)
		(void)BUF_CAT(&text, record->replaces ? STR("\t=") : STR("\t"),
		    DECIMAL(record->id));
	if (record->id != 0 && record->nth > 1)
		(void)BUF_CAT(&text, STR("+"), DECIMAL(record->nth));
	(void)BUF_CAT(&text, STR("\n"));
	return buf_str(&text);
}

/* Returns whether the text begins with a date and time. */
static bool
has_date(struct str text)
{
	const struct str form = STR(DATE_FORM);

	for (size_t i = 0; i < form.len; i++) {
		const bool digit =
		    i < text.len && text.at[i] >= '0' && text.at[i] <= '9';
		if (i >= text.len ||
		    (form.at[i] == '0' ? !digit : text.at[i] != form.at[i]))
			return false;
	}
	return true;
}

/* Reads "1795155243000000", "1795155243000000+2" or "=1795155243000000". */
static bool
read_id(struct str word, struct logs_record *record)
{
	const bool replaces = str_skip(&word, STR("="));
	const struct str digits = str_cut(&word, '+');
	uint64_t id, nth = 1;

	if (digits.len != ID_DIGITS || !str_to_number(digits, INT64_MAX, &id) ||
	    (word.at != NULL && !str_to_number(word, LIMIT_LINES, &nth)))
		return false;
	record->id = id;
	record->nth = nth;
	record->replaces = replaces;
	return true;
}

bool
logs_parse(struct str line, struct logs_record *record)
{
	const size_t date = sizeof(DATE_FORM) - 1;
	size_t tab = line.len;

	if (!has_date(line))
		return false;
	*record = (struct logs_record) { .id = 0 };
	while (tab > date && line.at[tab - 1] != '\t')
		tab--;
	if (tab == date ||
	    !read_id((struct str) { line.at + tab, line.len - tab }, record))
		return false;
	record->text = (struct str) { line.at + date, tab - 1 - date };
	return true;
}

/* Returns whether the byte may stand in a file name unchanged. */
static bool
is_usual(unsigned char c, bool first)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' ||
	    c >= 0x80 || (!first && (c == '.' || c == '-'));
}

void
logs_name(enum view_kind kind, struct str name, char room[LOGS_NAME])
{
	const struct str stem = kind == VIEW_ALL ? STR("all") : name;
	size_t at = 0;

	if (kind != VIEW_GROUP)
		room[at++] = kind == VIEW_ALL ? '+' : '@';
	for (size_t i = 0; i < stem.len && i < LIMIT_GROUP; i++) {
		const unsigned char c = str_lower(stem.at[i]);
		if (is_usual(c, i == 0))
			room[at++] = (char)c;
		else
			at += (size_t)snprintf(
			    &room[at], LOGS_NAME - at, "%%%02X", c);
	}
	(void)snprintf(&room[at], LOGS_NAME - at, ".log");
}

/* Reads "%2E" at the front; false if that is not there. */
static bool
read_escape(struct str text, char *byte)
{
	static const char digits[16] = { '0', '1', '2', '3', '4', '5', '6', '7',
		'8', '9', 'A', 'B', 'C', 'D', 'E', 'F' };
	unsigned value = 0;

	if (text.len < 3)
		return false;
	for (size_t i = 1; i < 3; i++) {
		const char *digit = memchr(digits, text.at[i], sizeof(digits));
		if (digit == NULL)
			return false;
		value = value * 16 + (unsigned)(digit - digits);
	}
	*byte = (char)value;
	return true;
}

/* Takes off an ending; false if the text does not have it. */
static bool
chop(struct str *text, struct str ending)
{
	if (text->len < ending.len ||
	    !str_eq(
		(struct str) { text->at + text->len - ending.len, ending.len },
		ending))
		return false;
	text->len -= ending.len;
	return true;
}

bool
logs_view(
    const char *file, enum view_kind *kind, char room[LIMIT_GROUP], size_t *len)
{
	struct str name = str_from(file);

	if (!chop(&name, STR(".log")) || name.len == 0)
		return false;
	*kind = name.at[0] == '@' ? VIEW_PERSON :
	    name.at[0] == '+'	  ? VIEW_ALL :
				    VIEW_GROUP;
	str_drop(&name, *kind != VIEW_GROUP);
	for (*len = 0; name.len > 0; (*len)++) {
		const bool escaped = name.at[0] == '%';
		if (*len == LIMIT_GROUP)
			return false;
		room[*len] = name.at[0];
		if (escaped && !read_escape(name, &room[*len]))
			return false;
		str_drop(&name, escaped ? 3 : 1);
	}
	return true;
}

void
logs_server(const char *label, const char *address, char *room, size_t size)
{
	const char *name = label != NULL ? label : address;
	size_t at = 0;

	room[0] = '\0';
	for (size_t i = 0; name[i] != '\0' && at + 4 < size; i++) {
		const char c = name[i];
		const bool capital = c >= 'A' && c <= 'Z';
		const bool kept = is_usual((unsigned char)c, i == 0) ||
		    (capital && label != NULL) || (c == ':' && i > 0);
		at += (size_t)snprintf(&room[at], size - at,
		    kept ? "%c" : "%%%02X", (unsigned char)c);
	}
}
