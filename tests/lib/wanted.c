/* Compares a screen with its expected rows: see wanted.h. */
#include "wanted.h"

#include <stdio.h>

#define ROWS (2 * VT_ROWS) /* that can be wanted */
#define SHOWN_SIZE ((size_t)256 * 1024)

struct page {
	struct str row[ROWS];
	size_t rows;
};

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static struct str
from(struct str s, size_t at)
{
	return (struct str) { s.at + at, s.len - at };
}

/* How much of the text is what is wanted first, one byte or two digits. */
static size_t
one_is(struct str wanted, struct str text)
{
	if (wanted.len >= 2 && wanted.at[0] == '#' && wanted.at[1] == '#')
		return text.len >= 2 && is_digit(text.at[0]) &&
			is_digit(text.at[1]) ?
		    2 :
		    0;
	return text.len > 0 && text.at[0] == wanted.at[0];
}

static bool
begins(struct str wanted, struct str text, size_t *len)
{
	size_t used = 1;

	for (*len = 0; *len < wanted.len && used > 0; *len += used)
		used = one_is(from(wanted, *len), from(text, *len));
	return used > 0;
}

static struct str
without_end(struct str row)
{
	while (row.len > 0 && row.at[row.len - 1] == ' ')
		row.len--;
	return row;
}

bool
wanted_is(struct str wanted, struct str text)
{
	size_t len;

	wanted = without_end(wanted);
	return begins(wanted, text, &len) && len == text.len;
}

bool
wanted_has(struct str wanted, struct str text)
{
	size_t len;

	for (size_t i = 0; i <= text.len; i++)
		if (begins(wanted, from(text, i), &len))
			return true;
	return false;
}

static bool
is_any(struct str row)
{
	return str_eq(row, STR("..."));
}

static void
cut(struct page *page, const char *text)
{
	struct str rest = str_from(text);

	page->rows = 0;
	while (rest.at != NULL && page->rows < ROWS)
		page->row[page->rows++] = str_cut(&rest, '\n');
	if (page->rows > 1 && page->row[page->rows - 1].len == 0)
		page->rows--; /* the last one's LF */
}

/* Are the rows wanted from i on those of the screen from j on? */
static bool
are_rows(const struct page *wanted, size_t i, const struct vt *vt, size_t j)
{
	char text[VT_TEXT];

	for (; j < vt->rows; i++, j++) {
		if (i < wanted->rows && is_any(wanted->row[i]))
			break;
		vt_text(vt, j, text);
		if (!wanted_is(i < wanted->rows ? wanted->row[i] : STR(""),
			str_from(text)))
			return false;
	}
	if (i >= wanted->rows)
		return true;
	if (!is_any(wanted->row[i]))
		return false;
	if (i + 1 == wanted->rows)
		return true;
	for (; j <= vt->rows; j++)
		if (are_rows(wanted, i + 1, vt, j))
			return true;
	return false;
}

bool
wanted_screen(const char *wanted, const struct vt *vt)
{
	struct page page;

	cut(&page, wanted);
	return are_rows(&page, 0, vt, 0);
}

/* Adds a row to what is shown. */
static size_t
add(char *shown, size_t len, const char *mark, struct str row)
{
	const int more = snprintf(shown + len, SHOWN_SIZE - len,
	    "\n#   %s|%.*s", mark, (int)row.len, row.at);

	return more > 0 && (size_t)more < SHOWN_SIZE - len ?
	    len + (size_t)more :
	    len;
}

const char *
wanted_difference(const char *wanted, const struct vt *vt)
{
	static char shown[SHOWN_SIZE];
	char text[VT_TEXT];
	struct page page;
	size_t len = 0;

	cut(&page, wanted);
	for (size_t i = 0; i < page.rows; i++)
		len = add(shown, len, "-", page.row[i]);
	for (size_t row = 0; row < vt->rows; row++) {
		vt_text(vt, row, text);
		len =
		    add(shown, len, row == vt->row ? ">" : "+", str_from(text));
	}
	return shown;
}
