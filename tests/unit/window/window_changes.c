/*
 * client/person/chat_changes: several changes of one /mode without any effect
 * are told of once.
 */
#include "client/text/match.h"
#include "tests/lib/must.h"
#include "tests/lib/window/windowed.h"

static struct windowed *windowed;

/* Types the command, and passes in the answer to each of its changes. */
static void
change(const char *line, const char *const *answer)
{
	windowed_type(windowed, str_from(line));
	for (; *answer != NULL; answer++)
		windowed_hear(windowed, str_from(*answer));
}

/* Counts the lines that say that nothing has changed, and forgets them. */
static size_t
count(void)
{
	struct view *view = window_now(&windowed->chat);
	const struct str said = STR("nothing to change in #dev");
	size_t lines = 0;

	for (const struct line *line = view->lines.first; line != NULL;
	     line = line->after)
		lines += match_word(lines_text(line), 0, said).end > 0;
	views_clear(&windowed->console.window->views, view);
	return lines;
}

int
main(void)
{
	windowed = windowed_begin(24, 80);
	windowed_join(windowed);
	windowed->chat.options.person = true;
	change("/mode +v-v ali ali\r",
	    (const char *[]) { "ok mode dev\n", "ok mode dev\n", NULL });
	TAP_NUM(count(), 1, "no change of several has an effect: told once");
	change("/mode +v-v ali ali\r",
	    (const char *[]) { "mode 1700000000000001 dev javad +v ali\n"
			       "ok mode dev +v ali\n",
		"ok mode dev\n", NULL });
	TAP_NUM(count(), 0, "one of them has: not told");
	change("/mode +v ali\r", (const char *[]) { "ok mode dev\n", NULL });
	TAP_NUM(count(), 1, "a single one is answered as ever");
	windowed_leave(windowed);
	windowed_end(windowed);
	return tap_done();
}
