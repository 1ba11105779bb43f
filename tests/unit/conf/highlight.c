/* client/conf/highlight: words of one's own, and patterns, as words. */
#include "client/conf/highlight.h"

#include "tests/lib/must.h"

static const struct {
	const char *text;
	bool meant;
} said[] = {
	{ "it is deployed.", true },
	{ "we redeploy", false },
	{ "(ERR-4)", true },
	{ "err-42", false },
	{ "the disk of db is FULL", true },
	{ "a full disk", false },
	{ "\xc3\x84RGER", true },
	{ "\xd0\xa7\xd0\x90\xd0\x99!", true },
	{ "\xce\xa3\xce\x9f\xce\xa3", true },
	{ "#rust", true },
	{ "@sara", false },
	{ "\xff\xc3", false },
};

int
main(void)
{
	static char first[] = "deploy*, err-?",
		    second[] = "disk*full, disk * full",
		    third[] = "\xc3\xa4rger",
		    fourth[] = "\xd1\x87\xd0\xb0\xd0\xb9",
		    fifth[] = "\xcf\x83\xce\xbf\xcf\x82, #rust";
	static char *const entries[] = { first, second, third, fourth, fifth,
		NULL };

	highlight_use(entries);
	for (size_t i = 0; i < COUNT(said); i++)
		MUST(highlight_in(str_from(said[i].text), STR("javad")) ==
			said[i].meant,
		    "%s", said[i].text);
	PASS("words may be patterns");
	return tap_done();
}
