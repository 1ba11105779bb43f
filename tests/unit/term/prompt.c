/*
 * client/term/prompt: the line that is typed as rows: where it is cut, how it
 * scrolls, its marks, and the cursor, which is always seen. In what is wanted
 * here | is the cursor, and rows end with a slash.
 */
#include "client/term/prompt.h"

#include "client/text/width.h"
#include "shared/buf.h"
#include "tests/lib/must.h"

#define KAN "\xe6\xbc\xa2" /* two columns */
#define DOTS "o\xcc\x88" /* one */

static struct prompt prompt;

/* Without our own sequences, and with the cursor. */
static struct str
seen(void)
{
	static char memory[2 * PROMPT_ROOM];
	struct buf to;

	buf_init(&to, memory, sizeof(memory));
	for (size_t row = 0; row < prompt.rows; row++) {
		struct str rest = prompt.row[row];
		size_t column = 0;
		size_t width = 1;
		bool cursor = row != prompt.cursor_row;
		while (rest.len > 0 || !cursor) {
			if (!cursor && column >= prompt.cursor_column) {
				cursor = true;
				MUST(BUF_CAT(&to, STR("|")), "no room");
				continue;
			}
			const size_t len = width_first(rest, &width);
			MUST(len > 0, "the cursor is behind its row");
			if (rest.at[0] != '\033')
				MUST(
				    BUF_CAT(&to, (struct str) { rest.at, len }),
				    "no room");
			column += width;
			rest = (struct str) { rest.at + len, rest.len - len };
		}
		if (row + 1 < prompt.rows)
			MUST(BUF_CAT(&to, STR("/")), "no room");
	}
	return buf_str(&to);
}

static const struct {
	const char *prefix, *line;
	size_t cursor; /* bytes */
	size_t columns, most;
	const char *rows;
} rows[] = {
	{ "", "", 0, 10, 3, "|" },
	{ "[dev] ", "hello", 1, 20, 3, "[dev] h|ello" },
	/* the last column is used, and the cursor may have a row of its own */
	{ "> ", "12345", 5, 8, 3, "> 12345|" },
	{ "> ", "123456", 6, 8, 3, "> 123456/|" },
	{ "> ", "123456", 5, 8, 3, "> 12345|6/" },
	{ "> ", "123456789", 3, 8, 3, "> 123|456/789" },
	/* characters are whole */
	{ "> ", "12345" KAN "x", 9, 8, 3, "> 12345/" KAN "x|" },
	{ "> ", "12345" DOTS "x", 5, 8, 3, "> 12345|" DOTS "/x" },
	/* as many rows as there may be, and marks where there are more */
	{ "> ", "abcdefghijkl", 12, 8, 2, "> abcdef/ghijkl|" },
	{ "> ", "abcdefghijklmno", 0, 8, 2, "> |abcde/ fghijk>" },
	{ "> ", "abcdefghijklmno", 15, 8, 2, "<fghijk/ lmno|" },
	{ "> ", "abcdefghijklmnopq", 17, 8, 2, "<lmnopq/ |" },
	/* one row */
	{ "> ", "abcde", 5, 8, 1, "> abcde|" },
	{ "> ", "abcdef", 3, 8, 1, "> abc|de>" },
	{ "> ", KAN KAN KAN, 9, 8, 1, "<" KAN "|" },
	{ "> ", KAN KAN KAN, 3, 8, 1, "> " KAN "|" KAN " >" },
	/* a long prefix keeps its end; its style ends */
	{ "(search back) `ab': ", "line", 0, 20, 3, "ck) `ab': |line" },
	{ "\033[1m[averylong]\033[0m ", "x", 1, 10, 3, "ong] x|" },
	/* a line break is a sign of one column */
	{ "> ", "ab\ncd", 3, 8, 3, "> ab\xe2\x86\xb5|cd" },
	{ "> ", "a\nb\nc\nd\n", 8, 8, 1,
	    "<\xe2\x86\xb5"
	    "d\xe2\x86\xb5|" },
	/* hardly any room */
	{ "> ", "abc", 3, 3, 2, " ab/c|" },
	{ "> ", "abc", 0, 1, 1, "|a" },
	{ "> ", KAN, 3, 1, 3, "/" KAN "/|" },
	/* what cannot be shown is not, and the cursor keeps its place */
	{ "",
	    "a\xe2\x80\xae"
	    "b",
	    4, 10, 3, "a|b" },
	{ NULL, NULL, 0, 0, 0, NULL },
};

static void
lay(const char *prefix, const char *line, size_t cursor, size_t columns,
    size_t most)
{
	static struct edit edit;

	edit_clear(&edit);
	MUST(edit_replace(&edit, 0, str_from(line)), "too long");
	edit.cursor = cursor;
	prompt_lay(&prompt, &edit, str_from(prefix), columns, most);
	MUST(prompt.rows > 0 && prompt.rows <= most &&
		prompt.cursor_row < prompt.rows &&
		prompt.cursor_column < columns,
	    "the rows are bounded, and the cursor is in them");
}

/* Whatever is typed, in whatever window, the cursor is seen in what was typed.
 */
static void
fits_all(void)
{
	const char line[] = "a" KAN DOTS "\xf0\x9f\x91\xa9\xe2\x80\x8d"
			    "\xf0\x9f\x92\xbb\xe2\x80\xaez" KAN KAN "end";

	prompt = (struct prompt) { 0 };
	for (size_t columns = 1; columns < 20; columns++)
		for (size_t most = 1; most < 6; most++)
			for (size_t at = 0; at < sizeof(line); at++)
				lay("[dev] ", line, at, columns, most);
}

int
main(void)
{
	for (size_t i = 0; rows[i].line != NULL; i++) {
		prompt = (struct prompt) { 0 };
		lay(rows[i].prefix, rows[i].line, rows[i].cursor,
		    rows[i].columns, rows[i].most);
		TAP_STR(seen(), str_from(rows[i].rows), "row %zu", i);
	}
	fits_all();
	return tap_done();
}
