/* client/text/width: columns and whole characters. */
#include "client/text/width.h"

#include "tests/lib/tap.h"

static const struct {
	const char *text;
	size_t first; /* bytes of the first character */
	size_t columns; /* of all */
	size_t limit;
	size_t prefix; /* bytes that fit into so many columns */
} rows[] = {
	{ "", 0, 0, 5, 0 },
	{ "abc", 1, 3, 2, 2 },
	/* a and a combining acute */
	{ "a\xcc\x81"
	  "b",
	    3, 2, 1, 3 },
	/* Two Chinese characters: the second has no half. */
	{ "\xe4\xb8\xad\xe6\x96\x87", 3, 4, 3, 3 },
	/* Greek */
	{ "\xce\xb1\xce\xb2\xce\xb3", 2, 3, 2, 4 },
	/* Persian with ZWNJ, which belongs to what is before it */
	{ "\xd9\x85\xdb\x8c\xe2\x80\x8c\xd8\xb1", 2, 3, 2, 7 },
	/* An emoji; and two that are joined are one character. */
	{ "\xf0\x9f\x98\x80!", 4, 3, 2, 4 },
	{ "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x92\xbb!", 11, 5, 3, 0 },
	/* A sequence takes nothing and stays whole. */
	{ "\033[31mred\033[0m", 5, 3, 3, 12 },
	/* What is no UTF-8 */
	{ "\xff\xfe", 1, 2, 1, 1 },
};

int
main(void)
{
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct str text = str_from(rows[i].text);
		size_t columns;

		TAP_NUM(width_first(text, &columns), rows[i].first,
		    "row %zu: the first character", i);
		TAP_NUM(width_of(text), rows[i].columns, "row %zu: columns", i);
		TAP_NUM(width_prefix(text, rows[i].limit), rows[i].prefix,
		    "row %zu: what fits", i);
	}
	return tap_done();
}
