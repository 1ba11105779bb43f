/* Finding a word in styled text: see match.h. */
#include "text/match.h"

#include "text/direction.h"
#include "text/width.h"

size_t
match_hidden(struct str text)
{
	size_t columns;

	if (text.len == 0)
		return 0;
	if (text.at[0] == '\033')
		return width_first(text, &columns);
	if (str_begins(text, DIRECTION_ISOLATE) ||
	    str_begins(text, DIRECTION_END))
		return DIRECTION_END.len;
	return 0;
}

/*
 * Returns the length of the word at the front of the text, invisible sequences
 * in it included; 0 if the text does not begin with the word.
 */
static size_t
match_len(struct str text, struct str word)
{
	size_t len = 0;

	for (size_t i = 0; i < word.len; len++, i++) {
		struct str rest = { text.at + len, text.len - len };
		size_t hidden;
		while ((hidden = match_hidden(rest)) > 0) {
			len += hidden;
			str_drop(&rest, hidden);
		}
		if (rest.len == 0 ||
		    !str_caseeq((struct str) { rest.at, 1 },
			(struct str) { word.at + i, 1 }))
			return 0;
	}
	return len;
}

struct text_match
match_word(struct str text, size_t from, struct str word)
{
	size_t len;

	for (size_t i = from; i < text.len; i += len) {
		const struct str rest = { text.at + i, text.len - i };
		len = match_hidden(rest);
		if (len > 0)
			continue;
		len = match_len(rest, word);
		if (len > 0)
			return (struct text_match) { i, i + len };
		len = 1;
	}
	return (struct text_match) { 0, 0 };
}
