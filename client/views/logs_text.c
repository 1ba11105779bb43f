/* The format of logs: see logs_text.h. */
#include "views/logs_text.h"

#include <stdio.h>
#include <time.h>

#include "shared/buf.h"
#include "views/plain.h"

#define DATE_ROOM 64

static void
put_date(struct buf *to, usec time)
{
	const time_t seconds = (time_t)(time / SEC);
	char text[DATE_ROOM];
	struct tm parts;

	if (localtime_r(&seconds, &parts) == NULL)
		return;
	const size_t len =
	    strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S ", &parts);
	(void)BUF_CAT(to, (struct str) { text, len });
}

/* Appends as much as fits with an LF after it. */
static void
put_plain(struct buf *to, struct str text)
{
	char *room;
	const size_t most = buf_room(to, &room) - 1;
	size_t at = 0, len = 0;

	while (at < text.len && len < most) {
		const struct str rest = { text.at + at, text.len - at };
		const size_t skip = plain_skip(rest);
		if (skip == 0)
			room[len++] = text.at[at];
		at += skip > 0 ? skip : 1;
	}
	buf_filled(to, len);
}

struct str
logs_text(const struct logs_line *line, char room[LOGS_TEXT])
{
	struct buf text;

	buf_init(&text, room, LOGS_TEXT);
	if (line->torn)
		(void)BUF_CAT(&text, STR("\n"));
	if (line->missed > 0) {
		put_date(&text, line->time);
		(void)BUF_CAT(&text, STR("-- missing here: "),
		    DECIMAL(line->missed),
		    line->missed == 1 ? STR(" line\n") : STR(" lines\n"));
	}
	put_date(&text, line->time);
	put_plain(&text, line->styled);
	(void)BUF_CAT(&text, STR("\n"));
	return buf_str(&text);
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
