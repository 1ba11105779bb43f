/* Where a line goes on in the next row: see wrap.h. */
#include "text/wrap.h"

#include <stdbool.h>

#include "text/width.h"

/* The length of the text up to the next space. */
static size_t
word_end(struct str text, size_t from)
{
	const char *space = from < text.len ?
	    memchr(text.at + from, ' ', text.len - from) :
	    NULL;

	return space != NULL ? (size_t)(space - text.at) : text.len;
}

/* The word behind a space has no room in any row: it may as well begin here. */
static bool
is_long(struct str text, size_t space, size_t columns)
{
	const size_t from = space + 1;

	return text.at[space] == ' ' &&
	    width_of((struct str) {
		text.at + from, word_end(text, from) - from }) > columns;
}

/* The row ends here, and not at a place between words. */
static size_t
cut(struct str text, size_t end, enum wrap_long how)
{
	size_t columns;

	if (how == WRAP_LEAVE)
		return word_end(text, end);
	return end > 0 ? end : width_first(text, &columns);
}

size_t
wrap_row(struct str text, size_t columns, enum wrap_long how)
{
	size_t place = 0;
	size_t sum = 0;
	size_t end = 0;
	size_t more;

	while (end < text.len) {
		const struct str rest = { text.at + end, text.len - end };
		const size_t len = width_first(rest, &more);
		if (rest.at[0] == ' ' || more > 1)
			place = end;
		if (sum + more > columns)
			return place > 0 && !is_long(text, place, columns) ?
			    place :
			    cut(text, end, how);
		sum += more;
		end += len;
		if (more > 1)
			place = end;
	}
	return text.len;
}

struct str
wrap_next(struct str *text, size_t columns, enum wrap_long how)
{
	const size_t len = wrap_row(*text, columns, how);
	const struct str row = { text->at, len };
	const size_t used = len + (len < text->len && text->at[len] == ' ');

	text->at += used;
	text->len -= used;
	return row;
}

size_t
wrap_count(struct str text, size_t columns)
{
	size_t count = 0;

	do {
		(void)wrap_next(&text, columns, WRAP_CUT);
		count++;
	} while (text.len > 0);
	return count;
}
