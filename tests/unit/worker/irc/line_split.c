/*
 * server/worker/irc/line: a long text goes out in pieces that fit, which are
 * the text again, as few as can be, and cut where it hurts least.
 */
#include "server/worker/irc/line.h"

#include "shared/limits.h"
#include "tests/lib/dice.h"
#include "tests/lib/tap.h"

#define PIECES 5
#define ROUNDS 3000
#define TEXT_MOST ((size_t)300)

#define ACUTE "\u0301"
#define ZWJ "\u200d"
#define WOMAN "\U0001f469"
#define SKIN "\U0001f3fd"
#define LAPTOP "\U0001f4bb"

static const struct {
	const char *text;
	size_t room;
	const char *piece[PIECES];
} rows[] = {
	{ "short", 16, { "short" } },
	{ "sixteen letters.", 16, { "sixteen letters." } },
	{ "x", 16, { "x" } },
	{ " ", 16, { " " } },

	/* between words, if there is room behind */
	{ "seventeen letters", 16, { "seventeen ", "letters" } },
	{ "one two three four", 16, { "one two three ", "four" } },
	{ "one two thirteen x", 16, { "one two ", "thirteen x" } },
	{ "one two thirteen  x", 16, { "one two ", "thirteen  x" } },
	{ "a bcdefghijklmnopqrstuvwxyz01234", 16,
	    { "a bcdefghijklmno", "pqrstuvwxyz01234" } },
	{ "a bcdefghijklmnopqrstuvwxyz0123456", 16,
	    { "a ", "bcdefghijklmnopq", "rstuvwxyz0123456" } },

	/* a word alone */
	{ "abcdefghijklmnopqrstuvwxyz", 16,
	    { "abcdefghijklmnop", "qrstuvwxyz" } },

	/* no half characters: of two, three and four bytes */
	{ "abcdefghijklmno\u00fcx", 16, { "abcdefghijklmno", "\u00fcx" } },
	{ "abcdefghijklmn\u20acx", 16, { "abcdefghijklmn", "\u20acx" } },
	{ "abcdefghijklmno\u20acx", 16, { "abcdefghijklmno", "\u20acx" } },
	{ "abcdefghijklm" WOMAN "x", 16, { "abcdefghijklm", WOMAN "x" } },
	{ "abcdefghijklmno" WOMAN, 16, { "abcdefghijklmno", WOMAN } },
	{ "abcdefghijkl" WOMAN "xyz", 16, { "abcdefghijkl" WOMAN, "xyz" } },

	/* nor a letter without its marks, nor half a person */
	{ "abcdefghijklmnoe" ACUTE "f", 16,
	    { "abcdefghijklmno", "e" ACUTE "f" } },
	{ "abcdefghijklme" ACUTE ACUTE "f", 16,
	    { "abcdefghijklm", "e" ACUTE ACUTE "f" } },
	{ "abcdefghij" WOMAN SKIN, 16, { "abcdefghij", WOMAN SKIN } },
	{ "abcd" WOMAN ZWJ LAPTOP "x", 16, { "abcd" WOMAN ZWJ LAPTOP "x" } },
	{ "abcdef" WOMAN ZWJ LAPTOP "x", 16,
	    { "abcdef", WOMAN ZWJ LAPTOP "x" } },
	{ "one two " ACUTE "three four", 16,
	    { "one two " ACUTE "three ", "four" } },
	{ "abcdefg " ACUTE "hijklmnop", 16,
	    { "abcdefg " ACUTE "hijklm", "nop" } },

	/* IRC's formatting is no mark */
	{ "abcdefghijklmnop\002bold", 16, { "abcdefghijklmnop", "\002bold" } },

	/* what a client does */
	{ "\001ACTION waves\001", 16, { "\001ACTION waves\001" } },
	{ "\001ACTION waves to all\001", 17,
	    { "\001ACTION waves \001", "\001ACTION to all\001" } },
	{ "\001ACTION waves to all", 17,
	    { "\001ACTION waves \001", "\001ACTION to all\001" } },
	{ "\001ACTION abcdefgh\001", 16,
	    { "\001ACTION abcdefg\001", "\001ACTION h\001" } },
	{ "\001ACTION \u00fc\u00fc\u00fc\u00fc\001", 16,
	    { "\001ACTION \u00fc\u00fc\u00fc\001", "\001ACTION \u00fc\001" } },
	{ "\001VERSION of something\001", 16,
	    { "\001VERSION of ", "something\001" } },
	{ "\001ACTIONS of somebody\001", 16,
	    { "\001ACTIONS of ", "somebody\001" } },
	{ "x\001ACTION somebody's\001", 16,
	    { "x\001ACTION ", "somebody's\001" } },
};

