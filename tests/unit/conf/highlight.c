/* client/conf/highlight: words of one's own, and patterns, as words. */
#include "client/conf/highlight.h"

#include "tests/lib/must.h"

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

int
main(void)
{
	static char first[] = "#OPS deploy*, err-?, @sara, #ops @bot*",
		    second[] = "disk*full, disk * full",
		    third[] = "\xc3\xa4rger",
		    fourth[] = "\xd1\x87\xd0\xb0\xd0\xb9",
		    fifth[] = "\xcf\x83\xce\xbf\xcf\x82, #rust";
	static char *const entries[] = { first, second, third, fourth, fifth,
		NULL };

	highlight_use(entries);
	for (size_t i = 0; i < COUNT(said); i++)
		MUST(highlight_in(&(struct highlight_said) { .text = str_from(
								 said[i].text),
				      .from = str_from(said[i].from),
				      .group = str_from(said[i].group) },
			 STR("javad")) == said[i].meant,
		    "%s", said[i].text);
	PASS("words may be patterns, for a group or a person");
	return tap_done();
}
