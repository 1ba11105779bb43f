/*
 * server/worker/irc/line.c: any text comes out whole, in pieces that fit and
 * are not empty; of UTF-8 each is UTF-8. The first byte chooses the room.
 */
#include "server/worker/irc/line.h"

#include "tests/fuzz/lib/fuzz.h"
#include "tests/fuzz/lib/wellformed.h"
#include "tests/lib/must.h"

static void
is_good(const struct irc_piece *piece, size_t room, bool utf8)
{
	MUST(piece->text.len > 0, "an empty piece");
	MUST(piece->before.len + piece->text.len + piece->after.len <= room,
	    "it does not fit");
	MUST(!utf8 || wellformed(piece->text), "half a character");
}

/* Behind what an ACTION begins with; its last byte is said by each piece. */
static bool
is_whole(struct str text, struct str said, bool action)
{
	const size_t left = text.len - said.len;

	return left == 0 ||
	    (action && left == 1 && text.at[said.len] == '\001');
}

void
fuzz(struct str input)
{
	const size_t room = IRC_SPLIT_LEAST + 2 * (size_t)fuzz_byte(&input);
	const bool utf8 = wellformed(input);
	struct irc_split split;
	struct irc_piece piece;
	struct str said = { input.at, 0 };

	if (input.len == 0)
		return;
	irc_split_begin(&split, input, room);
	if (split.action) {
		const size_t begin = STR("\001ACTION ").len;
		said.at += begin;
		input.at += begin;
		input.len -= begin;
	}
	while (irc_split_next(&split, &piece)) {
		is_good(&piece, room, utf8);
		MUST(piece.text.at == said.at + said.len, "a gap");
		MUST((piece.before.len > 0) == split.action, "no ACTION");
		said.len += piece.text.len;
	}
	MUST(is_whole(input, said, split.action), "it is not all");
}
