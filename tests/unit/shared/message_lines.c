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
	for (size_t i = 0; i < ROUNDS; i++)
		right += is_the_same();
	TAP_NUM(right, ROUNDS, "what is added is what is taken");
	return tap_done();
}
