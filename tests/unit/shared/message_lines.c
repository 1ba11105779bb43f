/*
 * shared/message_lines: the lines of a message in two words; what is built can
 * be taken apart, and nothing else is accepted.
 */
#include "shared/message_lines.h"

#include "tests/lib/dice.h"
#include "tests/lib/filler.h"
#include "tests/lib/tap.h"

#define ROUNDS 20000
#define FIFTY                                                \
	"1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1," \
	"1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1"
#define LETTERS                                              \
	"a a a a a a a a a a a a a a a a a a a a a a a a a " \
	"a a a a a a a a a a a a a a a a a a a a a a a a a"

/* The two words, and what is wrong; the map if nothing is. */
static const struct {
	const char *lengths, *text;
	enum code code;
	size_t count;
	const char *map;
} rows[] = {
	{ "5,3", "hello you", CODE_OK, 2, "" },
	{ "5,0,3", "hello  you", CODE_OK, 2, "tet" },
	{ "0,1,0", " a ", CODE_OK, 1, "ete" },
	{ "5+3", "helloyou", CODE_OK, 2, "tc" },
	{ "2+1", "\xc3\xa9z", CODE_OK, 2, "tc" },
	{ FIFTY "," FIFTY, LETTERS " " LETTERS, CODE_OK, 100, "" },
	{ FIFTY "," FIFTY ",1", LETTERS " " LETTERS " a", CODE_TOO_MANY, 0,
	    "" },
	{ "", "", CODE_BAD_TEXT, 0, "" },
	{ "0", "", CODE_BAD_TEXT, 0, "" },
	{ "1", "ab", CODE_BAD_TEXT, 0, "" },
	{ "1,", "a", CODE_BAD_TEXT, 0, "" },
	{ "1+", "a", CODE_BAD_TEXT, 0, "" },
	{ ",1", " a", CODE_BAD_TEXT, 0, "" },
	{ "1,,1", "a b", CODE_BAD_TEXT, 0, "" },
	{ "1,1", "a-b", CODE_BAD_TEXT, 0, "" },
	{ "1+0", "a", CODE_BAD_TEXT, 0, "" },
	{ "1+1", "\xc3\xa9", CODE_BAD_TEXT, 0, "" },
	{ "1", "\x1b", CODE_BAD_TEXT, 0, "" },
	{ "18446744073709551616", "a", CODE_BAD_TEXT, 0, "" },
	{ "-1", "a", CODE_BAD_TEXT, 0, "" },
};

static void
check_rows(void)
{
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct str lengths = str_from(rows[i].lengths);
		char room[LIMIT_LINES];
		struct str map;

		TAP_NUM(message_lines_check(lengths, str_from(rows[i].text)),
		    rows[i].code, "%s: \"%s\"", rows[i].lengths, rows[i].text);
		if (rows[i].code != CODE_OK)
			continue;
		TAP_NUM(message_lines_map(lengths, room, &map), rows[i].count,
		    "lines with a text");
		TAP_OK(str_eq(map, str_from(rows[i].map)), "the map");
	}
}

static struct message_lines lines;

static enum code
add(const char *text, size_t len, bool continues)
{
	const struct message_line line = { { text, len }, continues };

	return message_lines_add(&lines, line);
}

static bool
is_whole(void)
{
	return message_lines_check(message_lines_lengths(&lines),
		   message_lines_text(&lines)) == CODE_OK;
}

static void
check_limits(void)
{
	message_lines_clear(&lines);
	TAP_OK(
	    add(filler(LIMIT_LINES_TEXT), LIMIT_LINES_TEXT, false) == CODE_OK &&
		is_whole(),
	    "one line of all bytes");
	TAP_NUM(add("", 0, false), CODE_TOO_LONG, "and no line break more");
	TAP_NUM(add("a", 1, true), CODE_TOO_LONG, "nor another part");
	message_lines_clear(&lines);
	for (size_t i = 0; i < LIMIT_LINES; i++)
		if (add(filler(33), 33, false) != CODE_OK)
			break;
	TAP_OK(lines.count == LIMIT_LINES && is_whole() &&
		lines.text_len == LIMIT_LINES_TEXT - 1,
	    "as many lines as possible, of all bytes");
	TAP_NUM(add("", 0, false), CODE_TOO_MANY, "and no more");
	message_lines_clear(&lines);
	TAP_OK(add("", 0, false) == CODE_OK && !lines.has_text, "an empty one");
	TAP_NUM(add("", 0, true), CODE_BAD_TEXT, "not to continue another");
	TAP_NUM(add("\x07", 1, false), CODE_BAD_TEXT, "nor a wrong one");
	TAP_NUM(lines.count, 1, "and they are not added");
}

/* A message of lines by chance is, taken apart, what it was. */
static bool
is_the_same(void)
{
	struct message_line in[8], out;
	struct str lengths, text;
	size_t count = 1 + dice(COUNT(in)), at = 0;

	message_lines_clear(&lines);
	for (size_t i = 0; i < count; i++) {
		const size_t len = dice(4) == 0 ? 0 : dice(120);
		in[i] = (struct message_line) { { filler(len), len },
			i > 0 && len > 0 && dice(2) == 0 };
		if (message_lines_add(&lines, in[i]) != CODE_OK)
			return false;
	}
	lengths = message_lines_lengths(&lines);
	text = message_lines_text(&lines);
	for (; message_lines_next(&lengths, &text, &out); at++)
		if (at == count || out.continues != in[at].continues ||
		    !str_eq(out.text, in[at].text))
			return false;
	return at == count && lengths.len == 0 && text.len == 0;
}

int
main(void)
{
	size_t right = 0;

	dice_begin();
	check_rows();
	check_limits();
	for (size_t i = 0; i < ROUNDS; i++)
		right += is_the_same();
	TAP_NUM(right, ROUNDS, "what is added is what is taken");
	return tap_done();
}
