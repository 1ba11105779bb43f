/*
 * client/person/aliases: an alias for several commands with the longest words,
 * and a line that only looks like one.
 */
#include <string.h>

#include "client/session/alias.h"
#include "tests/lib/must.h"
#include "tests/lib/window/windowed.h"

#define ROWS 24

/* The text of an alias, without its words: the command gets its slash. */
#define FRONT "/msg aaaaaaaaaaaa "

/* Returns whether the text is on the screen. */
static bool
shows(struct windowed *windowed, const char *text)
{
	size_t columns;

	(void)windowed_drain(windowed);
	for (size_t row = 0; row < ROWS; row++)
		if (vt_find(&windowed->vt, row, text, &columns) < VT_COLUMNS)
			return true;
	return false;
}

/* Types the alias with so many bytes after it. */
static void
types(struct windowed *windowed, size_t len)
{
	static char line[LIMIT_LINE];

	memset(line, 'x', sizeof(line));
	memcpy(line, "/both ", strlen("/both "));
	line[strlen("/both ") + len] = '\r';
	windowed_type(
	    windowed, (struct str) { line, strlen("/both ") + len + 1 });
}

int
main(void)
{
	static const char word[] = "abcdefghijabcdefghijabcdefghij12";
	struct windowed *windowed = windowed_begin(ROWS, 80);
	const struct chat_several *several = &windowed->chat.several;
	const size_t most = LIMIT_LINE - 1 - strlen(FRONT);

	windowed_join(windowed);
	windowed->chat.options.person = true;
	MUST(alias_set(STR("both msg aaaaaaaaaaaa $*;away")) == NULL, "both");
	types(windowed, most);
	TAP_OK(shows(windowed, "/both: too long with its alias"),
	    "a command that is too long with the prefix of its view is none");
	MUST(several->len == 0, "nothing is left to be run");
	MUST(strlen(word) == ALIAS_WORD &&
		alias_set(STR("abcdefghijabcdefghijabcdefghij12 away;time")) ==
		    NULL,
	    "the longest word");
	windowed_type(windowed, STR("//abcdefghijabcdefghijabcdefghij12\r"));
	TAP_OK(several->word_len == 0, "a line with two slashes is no alias");
	windowed_leave(windowed);
	windowed_end(windowed);
	return tap_done();
}
