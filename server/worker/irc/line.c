/* Lines, their tags, and long texts: see line.h. */
#include "worker/irc/line.h"

#include <assert.h>

#include "shared/limits.h"

static bool
has(struct str text, char byte)
{
	return text.len > 0 && memchr(text.at, byte, text.len) != NULL;
}

/* Returns whether the word has only letters, or is a number of three digits. */
static bool
is_command(struct str word)
{
	uint64_t number;
	size_t i = 0;

	while (i < word.len && str_lower(word.at[i]) >= 'a' &&
	    str_lower(word.at[i]) <= 'z')
		i++;
	return i == word.len ||
	    (word.len == 3 && str_to_number(word, 999, &number));
}

static void
cut_params(struct str rest, struct irc_line *line)
{
	for (rest = str_strip_front(rest); rest.len > 0;
	     rest = str_strip_front(rest)) {
		struct str *param = &line->param[line->count++];
		if (str_skip(&rest, STR(":")) || line->count == IRC_PARAMS) {
			*param = rest;
			return;
		}
		*param = str_word(&rest);
	}
}

enum irc_read
irc_line_read(struct str text, struct irc_line *line)
{
	struct str rest = text;

	*line = (struct irc_line) { .count = 0 };
	while (rest.len > 0 && rest.at[rest.len - 1] == '\r')
		rest.len--;
	/* Some clients end a line at a CR, so none may be passed on. */
	if (has(rest, '\0') || has(rest, '\r'))
		return IRC_BAD_BYTE;
	if (str_skip(&rest, STR("@"))) {
		const struct str tags = str_word(&rest);
		if (tags.len > IRC_TAGS_EACH)
			return IRC_TAGS_TOO_LONG;
		line->tags = tags;
	}
	if (rest.len > IRC_BODY - 2)
		return IRC_TOO_LONG;
	rest = str_strip_front(rest);
	if (str_begins(rest, STR(":")))
		(void)str_word(&rest);
	rest = str_strip_front(rest);
	if (rest.len == 0)
		return IRC_EMPTY;
	line->command = str_word(&rest);
	if (!is_command(line->command))
		return IRC_BAD_COMMAND;
	cut_params(rest, line);
	return IRC_OK;
}

bool
irc_tag_next(struct str *tags, struct str *key, struct str *value)
{
	while (tags->len > 0) {
		*value = str_cut(tags, ';');
		*key = str_cut(value, '=');
		if (key->len > 0)
			return true;
	}
	return false;
}

bool
irc_tag_find(struct str tags, struct str key, struct str *value)
{
	struct str other, its;
	bool found = false;

	while (irc_tag_next(&tags, &other, &its))
		if (str_eq(other, key)) {
			*value = its;
			found = true;
		}
	return found;
}

struct str
irc_shown(struct str text, size_t most)
{
	if (text.len <= most)
		return text;
	text.len = most;
	while (
	    text.len > 0 && ((unsigned char)text.at[text.len] & 0xc0) == 0x80)
		text.len--;
	return text;
}

/* How far from its end a piece may be shortened to end after a space. */
#define NEAR ((size_t)80)

/* Here a group is written "@#G", USER has ten bytes and HOST forty. */
static_assert(LITERAL_LEN(":!@ PRIVMSG @# :\r\n") + LIMIT_NAME + 10 + 40 +
	    LIMIT_GROUP + IRC_PIECE_LEAST <=
	IRC_BODY,
    "the longest source and target leave room for a text");

struct str
irc_piece(struct str *text, size_t room)
{
	struct str piece = irc_shown(*text, room);
	size_t at = piece.len;

	if (piece.len == 0 && text->len > 0) /* this is no UTF-8 */
		piece.len = at = room;
	while (at > 0 && piece.len - at < NEAR && piece.at[at - 1] != ' ')
		at--;
	if (piece.len < text->len && at > 0 && piece.at[at - 1] == ' ')
		piece.len = at;
	if (piece.len > 0)
		str_drop(text, piece.len);
	return piece;
}
