/* Wrapping lines into rows: see wrap.h. */
#include "text/wrap.h"

#include "text/width.h"

/* Returns the offset of the next space, or the length of the text. */
static size_t
word_end(struct str text, size_t from)
{
	const char *space = from < text.len ?
	    memchr(text.at + from, ' ', text.len - from) :
	    NULL;

	return space != NULL ? (size_t)(space - text.at) : text.len;
}

/*
 * Returns whether a space is there and the word after it is longer than any
 * row: then the word may as well begin in this one.
 */
static bool
is_long(struct str text, size_t space, size_t columns)
{
	const size_t from = space + 1;

	return text.at[space] == ' ' &&
	    width_of((struct str) {
		text.at + from, word_end(text, from) - from }) > columns;
}

/* Returns the end of a row that has no place to break between words. */
static size_t
wrap_cut(struct str text, size_t end, enum wrap_long how)
{
	size_t columns;

	if (how == WRAP_LEAVE)
		return word_end(text, end);
	return end > 0 ? end : width_first(text, &columns);
}

/*
 * Returns the bytes of the text's first row, at least 1. Spaces after it are
 * replaced by the end of the row.
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
			    wrap_cut(text, end, how);
		sum += more;
		end += len;
		if (more > 1)
			place = end;
	}
	return text.len;
}

struct wrap
wrap_begin(struct str line, size_t hang, size_t columns, enum wrap_long how)
{
	return (struct wrap) { .rest = line,
		.columns = columns,
		.how = how,
		.hang = hang,
		.indent = hang };
}

struct str
wrap_next(struct wrap *wrap)
{
	const size_t free =
	    wrap->columns > wrap->indent ? wrap->columns - wrap->indent : 0;
	const size_t all =
	    wrap->columns > wrap->hang ? wrap->columns - wrap->hang : 0;
	const struct str row = { wrap->rest.at,
		row_len(wrap->rest, free, wrap->how) };

	/* Spaces at the end of a row are not shown. */
	str_drop(&wrap->rest, row.len);
	while (str_begins(wrap->rest, STR(" ")))
		str_drop(&wrap->rest, 1);
	wrap->indent =
	    wrap->hang + (all / 4 < WRAP_INDENT ? all / 4 : WRAP_INDENT);
	return row;
}

size_t
wrap_count(struct str text, size_t columns)
{
	struct wrap wrap = wrap_begin(text, 0, columns, WRAP_CUT);
	size_t count = 0;

	do {
		(void)wrap_next(&wrap);
		count++;
	} while (wrap.rest.len > 0);
	return count;
}
