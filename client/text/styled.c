/* Building a line of the window: see styled.h. */
#include "text/styled.h"

#include <assert.h>

#include "text/direction.h"
#include "text/format.h"
#include "text/harmless.h"

/* The credit of a new line: enough for any one change of style. */
#define CREDIT (4 * STYLE_SGR)

static const struct style plain;

/*
 * Appends a piece. The buffer has room by contract; otherwise the piece is
 * dropped.
 */
static void
styled_put(struct styled *line, struct str piece)
{
	(void)BUF_CAT(line->to, piece);
}

void
styled_begin(
    struct styled *line, struct buf *to, struct str base, enum depth depth)
{
	*line = (struct styled) {
		.to = to,
		.base = base,
		.depth = depth,
		.credit = CREDIT,
	};
	styled_put(line, base);
}

void
styled_words(struct styled *line, struct str words)
{
	styled_put(line, words);
}

/*
 * Returns the length of the sequence that ends all styles on top of the base.
 */
static size_t
end_len(const struct styled *line)
{
	return STYLE_END.len + line->base.len;
}

/*
 * Ends all styles on top of the base, because some terminals cannot end a
 * single attribute.
 */
static void
end_style(struct styled *line)
{
	if (style_same(&line->now, &plain))
		return;
	line->credit -= end_len(line);
	line->now = plain;
	(void)BUF_CAT(line->to, STYLE_END, line->base);
}

/*
 * Changes to the wanted style if it differs and there is credit for the change
 * and its end.
 */
static void
follow(struct styled *line)
{
	char room[STYLE_SGR];

	if (style_same(&line->now, &line->wanted))
		return;
	const struct str sgr = style_sgr(&line->wanted, line->depth, room);
	if (line->credit < sgr.len + 2 * end_len(line))
		return;
	end_style(line);
	line->credit -= sgr.len;
	line->now = line->wanted;
	styled_put(line, sgr);
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
 * Appends the plain ASCII at the front, in the current style; most chat is
 * nothing else. Returns its length.
 */
static size_t
put_plain(struct styled *line, struct str text)
{
	const size_t len =
	    style_same(&line->now, &line->wanted) ? count_plain(text) : 0;

	line->credit += (HARMLESS_TAB - 1) * len;
	styled_put(line, (struct str) { text.at, len });
	return len;
}

/* Appends one character or applies one code. Returns its length. */
static size_t
put_first(struct styled *line, struct str text)
{
	size_t len = put_plain(line, text);

	if (len > 0)
		return len;
	len = format_len(text);
	line->credit += HARMLESS_TAB * len;
	if (len > 0) {
		format_apply(&line->wanted, (struct str) { text.at, len });
		if (line->depth == DEPTH_NONE)
			line->wanted.fore = line->wanted.back = plain.fore;
		return len;
	}
	const struct str shown = harmless_replace(text, &len);
	line->credit += HARMLESS_TAB * len - shown.len;
	if (shown.len > 0)
		follow(line);
	styled_put(line, shown);
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
	const bool isolated = direction_is_mixed(text);
	size_t len;

	styled_put(line, isolated ? DIRECTION_ISOLATE : STR(""));
	styled_put(line, sign);
	for (; text.len > 0; str_drop(&text, len))
		len = put_first(line, text);
	styled_put(line, isolated ? DIRECTION_END : STR(""));
	line->wanted = plain;
	end_style(line);
}

/* The isolation marks of a word fit into the room for its own bytes. */
static_assert(LITERAL_LEN("\xe2\x81\xa8\xe2\x81\xa9") <= 2 * HARMLESS_TAB - 2,
    "the shortest word has room");

/* Appends a word without styles, for there may be no credit left. */
static void
put_word(struct styled *line, struct str word)
{
	const bool isolated = direction_is_mixed(word);
	size_t len;

	styled_put(line, isolated ? DIRECTION_ISOLATE : STR(""));
	for (; word.len > 0; str_drop(&word, len))
		styled_put(line, harmless_replace(word, &len));
	styled_put(line, isolated ? DIRECTION_END : STR(""));
}

void
styled_list(struct styled *line, struct str list)
{
	if (!direction_is_mixed(list)) {
		styled_text(line, list);
		return;
	}
	while (list.at != NULL) {
		put_word(line, str_word(&list));
		styled_put(line, list.at != NULL ? STR(" ") : STR(""));
	}
}

void
styled_name(struct styled *line, struct str name, struct str sgr)
{
	styled_put(line, sgr);
	styled_text(line, name);
	if (sgr.len > 0)
		(void)BUF_CAT(line->to, STYLE_END, line->base);
}

void
styled_end(struct styled *line)
{
	if (line->base.len > 0)
		styled_put(line, STYLE_END);
}
