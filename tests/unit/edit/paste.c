/* client/edit/paste: what is pasted, and how many lines it has. */
#include "client/edit/paste.h"

#include "tests/lib/tap.h"

static struct paste paste;

static const struct {
	const char *pasted;
	size_t lines;
	const char *text;
} rows[] = {
	{ "", 0, "" },
	{ "\n\n", 0, "" },
	{ "one", 1, "one" },
	{ "one\n", 1, "one" },
	{ "\none \n", 1, "one" },
	{ "one\ntwo", 2, "one\ntwo" },
	{ "one\n\n\ntwo\n\n", 4, "one\n\n\ntwo" },
	{ "\tone\n1234567\ttwo\t.", 2, "        one\n1234567 two     ." },
	{ "12345678\t.\n\xd8\xb4\t.", 2,
	    "12345678        .\n\xd8\xb4       ." },
};

int
main(void)
{
	for (size_t i = 0; i < COUNT(rows); i++) {
		paste_begin(&paste);
		for (const char *at = rows[i].pasted; *at != '\0'; at++)
			paste_add(&paste, (struct str) { at, 1 });
		TAP_NUM(paste_lines(&paste), rows[i].lines, "lines %zu", i);
		TAP_STR(
		    paste_text(&paste), str_from(rows[i].text), "text %zu", i);
	}
	paste_begin(&paste);
	for (size_t i = 0; i < PASTE_MOST; i++)
		paste_add(&paste, STR("x"));
	TAP_OK(!paste.lost, "as much as can be");
	paste_add(&paste, STR("x"));
	TAP_OK(paste.lost, "and no more");
	paste_begin(&paste);
	TAP_OK(!paste.lost, "the next is another one");
	return tap_done();
}
