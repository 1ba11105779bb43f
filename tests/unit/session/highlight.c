/* client/session/highlight: own name and words of one's own, as words. */
#include "client/session/highlight.h"

#include "tests/lib/must.h"

static const struct {
	const char *text;
	bool meant;
} texts[] = {
	{ "javad: hello", true },
	{ "is JAVAD there?", true },
	{ "javadi is", false },
	{ "more tea!", true },
	{ "a team", false },
	{ "coffee break?", true },
	{ "coffee, break", false },
	{ "#rust is", true },
	{ "", false },
};

static void
looks(void)
{
	MUST(highlight_set(STR(" tea, coffee break ,,#rust")) == NULL, "set");
	for (size_t i = 0; i < COUNT(texts); i++)
		MUST(highlight_in(str_from(texts[i].text), STR("javad")) ==
			texts[i].meant,
		    "%s", texts[i].text);
	PASS("own name and the words between commas are found");
	MUST(!highlight_in(STR("hello"), STR("")), "no name is in no text");
	TAP_STR(highlight_words(), STR(" tea, coffee break ,,#rust"), "kept");
	MUST(highlight_set(STR("")) == NULL, "none");
	MUST(!highlight_in(STR("tea"), STR("javad")), "no words are left");
	PASS("and may be none");
}

static void
is_bounded(void)
{
	static char text[HIGHLIGHT_LONGEST + 1];

	memset(text, 'x', sizeof(text));
	MUST(highlight_set((struct str) { text, sizeof(text) }) != NULL,
	    "too long");
	MUST(highlight_set((struct str) { text, HIGHLIGHT_LONGEST }) == NULL,
	    "not too long");
	for (size_t i = 0; i < (size_t)2 * HIGHLIGHT_MOST; i++)
		text[i] = i % 2 == 0 ? 'y' : ',';
	MUST(highlight_set((struct str) { text, (size_t)2 * HIGHLIGHT_MOST }) ==
		NULL,
	    "50 words");
	MUST(highlight_set(
		 (struct str) { text, (size_t)2 * HIGHLIGHT_MOST + 1 }) != NULL,
	    "51 words");
	MUST(
	    highlight_in(STR("y"), STR("")), "what is refused changes nothing");
	PASS("1000 bytes and 50 words");
}

int
main(void)
{
	looks();
	is_bounded();
	return tap_done();
}
