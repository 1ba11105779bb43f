/* Messages of several lines: see message_lines.h. */
#include "message_lines.h"

#include <stdint.h>
#include <string.h>

#include "names.h"

/* The marks before the length of a line, and of a part of one. */
#define LINE ','
#define PART '+'

#define LETTER_TEXT 't'
#define LETTER_PART 'c'
#define LETTER_EMPTY 'e'

/*
 * Takes the next length, with what is before it as *mark: LINE for the first.
 * Returns false, and takes nothing, if there is none.
 */
static bool
next_length(struct str *lengths, bool is_first, char *mark, size_t *length)
{
	struct str rest = *lengths;
	uint64_t number;
	size_t digits = 0;

	*mark = LINE;
	if (!is_first)
		*mark = rest.at[0];
	if (*mark != LINE && *mark != PART)
		return false;
	str_drop(&rest, !is_first);
	while (digits < rest.len && rest.at[digits] != LINE &&
	    rest.at[digits] != PART)
		digits++;
	if (!str_to_number(
		(struct str) { rest.at, digits }, LIMIT_LINES_TEXT, &number))
		return false;
	str_drop(&rest, digits);
	*lengths = rest;
	*length = (size_t)number;
	return true;
}

/* The first length has no mark before it, which all others have. */
static bool
is_first(struct str lengths)
{
	return lengths.len > 0 && lengths.at[0] != LINE &&
	    lengths.at[0] != PART;
}

bool
message_lines_next(
    struct str *lengths, struct str *text, struct message_line *line)
{
	const bool first = is_first(*lengths);
	struct str left = *lengths;
	size_t length;
	char mark;

	if (left.len == 0 || !next_length(&left, first, &mark, &length) ||
	    (!first && mark == LINE && !str_skip(text, STR(" "))) ||
	    length > text->len)
		return false;
	*lengths = left;
	line->continues = mark == PART;
	line->text = (struct str) { text->at, length };
	str_drop(text, length);
	return true;
}

static enum code
check_line(const struct message_line *line)
{
	if (line->text.len == 0)
		return line->continues ? CODE_BAD_TEXT : CODE_OK;
	return text_check(line->text, LIMIT_LINES_TEXT);
}

enum code
message_lines_check(struct str lengths, struct str text)
{
	struct message_line line;
	bool has_text = false;
	size_t count = 0;
	enum code code;

	if (text.len > LIMIT_LINES_TEXT || lengths.len > LIMIT_LENGTHS)
		return CODE_TOO_LONG;
	if (!is_first(lengths) || text.len == 0)
		return CODE_BAD_TEXT;
	while (message_lines_next(&lengths, &text, &line)) {
		if (++count > LIMIT_LINES)
			return CODE_TOO_MANY;
		code = check_line(&line);
		if (code != CODE_OK)
			return code;
		has_text |= line.text.len > 0;
	}
	return lengths.len == 0 && text.len == 0 && has_text ? CODE_OK :
							       CODE_BAD_TEXT;
}

size_t
message_lines_map(struct str lengths, char room[LIMIT_LINES], struct str *map)
{
	size_t count = 0, texts = 0, length;
	bool plain = true;
	char mark;

	while (lengths.len > 0 && count < LIMIT_LINES &&
	    next_length(&lengths, count == 0, &mark, &length)) {
		if (length == 0)
			room[count++] = LETTER_EMPTY;
		else
			room[count++] =
			    mark == PART ? LETTER_PART : LETTER_TEXT;
		plain = plain && room[count - 1] == LETTER_TEXT;
		texts += length > 0;
	}
	*map = (struct str) { room, plain ? 0 : count };
	return texts;
}

void
message_lines_clear(struct message_lines *lines)
{
	lines->count = lines->lengths_len = lines->text_len = 0;
	lines->has_text = false;
}

static void
put(char *room, size_t *len, struct str piece)
{
	if (piece.len > 0)
		memcpy(room + *len, piece.at, piece.len);
	*len += piece.len;
}

enum code
message_lines_add(struct message_lines *lines, struct message_line line)
{
	const struct str length = DECIMAL(line.text.len);
	const bool parts = line.continues && lines->count > 0;
	const struct str before = lines->count == 0 ? STR("") :
	    parts				    ? STR("+") :
						      STR(",");
	const struct str space =
	    lines->count == 0 || parts ? STR("") : STR(" ");
	enum code code;

	if (lines->count == LIMIT_LINES)
		return CODE_TOO_MANY;
	if (lines->text_len + space.len + line.text.len > sizeof(lines->text) ||
	    lines->lengths_len + before.len + length.len >
		sizeof(lines->lengths))
		return CODE_TOO_LONG;
	code = check_line(&line);
	if (code != CODE_OK)
		return code;
	put(lines->lengths, &lines->lengths_len, before);
	put(lines->lengths, &lines->lengths_len, length);
	put(lines->text, &lines->text_len, space);
	put(lines->text, &lines->text_len, line.text);
	lines->count++;
	lines->has_text |= line.text.len > 0;
	return CODE_OK;
}

struct str
message_lines_lengths(const struct message_lines *lines)
{
	return (struct str) { lines->lengths, lines->lengths_len };
}

struct str
message_lines_text(const struct message_lines *lines)
{
	return (struct str) { lines->text, lines->text_len };
}
