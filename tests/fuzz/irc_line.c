/*
 * server/worker/irc/line.c: any line that is taken is what its pieces say,
 * written again in the plainest way; and a long text is whole in its pieces.
 */
#include "server/worker/irc/line.h"

#include "tests/fuzz/lib/fuzz.h"
#include "tests/fuzz/lib/wellformed.h"
#include "tests/lib/must.h"

static void
is_word(struct str word, struct str text)
{
	MUST(word.at >= text.at && word.at + word.len <= text.at + text.len,
	    "a piece from elsewhere");
	MUST(word.len > 0 && word.at[0] != ':' &&
		memchr(word.at, ' ', word.len) == NULL,
	    "this is no word");
}

/* One space where there may be more; the last parameter behind a colon. */
static struct str
print(const struct irc_line *line, struct str text)
{
	static char memory[2 * IRC_LINE];
	struct buf buf;

	buf_init(&buf, memory, sizeof(memory));
	if (line->tags.len > 0)
		MUST(BUF_CAT(&buf, STR("@"), line->tags, STR(" ")), "no room");
	MUST(BUF_CAT(&buf, line->command), "no room");
	for (size_t i = 0; i < line->count; i++) {
		const bool last = i + 1 == line->count;
		if (!last)
			is_word(line->param[i], text);
		MUST(BUF_CAT(&buf, last ? STR(" :") : STR(" "), line->param[i]),
		    "no room");
	}
	return buf_str(&buf);
}

static void
are_the_same(const struct irc_line *one, const struct irc_line *other)
{
	MUST(str_eq(one->tags, other->tags), "other tags");
	MUST(str_eq(one->command, other->command), "another command");
	MUST(one->count == other->count, "more or less parameters");
	for (size_t i = 0; i < one->count; i++)
		MUST(str_eq(one->param[i], other->param[i]),
		    "another parameter");
}

/* The colon may have made it too long. */
static void
says_the_same_again(const struct irc_line *line, struct str text)
{
	const struct str again = print(line, text);
	const size_t tags =
	    line->tags.len > 0 ? line->tags.len + STR("@ ").len : 0;
	struct irc_line other;

	MUST(line->count <= IRC_PARAMS, "too many parameters");
	is_word(line->command, text);
	if (again.len - tags > IRC_BODY - 2)
		return;
	MUST(irc_line_read(again, &other) == IRC_OK, "it is bad now");
	are_the_same(line, &other);
}

static void
has_nothing_else(const struct irc_line *line)
{
	MUST(line->count == 0, "parameters in spite of a mistake");
	for (size_t i = 0; i < IRC_PARAMS; i++)
		MUST(line->param[i].at == NULL, "one is left of another");
}

/* Each tag is found, unless another of its key follows. */
static void
try_tags(struct str tags)
{
	struct str rest = tags, key, value, found;

	while (irc_tag_next(&rest, &key, &value)) {
		struct str behind = rest;
		MUST(irc_tag_find(tags, key, &found), "it is not found");
		MUST(irc_tag_find(behind, key, &behind) || str_eq(found, value),
		    "another is found");
	}
}

/* Pieces of a text fit, are not empty, and follow each other. */
static void
try_pieces(struct str text)
{
	const bool utf8 = wellformed(text);
	const char *at = text.at;

	while (text.len > 0) {
		const struct str piece = irc_piece(&text, IRC_PIECE_LEAST);
		MUST(piece.len > 0 && piece.len <= IRC_PIECE_LEAST, "%zu bytes",
		    piece.len);
		MUST(piece.at == at, "a gap");
		MUST(!utf8 || wellformed(piece), "half a character");
		at += piece.len;
	}
}

void
fuzz(struct str input)
{
	struct irc_line line;

	if (irc_line_read(input, &line) == IRC_OK)
		says_the_same_again(&line, input);
	else
		has_nothing_else(&line);
	MUST(line.tags.len <= IRC_TAGS_EACH, "too many tags");
	if (line.tags.len < 300) /* each with each with each */
		try_tags(line.tags);
	try_pieces(input);
}