/* The piece as it is in the line. */
static struct str
print(const struct irc_piece *piece, char room[IRC_BODY])
{
	const struct str parts[] = { piece->before, piece->text, piece->after };
	size_t len = 0;

	for (size_t i = 0; i < COUNT(parts); i++) {
		if (parts[i].len > 0)
			memcpy(room + len, parts[i].at, parts[i].len);
		len += parts[i].len;
	}
	return (struct str) { room, len };
}

static void
is_cut(size_t row)
{
	char room[IRC_BODY];
	struct irc_split split;
	struct irc_piece piece;
	size_t count = 0;

	irc_split_begin(&split, str_from(rows[row].text), rows[row].room);
	while (irc_split_next(&split, &piece)) {
		const char *want =
		    count < PIECES ? rows[row].piece[count] : NULL;
		TAP_OK(want != NULL, "row %zu: not too many", row);
		if (want == NULL)
			return;
		TAP_STR(print(&piece, room), str_from(want),
		    "row %zu, piece %zu", row, count);
		count++;
	}
	TAP_OK(count == PIECES || rows[row].piece[count] == NULL,
	    "row %zu: not too few", row);
}

#define WORD(literal)                        \
	{                                    \
		literal, sizeof(literal) - 1 \
	}

/* Any characters, of which the marks are few enough for the least room. */
static struct str
any_text(char room[TEXT_MOST])
{
	static const struct str characters[] = { WORD("a"), WORD("b"),
		WORD("c"), WORD("d"), WORD(" "), WORD(" "), WORD("\002"),
		WORD("\u00fc"), WORD("\u20ac"), WORD("\u0627"), WORD(LAPTOP),
		WORD("e" ACUTE), WORD(" " ACUTE ACUTE), WORD(WOMAN SKIN),
		WORD("x" ZWJ "\u00fc") };
	const size_t wanted = 1 + dice((uint32_t)TEXT_MOST - 16);
	size_t len = 0;

	while (len < wanted) {
		const struct str next = characters[dice(COUNT(characters))];
		memcpy(room + len, next.at, next.len);
		len += next.len;
	}
	return (struct str) { room, len };
}

static bool
stands(struct str text, size_t at, const char *what)
{
	return text.len - at >= strlen(what) &&
	    memcmp(text.at + at, what, strlen(what)) == 0;
}

/* May a piece end there, as far as any_text knows? */
static bool
may_end(struct str text, size_t at)
{
	if (at == 0 || at == text.len)
		return true;
	return ((unsigned char)text.at[at] & 0xc0) != 0x80 &&
	    !stands(text, at, ACUTE) && !stands(text, at, SKIN) &&
	    !stands(text, at, ZWJ) && !(at > 3 && stands(text, at - 3, ZWJ));
}

/* In how few pieces what stands behind each place can go out. */
static void
count_least(struct str text, size_t room, size_t least[TEXT_MOST + 1])
{
	least[text.len] = 0;
	for (size_t at = text.len; at-- > 0;) {
		least[at] = TEXT_MOST;
		for (size_t len = 1; len <= room && at + len <= text.len; len++)
			if (may_end(text, at + len) &&
			    least[at + len] + 1 < least[at])
				least[at] = least[at + len] + 1;
	}
}

static bool
is_between_words(struct str text, size_t at)
{
	return at == text.len || text.at[at - 1] == ' ';
}

/* Would there have been a better place than that, which costs no piece? */
static bool
was_better(struct str text, size_t from, size_t at, const size_t *least)
{
	if (is_between_words(text, at))
		return false;
	for (size_t other = at - 1; other > from; other--)
		if (at - other < IRC_SPLIT_NEAR && may_end(text, other) &&
		    is_between_words(text, other) && least[other] <= least[at])
			return true;
	return false;
}

