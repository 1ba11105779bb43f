/* An input as one message of several lines: see whole.h. */
#include "script/whole.h"

#include "script/stripped.h"
#include "shared/message_lines.h"

static struct {
	struct message_lines lines;
	char line[LIMIT_LINE]; /* the last one that was stripped */
	struct str last; /* the last line */
	char room[LIMIT_LENGTHS + 1 + LIMIT_LINES_TEXT];
} whole;

/* Adds a line without the CR that may end it. */
static enum code
add(struct str line, bool strips)
{
	if (line.len > 0 && line.at[line.len - 1] == '\r')
		line.len--;
	whole.last = strips ? stripped(line, whole.line) : line;
	return message_lines_add(
	    &whole.lines, (struct message_line) { whole.last, false });
}

/* Returns the limit that a message has exceeded. */
static struct excess
excess_of(enum code code)
{
	if (code == CODE_TOO_MANY)
		return (struct excess) { .limit = LIMIT_LINES };
	if (code == CODE_TOO_LONG)
		return (struct excess) { .limit = LIMIT_LINES_TEXT };
	return (struct excess) { .limit = 0 };
}

/* Makes the two words of the message. */
static struct str
words(void)
{
	struct buf buf;

	buf_init(&buf, whole.room, sizeof(whole.room));
	if (whole.lines.has_text)
		(void)BUF_CAT(&buf, message_lines_lengths(&whole.lines),
		    STR(" "), message_lines_text(&whole.lines)); /* fits */
	return buf_str(&buf);
}

/* Takes the next line of the input, which is not empty. */
static enum code
take_line(struct buf *input, bool strips)
{
	struct str line;
	enum code code;

	if (buf_line(input, &line) != LINE_WHOLE)
		return CODE_TOO_LONG;
	code = add(line, strips);
	buf_drop_line(input, line);
	return code;
}

enum code
whole_take(struct buf *input, bool strips, struct str *message, size_t *line,
    struct excess *over)
{
	enum code code = CODE_OK;

	message_lines_clear(&whole.lines);
	for (*line = 0; code == CODE_OK && buf_len(input) > 0; ++*line)
		code = take_line(input, strips);
	*over = excess_of(code);
	*message = code == CODE_BAD_TEXT ? whole.last : words();
	return code;
}
