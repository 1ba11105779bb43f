/* Mentions of us: see highlight.h. */
#include "session/highlight.h"

#include "text/mention.h"

static struct {
	char text[HIGHLIGHT_LONGEST];
	size_t len;
} words;

/*
 * Takes the next word off a list; empty if nothing stands between two commas.
 */
static struct str
next_word(struct str *rest)
{
	return str_strip(str_cut(rest, ','));
}

const char *
highlight_set(struct str list)
{
	struct str rest = list;
	size_t count = 0;

	if (list.len > sizeof(words.text))
		return "too long, limit 1000 bytes";
	while (rest.len > 0)
		count += next_word(&rest).len > 0;
	if (count > HIGHLIGHT_MOST)
		return "too many words, limit 50";
	if (list.len > 0)
		memcpy(words.text, list.at, list.len);
	words.len = list.len;
	return NULL;
}

struct str
highlight_words(void)
{
	return (struct str) { words.text, words.len };
}

bool
highlight_in(struct str text, struct str me)
{
	struct str rest = highlight_words();

	if (mention_in(text, me))
		return true;
	while (rest.len > 0)
		if (mention_in(text, next_word(&rest)))
			return true;
	return false;
}
