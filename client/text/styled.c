/* Building a line: see styled.h. */
#include "text/styled.h"

#include <assert.h>

#include "text/direction.h"
#include "text/format.h"
#include "text/harmless.h"

void
styled_words(struct styled *line, struct str words)
{
	(void)BUF_CAT(line->to, words); /* there is room, by contract */
}

/* Changes to a style; once too many have come, to that of the line. */
static void
turn_to_style(struct styled *line, sgr style)
{
	char room[STYLE_SGR];

	if (line->how == STYLED_BARE || style == line->now)
		return;
	if (line->changes <= 1)
		style = line->base;
	styled_words(line, style_write(line->now, style, room));
	line->changes -= line->changes > 0 && style != line->now;
	line->now = style;
}

void
styled_begin(struct styled *line, struct buf *to, sgr base, enum styled_how how)
{
	*line = (struct styled) {
		.to = to,
		.how = how,
		.base = base,
		.changes = STYLED_CHANGES,
	};
	turn_to_style(line, base);
}

/*
 * Returns how many bytes at the front are printable ASCII, which needs no
 * filter.
 */
static size_t
count_plain(struct str text)
{
	size_t len = 0;

	while (len < text.len && text.at[len] >= ' ' && text.at[len] < 0x7f)
		len++;
	return len;
}

/*
 * Appends what is at the front, one character or as much plain ASCII as there
 * is, for most chat is nothing else; or applies one code to the style on top of
 * the line's. Returns the length.
 */
static size_t
put_first(struct styled *line, struct str text, sgr *top)
{
	const size_t plain = count_plain(text);
	const size_t code = plain > 0 ? 0 : format_len(text);
	size_t len = plain;

	if (code > 0) {
		format_apply(top, (struct str) { text.at, code });
		return code;
	}
	const struct str shown = plain > 0 ? (struct str) { text.at, plain } :
					     harmless_replace(text, &len);
	if (line->how == STYLED_RICH && shown.len > 0)
		turn_to_style(line, style_over(line->base, style_shown(*top)));
	styled_words(line, shown);
	return len;
}

void
styled_text(struct styled *line, struct str text)
{
	styled_signed(line, STR(""), text);
}

void
styled_signed(struct styled *line, struct str sign, struct str text)
{
	const bool isolated =
	    line->how != STYLED_BARE && direction_is_mixed(text);
	const sgr before = line->now;
	sgr top = 0;
	size_t len;

	styled_words(line, isolated ? DIRECTION_ISOLATE : STR(""));
	styled_words(line, sign);
	for (; text.len > 0; str_drop(&text, len))
		len = put_first(line, text, &top);
	styled_words(line, isolated ? DIRECTION_END : STR(""));
	turn_to_style(line, before);
}

/* The isolation marks of a word fit into the room for its own bytes. */
static_assert(LITERAL_LEN("\xe2\x81\xa8\xe2\x81\xa9") <= 2 * HARMLESS_TAB - 2,
    "the shortest word has room");

void
styled_list(struct styled *line, struct str list)
{
	const enum styled_how how = line->how;

	if (direction_is_mixed(list) && how == STYLED_RICH)
		line->how = STYLED_PLAIN;
	while (list.at != NULL) {
		styled_text(line, str_word(&list));
		styled_words(line, list.at != NULL ? STR(" ") : STR(""));
	}
	line->how = how;
}

void
styled_name(struct styled *line, struct str name, sgr style)
{
	const enum styled_how how = line->how;

	line->how = how == STYLED_RICH ? STYLED_PLAIN : how;
	turn_to_style(line, style);
	styled_text(line, name);
	turn_to_style(line, line->base);
	line->how = how;
}

void
styled_end(struct styled *line)
{
	char room[STYLE_SGR];

	styled_words(line, style_write(line->now, 0, room));
	line->now = 0;
}
