/* Compares a screen with its expected rows: see wanted.h. */
#include "wanted.h"

#include <stdio.h>

#define ROWS (2 * VT_ROWS) /* that can be wanted */
#define SHOWN_SIZE ((size_t)256 * 1024)

struct page {
	struct str row[ROWS];
	size_t rows;
};

static struct {
	struct page wanted;
	struct page there;
	char text[VT_ROWS][VT_TEXT]; /* of those that are there */
	size_t cursor;
	size_t cost[ROWS + 1]
		   [VT_ROWS + 1]; /* from there on: rows that differ */
	char shown[SHOWN_SIZE];
	size_t len;
} difference;

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

enum deed { END, SAME, ANY_ENDS, ANY_TAKES, OTHER, MISSING, SURPLUS };

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Returns the step for rows i and j that leads to the fewest differences. */
static enum deed
choose(size_t i, size_t j)
{
	const struct page *wanted = &difference.wanted;
	const struct page *there = &difference.there;
	size_t(*cost)[VT_ROWS + 1] = difference.cost;

	if (i == wanted->rows && j == there->rows)
		return END;
	if (i == wanted->rows)
		return there->row[j].len > 0 ? SURPLUS : ANY_TAKES;
	if (is_any(wanted->row[i]))
		return j == there->rows || cost[i + 1][j] <= cost[i][j + 1] ?
		    ANY_ENDS :
		    ANY_TAKES;
	if (j == there->rows)
		return MISSING;
	if (wanted_is(wanted->row[i], there->row[j]))
		return SAME;
	if (cost[i + 1][j + 1] < least(cost[i + 1][j], cost[i][j + 1]))
		return OTHER;
	return cost[i + 1][j] <= cost[i][j + 1] ? MISSING : SURPLUS;
}

/* The rows that each step consumes on both sides, and its cost. */
static const struct step {
	unsigned wanted : 1, there : 1, cost : 2;
	char mark[2]; /* of the row wanted, and of that there; NUL: not shown */
} steps[] = {
	[END] = { 0, 0, 0, { 0, 0 } },
	[SAME] = { 1, 1, 0, { 0, ' ' } },
	[ANY_ENDS] = { 1, 0, 0, { 0, 0 } },
	[ANY_TAKES] = { 0, 1, 0, { 0, '.' } },
	[OTHER] = { 1, 1, 2, { '-', '+' } },
	[MISSING] = { 1, 0, 1, { '-', 0 } },
	[SURPLUS] = { 0, 1, 1, { 0, '+' } },
};

static void
count_costs(void)
{
	const size_t there = difference.there.rows;

	for (size_t i = difference.wanted.rows + 1; i-- > 0;)
		for (size_t j = there + 1; j-- > 0;) {
			const struct step *step = &steps[choose(i, j)];
			difference.cost[i][j] = step->cost;
			if (step->wanted > 0 || step->there > 0)
				difference.cost[i][j] += difference.cost[i +
				    step->wanted][j + step->there];
		}
}

static void
show(char mark, size_t row, struct str text)
{
	const size_t room = SHOWN_SIZE - difference.len;
	const bool there = mark != '-';
	char number[24] = "";

	if (mark == '\0')
		return;
	if (there)
		(void)snprintf(number, sizeof(number), "%zu", row); /* fits */
	const int len = snprintf(difference.shown + difference.len, room,
	    "\n# %3s%c%c|%.*s", number,
	    there && row == difference.cursor ? '>' : ' ', mark, (int)text.len,
	    text.at);
	if (len > 0 && (size_t)len < room)
		difference.len += (size_t)len;
}

/* Empty rows at the end are not worth showing. */
static void
take_screen(const struct vt *vt)
{
	struct page *there = &difference.there;

	there->rows = 0;
	for (size_t row = 0; row < vt->rows; row++) {
		vt_text(vt, row, difference.text[row]);
		there->row[row] = str_from(difference.text[row]);
		if (there->row[row].len > 0 || row == vt->row)
			there->rows = row + 1;
	}
	difference.cursor = vt->row;
}

const char *
wanted_difference(const char *wanted, const struct vt *vt)
{
	size_t i = 0;
	size_t j = 0;
	enum deed deed;

	cut(&difference.wanted, wanted);
	take_screen(vt);
	count_costs();
	difference.shown[0] = '\0';
	difference.len = 0;
	while ((deed = choose(i, j)) != END) {
		const struct step *step = &steps[deed];
		show(step->mark[0], 0, difference.wanted.row[i]);
		show(step->mark[1], j, difference.there.row[j]);
		i += step->wanted;
		j += step->there;
	}
	return difference.shown;
}
