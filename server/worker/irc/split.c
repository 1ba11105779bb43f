/* Long texts in pieces: see split.h. */
#include "worker/irc/split.h"

#include <assert.h>

#include "shared/limits.h"
#include "shared/utf8.h"
#include "worker/irc/line.h"

#define ACTION STR("\001ACTION ")
#define ACTION_END STR("\001")

/* A group as "@#G"; USER has ten bytes, and HOST forty. */
static_assert(sizeof(":!@ PRIVMSG @# :\r\n") - 1 + LIMIT_NAME + 10 + 40 +
	    LIMIT_GROUP + IRC_SPLIT_LEAST <=
	IRC_BODY,
    "the longest source and target leave room for a text");

static bool
is_within(struct str text, size_t at)
{
	return ((unsigned char)text.at[at] & 0xc0) == 0x80;
}

/* Where the character begins that is there; what is not UTF-8 is cut. */
static size_t
start_of(struct str text, size_t at)
{
	size_t start = at;

	while (start > 0 && at - start < 3 && is_within(text, start))
		start--;
	return is_within(text, start) ? at : start;
}

static bool
is_behind_joiner(struct str text, size_t at)
{
	const struct str joiner = STR("\u200d");

	return at >= joiner.len &&
	    memcmp(text.at + at - joiner.len, joiner.at, joiner.len) == 0;
}

/* Is what begins there seen on, or as one with, what stands before it? */
static bool
is_joined(struct str text, size_t at)
{
	uint32_t c;

	if (utf8_decode(text.at + at, text.len - at, &c) <= 1)
		return false;
	return unicode_width(c) == 0 || (c >= 0x1f3fb && c <= 0x1f3ff) ||
	    is_behind_joiner(text, at);
}

/* The longest piece that there is room for. */
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

static struct str
behind(struct str text, size_t at)
{
	return (struct str) { text.at + at, text.len - at };
}

/* As few as can be. */
static size_t
count_pieces(struct str text, size_t room)
{
	size_t count = 0;

	for (; text.len > 0; text = behind(text, longest(text, room)))
		count++;
	return count;
}

/* The last place behind a space, up to that one; 0: none is near. */
static size_t
behind_space(struct str text, size_t end)
{
	for (size_t at = end; at > 0 && end - at < IRC_SPLIT_NEAR; at--)
		if (text.at[at - 1] == ' ' && !is_joined(text, at))
			return at;
	return 0;
}

static size_t
piece_len(struct str text, size_t room)
{
	const size_t most = longest(text, room);
	const size_t nicer = most < text.len ? behind_space(text, most) : 0;

	/* From a place further on it is never more pieces. */
	if (nicer == 0 ||
	    count_pieces(behind(text, nicer), room) >
		count_pieces(behind(text, most), room))
		return most;
	return nicer;
}

static bool
is_action(struct str text)
{
	return text.len > ACTION.len &&
	    memcmp(text.at, ACTION.at, ACTION.len) == 0;
}

void
irc_split_begin(struct irc_split *split, struct str text, size_t room)
{
	split->rest = text;
	split->room = room;
	split->action = text.len > room && is_action(text);
	if (!split->action)
		return;
	split->rest = behind(text, ACTION.len);
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
	piece->behind = split->action ? ACTION_END : none;
	split->rest = behind(split->rest, len);
	return true;
}
