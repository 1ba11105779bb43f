/*
 * Screens as tests want them: which is one, and that what is shown of one that
 * is not has each row that differs, once.
 */
#include "tests/lib/wanted.h"

#include <stdio.h>

#include "tests/lib/must.h"

static struct vt vt;

static const struct {
	const char *wanted;
	const char *screen;
	bool is;
} cases[] = {
	{ "one\ntwo", "one\r\ntwo", true },
	{ "one\ntwo\n", "one\r\ntwo", true },
	{ "one  \ntwo", "one\r\ntwo ", true },
	{ "one", "one\r\ntwo", false },
	{ "one\ntwo\nthree", "one\r\ntwo", false },
	{ "", "", true },
	{ "", "x", false },
	{ "one\n\n\n\nfive", "one\r\n\n\n\nfive", true },
	{ "one\n...\nfive", "one\r\n\n\n\nfive", true },
	{ "one\n...\nfive", "one\r\nfive", true },
	{ "one\n...\nfive", "one\r\nfive\r\nsix", false },
	{ "one\n...", "one\r\nfive\r\nsix", true },
	{ "...\nsix", "one\r\nfive\r\nsix", true },
	{ "...\nb\n...\nd\n...", "a\r\nb\r\nc\r\nd\r\ne", true },
	{ "...\nd\n...\nb\n...", "a\r\nb\r\nc\r\nd\r\ne", false },
	{ "...", "anything", true },
	{ "[##:##] a", "[07:14] a", true },
	{ "[##:##] a", "[07:1x] a", false },
	{ "[##:##] a", "[7:14] a", false },
	{ "##:##:## # 1", "07:14:03 # 1", true },
	{ "at ##", "at 1", false },
	{ "at #", "at 1", false },
};

static void
show(const char *bytes)
{
	vt_init(&vt, 5, 20);
	vt_feed(&vt, bytes, strlen(bytes));
}

static void
screens(void)
{
	for (size_t i = 0; i < COUNT(cases); i++) {
		show(cases[i].screen);
		MUST(wanted_screen(cases[i].wanted, &vt) == cases[i].is,
		    "case %zu: it is %s", i, cases[i].is ? "not" : "");
	}
	PASS("a screen is what is wanted, or not");
}

static void
pieces(void)
{
	MUST(wanted_has(STR("## new"), STR("--- 12 new")) &&
		!wanted_has(STR("## new"), STR("--- 1 new")) &&
		wanted_has(STR(""), STR("")) &&
		wanted_has(STR("new"), STR("new")) &&
		!wanted_has(STR("news"), STR("new")),
	    "what a row has in it");
	PASS("a row has it in it, or not");
}

static const struct {
	const char *wanted;
	const char *screen;
	const char *shown;
} differences[] = {
	{ "a\nb\nc", "a\r\nx\r\nc",
	    "\n#   0  |a"
	    "\n#     -|b"
	    "\n#   1 +|x"
	    "\n#   2> |c" },
	{ "a\nb\nc", "a\r\nc",
	    "\n#   0  |a"
	    "\n#     -|b"
	    "\n#   1> |c" },
	{ "a\nc", "a\r\nb\r\nc\033[A",
	    "\n#   0  |a"
	    "\n#   1>+|b"
	    "\n#   2  |c" },
	{ "...\nc\ne", "a\r\nb\r\nc\r\nd",
	    "\n#   0 .|a"
	    "\n#   1 .|b"
	    "\n#   2  |c"
	    "\n#     -|e"
	    "\n#   3>+|d" },
	{ "a", "a\r\n\n", "\n#   0  |a\n#   1 .|\n#   2>.|" },
};

static void
shown(void)
{
	for (size_t i = 0; i < COUNT(differences); i++) {
		show(differences[i].screen);
		const char *text =
		    wanted_difference(differences[i].wanted, &vt);
		MUST(strcmp(text, differences[i].shown) == 0,
		    "case %zu:%s\n# instead of:%s", i, text,
		    differences[i].shown);
	}
	PASS("of a screen that is wrong the rows that differ are marked");
}

int
main(void)
{
	screens();
	pieces();
	shown();
	return tap_done();
}