/* Returns the fault in the pieces of a text; null: none. */
static const char *
find_fault(struct str text, size_t room)
{
	size_t least[TEXT_MOST + 1];
	struct irc_split split;
	struct irc_piece piece;
	size_t at = 0, count = 0;

	count_least(text, room, least);
	irc_split_begin(&split, text, room);
	while (irc_split_next(&split, &piece)) {
		const size_t from = at;
		at += piece.text.len;
		count++;
		if (piece.text.len == 0 || piece.text.len > room)
			return "empty, or too long";
		if (piece.text.at != text.at + from)
			return "not behind the one before";
		if (!may_end(text, at))
			return "cut within what belongs together";
		if (was_better(text, from, at, least))
			return "not between words";
	}
	if (at != text.len)
		return "not all";
	return count == least[0] ? NULL : "too many";
}

static void
cuts_any_text(void)
{
	char memory[TEXT_MOST];
	size_t wrong = 0;

	for (size_t i = 0; i < ROUNDS; i++) {
		const struct str text = any_text(memory);
		const size_t room = IRC_SPLIT_LEAST + dice(60);
		const char *fault = find_fault(text, room);
		if (fault != NULL && wrong++ == 0)
			tap_note("'%.*s' in %zu: %s", (int)text.len, text.at,
			    room, fault);
	}
	TAP_NUM(wrong, 0, "%d texts are cut well", ROUNDS);
}

/* Returns the length of the first piece of 200, from 300 bytes with a space. */
static size_t
first_of(size_t space)
{
	char text[300];
	struct irc_split split;
	struct irc_piece piece;

	memset(text, 'x', sizeof(text));
	text[space] = ' ';
	irc_split_begin(&split, (struct str) { text, sizeof(text) }, 200);
	return irc_split_next(&split, &piece) ? piece.text.len : 0;
}

static void
looks_near_the_end(void)
{
	TAP_NUM(first_of(199), 200, "a space at the end");
	TAP_NUM(first_of(150), 151, "one near it");
	TAP_NUM(first_of(200 - IRC_SPLIT_NEAR), 201 - IRC_SPLIT_NEAR,
	    "one at the limit");
	TAP_NUM(first_of(199 - IRC_SPLIT_NEAR), 200, "one beyond it");
	TAP_NUM(first_of(200), 200, "one behind the end");
}

/* More marks than are looked at: they are cut, and no piece is small for it. */
static void
bears_many_marks(void)
{
	static char text[LIMIT_TEXT];
	const struct str mark = STR(ACUTE);
	const size_t room = 400;
	struct irc_split split;
	struct irc_piece piece;
	size_t at = 0, count = 0;

	memset(text, 'x', room / 2);
	for (size_t i = room / 2; i < sizeof(text); i += mark.len)
		memcpy(text + i, mark.at, mark.len);
	irc_split_begin(&split, (struct str) { text, sizeof(text) }, room);
	while (irc_split_next(&split, &piece)) {
		TAP_OK(piece.text.at == text + at && piece.text.len % 2 == 0,
		    "whole marks behind those before");
		at += piece.text.len;
		count++;
	}
	TAP_NUM(at, sizeof(text), "all of them");
	TAP_NUM(count, (sizeof(text) + room - 1) / room, "in few pieces");
}

/* Nothing comes of bytes that are no UTF-8 but that they are cut. */
static void
bears_other_bytes(void)
{
	char text[100];
	struct irc_split split;
	struct irc_piece piece;
	size_t at = 0;

	memset(text, 0x80, sizeof(text));
	irc_split_begin(&split, (struct str) { text, sizeof(text) }, 16);
	while (irc_split_next(&split, &piece) && piece.text.len > 0 &&
	    piece.text.len <= 16)
		at += piece.text.len;
	TAP_NUM(at, sizeof(text), "all of them");
}

int
main(void)
{
	dice_begin();
	for (size_t i = 0; i < COUNT(rows); i++)
		is_cut(i);
	cuts_any_text();
	looks_near_the_end();
	bears_many_marks();
	bears_other_bytes();
	return tap_done();
}
