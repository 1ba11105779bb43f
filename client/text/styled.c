/* Building a line: see styled.h. */
#include "text/styled.h"

#include <assert.h>

#include "text/direction.h"
#include "text/harmless.h"

void
styled_words(struct styled *line, struct str words)
{
	(void)BUF_CAT(line->to, words); /* there is room, by contract */
}

/* Changes to a style. */
static void
turn_to_style(struct styled *line, sgr style)
{
	char room[STYLE_SGR];

	if (line->bare)
		return;
	styled_words(line, style_write(line->now, style, room));
	line->now = style;
}

void
styled_begin(struct styled *line, struct buf *to, sgr base, bool bare)
{
	*line = (struct styled) { .to = to, .bare = bare, .base = base };
	turn_to_style(line, base);
}

/*
 * Returns how many bytes at the front are printable ASCII, which needs no
 * filter: most chat is nothing else.
 */
static size_t
count_plain(struct str text)
{
	size_t len = 0;

	while (len < text.len && text.at[len] >= ' ' && text.at[len] < 0x7f)
		len++;
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
	const bool isolated = !line->bare && direction_is_mixed(text);
	size_t len;

	styled_words(line, isolated ? DIRECTION_ISOLATE : STR(""));
	styled_words(line, sign);
	for (; text.len > 0; str_drop(&text, len)) {
		len = count_plain(text);
		styled_words(line,
		    len > 0 ? (struct str) { text.at, len } :
			      harmless_replace(text, &len));
	}
	styled_words(line, isolated ? DIRECTION_END : STR(""));
}

/* The isolation marks of a word fit into the room for its own bytes. */
static_assert(LITERAL_LEN("\xe2\x81\xa8\xe2\x81\xa9") <= 2 * HARMLESS_TAB - 2,
    "the shortest word has room");

void
styled_list(struct styled *line, struct str list)
{
	while (list.at != NULL) {
		styled_text(line, str_word(&list));
		styled_words(line, list.at != NULL ? STR(" ") : STR(""));
	}
}

void
styled_name(struct styled *line, struct str name, sgr style)
{
	turn_to_style(line, style);
	styled_text(line, name);
	turn_to_style(line, line->base);
}

void
styled_end(struct styled *line)
{
	turn_to_style(line, 0);
}
