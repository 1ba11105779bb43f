/* A word that is searched for: see sought.h. */
#include "text/sought.h"

#include <stddef.h>

/* The isolates FSI and PDI, in UTF-8. */
#define ISOLATE_LEN 3
static const char isolates[][ISOLATE_LEN + 1] = { "\xe2\x81\xa8",
	"\xe2\x81\xa9" };

/* The length of what is at the start and is not to be seen; 0: nothing is. */
static size_t
unseen(struct str text)
{
	size_t len = 0;

	if (text.len > 0 && text.at[0] == '\033') {
		while (len < text.len && text.at[len] != 'm')
			len++;
		return len < text.len ? len + 1 : len;
	}
	for (size_t i = 0; i < COUNT(isolates); i++)
		if (text.len >= ISOLATE_LEN &&
		    memcmp(text.at, isolates[i], ISOLATE_LEN) == 0)
			return ISOLATE_LEN;
	return 0;
}

static struct str
behind(struct str text, size_t len)
{
	return (struct str) { text.at + len, text.len - len };
}

/* Does the text begin with the word? */
static bool
begins(struct str text, struct str word)
{
	while (word.len > 0) {
		const size_t skip = unseen(text);
		if (skip > 0) {
			text = behind(text, skip);
			continue;
		}
		if (text.len == 0 ||
		    !str_same((struct str) { text.at, 1 },
			(struct str) { word.at, 1 }))
			return false;
		text = behind(text, 1);
		word = behind(word, 1);
	}
	return true;
}

bool
sought_in(struct str styled, struct str word)
{
	while (word.len > 0 && styled.len >= word.len) {
		const size_t skip = unseen(styled);
		if (skip == 0 && begins(styled, word))
			return true;
		styled = behind(styled, skip > 0 ? skip : 1);
	}
	return false;
}
