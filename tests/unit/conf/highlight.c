/* client/conf/highlight: words of one's own, and patterns, as words. */
#include "client/conf/highlight.h"

#include "tests/lib/must.h"

static bool
is_marked(const char *text, const char *me)
{
	return highlight_in(
	    &(struct highlight_said) { .text = str_from(text) }, str_from(me));
}

/* Messages of ali, sara and a bot in ops and in tea. */
static const struct {
	const char *group, *from, *text;
	bool meant;
} said[] = {
	{ "ops", "ali", "it is deployed.", true },
	{ "tea", "ali", "it is deployed.", false },
	{ "ops", "ali", "we redeploy", false },
	{ "tea", "ali", "(ERR-4)", true },
	{ "tea", "ali", "err-42", false },
	{ "tea", "Sara", "anything", true },
	{ "tea", "sarah", "anything", false },
	{ "ops", "bot-7", "anything", true },
	{ "tea", "bot-7", "anything", false },
	{ "tea", "ali", "the disk of db is FULL", true },
	{ "tea", "ali", "a full disk", false },
	{ "tea", "ali", "\xc3\x84RGER", true },
	{ "tea", "ali", "\xd0\xa7\xd0\x90\xd0\x99!", true },
	{ "tea", "ali", "\xce\xa3\xce\x9f\xce\xa3", true },
	{ "tea", "ali", "#rust", true },
	{ "tea", "ali", "@sara", false },
	{ "tea", "ali", "\xff\xc3", false },
};

static void
has_patterns(void)
{
	MUST(highlight_set(
		 STR("#OPS deploy*, err-?, @sara, #ops @bot*, disk*full, "
		     "disk * full, \xc3\xa4rger, \xd1\x87\xd0\xb0\xd0\xb9, "
		     "\xcf\x83\xce\xbf\xcf\x82, #rust")) == NULL,
	    "set");
	for (size_t i = 0; i < COUNT(said); i++)
		MUST(highlight_in(&(struct highlight_said) { .text = str_from(
								 said[i].text),
				      .from = str_from(said[i].from),
				      .group = str_from(said[i].group) },
			 STR("javad")) == said[i].meant,
		    "%s", said[i].text);
	PASS("words may be patterns, for a group or a person");
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
	MUST(is_marked("y", ""), "what is refused changes nothing");
	PASS("1000 bytes and 50 words");
}

int
main(void)
{
	has_patterns();
	is_bounded();
	return tap_done();
}
