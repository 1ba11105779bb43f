/*
 * client/script/strip: escape sequences and control characters go, and all
 * the rest stays.
 */
#include "client/script/strip.h"

#include <stdlib.h>

#include "shared/buf.h"
#include "shared/names.h"
#include "tests/lib/tap.h"

static const struct {
	const char *line, *result;
} rows[] = {
	{ "", "" },
	{ "plain \tt\xc3\xa4xt \xf0\x9f\x99\x82",
	    "plain \tt\xc3\xa4xt \xf0\x9f\x99\x82" },
	{ "\033[1;31mred\033[0m\033[K.", "red." },
	{ "\033[38:2:1:2:3mtrue\033[?25l\033[4 q", "true" },
	{ "\033(Bset\033=\033>\0337\033c\033%G", "set" },
	{ "\033]0;title\007a\033]8;;http://x\033\\link\033]8;;\033\\",
	    "alink" },
	{ "\033P1$r\033\\a\033_b\033\\c\033^d\033\\e\033Xf\xc2\x9cg", "aceg" },
	{ "\xc2\x9b"
	  "1mC1\xc2\x9d"
	  "0;t\xc2\x9c\xc2\x85",
	    "C1" },
	{ "a\033]0;without an end", "a0;without an end" },
	{ "a\033[12", "a" },
	{ "a\033", "a" },
	{ "a\033[\033[1mb", "ab" },
	{ "a\bb\rc\x7f\005", "abc" },
	{ "\00312,4two\003 \002b", "\00312,4two\003 \002b" },
	{ "not \xff utf", "not \xff utf" },
};

/* Appends a piece that terminals heed, or any one byte of ASCII. */
static void
append(struct buf *line)
{
	static const char *const heeded[] = { "\033", "\033[", "\033]", "\033P",
		"\007", "\033\\", "\xc2\x9b", "\xc2\x9c", "\xc2\x9d", "\003",
		"\004", "1;2", "ff", "m", " ", "\xc3\xa4", "(" };
	const int number = rand();
	const char byte = (char)(number >> 8 & 0x7f);

	if ((number & 1) != 0)
		(void)BUF_CAT(line,
		    str_from(heeded[(size_t)(number >> 1) % COUNT(heeded)]));
	else
		(void)BUF_CAT(line, (struct str) { &byte, 1 });
}

/* No valid UTF-8 becomes longer, or keeps anything that cannot be sent. */
static void
any(void)
{
	char memory[400], room[LIMIT_LINE];
	struct buf line;
	size_t wrong = 0;

	srand(28);
	for (int i = 0; i < 20000; i++) {
		buf_init(&line, memory, sizeof(memory));
		for (int pieces = rand() % 100; pieces > 0; pieces--)
			append(&line);
		const struct str result = stripped(buf_str(&line), room);
		wrong += result.len > buf_len(&line) ||
		    (result.len > 0 &&
			text_check(result, LIMIT_TEXT) != CODE_OK);
	}
	TAP_NUM(wrong, 0, "no sequence survives");
}

int
main(void)
{
	char room[LIMIT_LINE];

	for (size_t i = 0; i < COUNT(rows); i++)
		TAP_STR(stripped(str_from(rows[i].line), room),
		    str_from(rows[i].result), "row %zu", i);
	any();
	return tap_done();
}
