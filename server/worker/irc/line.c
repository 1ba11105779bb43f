/* Lines, their tags, and long texts: see line.h. */
#include "worker/irc/line.h"

#include <assert.h>
#include <stdbool.h>

#include "shared/limits.h"
#include "shared/text/utf8.h"

static bool
has(struct str text, char byte)
{
	return text.len > 0 && memchr(text.at, byte, text.len) != NULL;
}

/* Returns the text from that byte on. */
static struct str
after(struct str text, size_t at)
{
	return (struct str) { text.at + at, text.len - at };
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
		if (rest.at[0] == ':') {
			*param = after(rest, 1);
			return;
		}
		if (line->count == IRC_PARAMS) {
			*param = rest;
			return;
		}
		*param = str_word(&rest);
	}
}

/* Parses the line after its tags. */
static enum irc_read
cut_body(struct str rest, struct irc_line *line)
{
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

enum irc_read
irc_line_read(struct str text, struct irc_line *line)
{
	*line = (struct irc_line) { .count = 0 };
	while (text.len > 0 && text.at[text.len - 1] == '\r')
		text.len--;
	/* Some clients end a line at a CR, so none may be passed on. */
	if (has(text, '\0') || has(text, '\r'))
		return IRC_BAD_BYTE;
	if (str_begins(text, STR("@"))) {
		const struct str tags = after(str_word(&text), 1);
		if (tags.len > IRC_TAGS_EACH)
			return IRC_TAGS_TOO_LONG;
		line->tags = tags;
	}
	return cut_body(text, line);
}

/* Takes the next tag that has a key. Returns false if there is none. */
static bool
next(struct str *tags, struct str *key, struct str *value)
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

	while (next(&tags, &other, &its))
		if (str_eq(other, key)) {
			*value = its;
			found = true;
		}
	return found;
}

/*
 * Returns whether a tag with that key follows. It is faster than irc_tag_find,
 * which matters because it runs for each tag.
 */
static bool
comes_again(struct str tags, struct str key)
{
	while (tags.len > 0) {
		const struct str tag = str_cut(&tags, ';');
		if (tag.len >= key.len &&
		    (tag.len == key.len || tag.at[key.len] == '=') &&
		    memcmp(tag.at, key.at, key.len) == 0)
			return true;
	}
	return false;
}

bool
irc_tag_next(struct str *tags, struct str *key, struct str *value)
{
	do {
		if (!next(tags, key, value))
			return false;
	} while (comes_again(*tags, *key));
	return true;
}

struct str
irc_tag_unescape(struct str value, char *room)
{
	/* After a backslash, a letter stands for the byte below it. */
	static const char letters[] = ":srn", bytes[] = "; \r\n";
	size_t len = 0;

	for (size_t i = 0; i < value.len; i++) {
		const bool escape = value.at[i] == '\\';
		if (escape && ++i == value.len)
			break; /* a backslash at the end is dropped */
		const char *at = escape && value.at[i] != '\0' ?
		    strchr(letters, value.at[i]) :
		    NULL;
		room[len] = value.at[i];
		if (at != NULL)
			room[len] = bytes[at - letters];
		len++;
	}
	return (struct str) { room, len };
}

#define ACTION STR("\001ACTION ")
#define ACTION_END STR("\001")

/* Here a group is written "@#G", USER has ten bytes and HOST forty. */
static_assert(LITERAL_LEN(":!@ PRIVMSG @# :\r\n") + LIMIT_NAME + 10 + 40 +
	    LIMIT_GROUP + IRC_SPLIT_LEAST <=
	IRC_BODY,
    "the longest source and target leave room for a text");

static bool
is_within(struct str text, size_t at)
{
	return ((unsigned char)text.at[at] & 0xc0) == 0x80;
}

/*
 * Returns where the character at that byte begins. Bytes that are not UTF-8 may
 * be cut anywhere.
 */
static size_t
start_of(struct str text, size_t at)
{
	size_t start = at;

	while (start > 0 && at - start < 3 && is_within(text, start))
		start--;
	return is_within(text, start) ? at : start;
}

/* Returns whether the character there combines with the one before it. */
static bool
is_joined(struct str text, size_t at)
{
	const struct str joiner = STR("\u200d");
	uint32_t c;

	if (utf8_decode(text.at + at, text.len - at, &c) <= 1)
		return false;
	return unicode_width(c) == 0 || (c >= 0x1f3fb && c <= 0x1f3ff) ||
	    (at >= joiner.len &&
		str_begins(after(text, at - joiner.len), joiner));
}

/* Returns the length of the longest piece that fits. */
static size_t
longest(struct str text, size_t room)
{
	size_t end, at;

	if (text.len <= room)
		return text.len;
	end = at = start_of(text, room);
	while (at > 0 && end - at < IRC_SPLIT_NEAR) {
		if (!is_joined(text, at))
			return at;
		at = start_of(text, at - 1);
	}
	return end;
}

/* Returns the smallest number of pieces into which the text can be split. */
static size_t
count_pieces(struct str text, size_t room)
{
	size_t count = 0;

	for (; text.len > 0; text = after(text, longest(text, room)))
		count++;
	return count;
}

/* Returns the length of the next piece, which ends after a space if it can. */
static size_t
piece_len(struct str text, size_t room)
{
	const size_t most = longest(text, room);
	size_t at = most < text.len ? most : 0;

	while (at > 0 && (text.at[at - 1] != ' ' || is_joined(text, at)))
		at = most - at < IRC_SPLIT_NEAR - 1 ? at - 1 : 0;
	/* Starting the next piece further on never takes more pieces. */
	return at > 0 &&
		count_pieces(after(text, at), room) <=
		    count_pieces(after(text, most), room) ?
	    at :
	    most;
}

void
irc_split_begin(struct irc_split *split, struct str text, size_t room)
{
	*split = (struct irc_split) { text, room, false };
	if (text.len <= room || text.len == ACTION.len ||
	    !str_skip(&split->rest, ACTION))
		return;
	split->action = true;
	split->rest.len -= split->rest.at[split->rest.len - 1] == '\001';
	split->room -= ACTION.len + ACTION_END.len;
}

bool
irc_split_next(struct irc_split *split, struct irc_piece *piece)
{
	const struct str none = { NULL, 0 };
	size_t len;

	if (split->rest.len == 0)
		return false;
	len = piece_len(split->rest, split->room);
	piece->before = split->action ? ACTION : none;
	piece->text = (struct str) { split->rest.at, len };
	piece->after = split->action ? ACTION_END : none;
	str_drop(&split->rest, len);
	return true;
}
