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

/*
 * The bytes of the text's first row of so many columns, at least 1. If a space
 * follows, it stands for the end of the row.
 */
static size_t
row_len(struct str text, size_t columns, enum wrap_long how)
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

struct wrap
wrap_line(struct str line, size_t columns, enum wrap_long how)
{
	return (struct wrap) { .rest = line, .columns = columns, .how = how };
}

/* At most a quarter of the row. */
static size_t
indent_of(size_t columns)
{
	return columns / 4 < WRAP_INDENT ? columns / 4 : WRAP_INDENT;
}

struct str
wrap_next(struct wrap *wrap)
{
	struct str *rest = &wrap->rest;
	const size_t len =
	    row_len(*rest, wrap->columns - wrap->indent, wrap->how);
	const struct str row = { rest->at, len };
	const size_t used = len + (len < rest->len && rest->at[len] == ' ');

	rest->at += used;
	rest->len -= used;
	wrap->indent = indent_of(wrap->columns);
	return row;
}

size_t
wrap_count(struct str text, size_t columns)
{
	struct wrap wrap = wrap_line(text, columns, WRAP_CUT);
	size_t count = 0;

	do {
		(void)wrap_next(&wrap);
		count++;
	} while (wrap.rest.len > 0);
	return count;
}
