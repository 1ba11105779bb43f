/* Styles in the words of a test, and which of them a character has. */
#include "tests/lib/vt_style.h"

#include "shared/str.h"
#include "tests/lib/must.h"

static void
words(void)
{
	static const char *const same[] = { "none", "bold",
		"bold dim italic underline reverse strike", "red",
		"bright-white", "214", "#0a0b0c", "on blue", "bold red on 17",
		"dim #ffffff on #000000", "coloured", "on coloured" };
	static const char *const wrong[] = { "bald", "256", "#12345", "#12345g",
		"bright-pink" };
	struct vt_style style;
	char text[VT_STYLE];

	for (size_t i = 0; i < COUNT(same); i++) {
		MUST(vt_style_read(&style, same[i]), "%s is no style", same[i]);
		vt_style_text(&style, text);
		MUST(strcmp(text, same[i]) == 0, "%s is told as %s", same[i],
		    text);
	}
	for (size_t i = 0; i < COUNT(wrong); i++)
		MUST(!vt_style_read(&style, wrong[i]), "%s is a style",
		    wrong[i]);
	PASS("a style is read from its words, and told in them");
}

static const struct {
	const char *style;
	const char *wanted;
	bool space;
	bool is;
} cases[] = {
	{ "bold", "bold", false, true },
	{ "bold", "none", false, false },
	{ "none", "bold", false, false },
	{ "bold dim", "bold", false, false },
	{ "red", "coloured", false, true },
	{ "#010203", "coloured", false, true },
	{ "none", "coloured", false, false },
	{ "red", "9", false, false },
	{ "on red", "red", false, false },
	{ "bold red", "none", true, true },
	{ "reverse", "none", true, false },
	{ "on red", "none", true, false },
	{ "underline", "bold", true, false },
};

int
main(void)
{
	struct vt_style style, wanted;

	words();
	for (size_t i = 0; i < COUNT(cases); i++) {
		MUST(vt_style_read(&style, cases[i].style) &&
			vt_style_read(&wanted, cases[i].wanted),
		    "case %zu is no style", i);
		MUST(
		    vt_style_is(&style, &wanted, cases[i].space) == cases[i].is,
		    "case %zu: %s, %s", i, cases[i].style, cases[i].wanted);
	}
	PASS("a character has a style, or not; of a space less is seen");
	return tap_done();
}
