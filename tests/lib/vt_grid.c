/* Rows and cells of a screen: see vt_grid.h. */
#include "vt_grid.h"

#include <stdio.h>

#include "shared/text/utf8.h"

#define ZWJ 0x200d
#define VS16 0xfe0f
#define FSI 0x2068

struct vt_row *
vt_row(struct vt *vt, size_t row)
{
	struct vt_grid *grid = &vt->grid[vt->second];

	return &grid->row[grid->order[row]];
}

/* As in xterm (bce), erased cells get the current background. */
static void
empty(const struct vt *vt, struct vt_cell *cell)
{
	cell->text[0] = '\0';
	cell->behind = false;
	cell->style = (struct vt_style) { .paper = vt->style.paper };
}

/* If one half of a wide character is overwritten, the other becomes a space. */
static void
halve(struct vt *vt, struct vt_row *row, size_t column)
{
	if (column == 0 || column >= vt->columns || !row->cell[column].behind)
		return;
	for (size_t i = column - 1; i <= column; i++)
		row->cell[i] = (struct vt_cell) { 0 };
}

void
vt_erase(struct vt *vt, size_t row, size_t from, size_t end)
{
	struct vt_row *at = vt_row(vt, row);

	halve(vt, at, from);
	halve(vt, at, end);
	for (size_t column = from; column < end; column++)
		empty(vt, &at->cell[column]);
	if (end >= vt->columns)
		at->goes_on = false;
}

void
vt_scroll_up(struct vt *vt, size_t first, size_t last, size_t count)
{
	unsigned char *order = vt->grid[vt->second].order;

	for (; count > 0; count--) {
		const unsigned char gone = order[first];
		memmove(order + first, order + first + 1, last - first);
		order[last] = gone;
		vt_erase(vt, last, 0, vt->columns);
	}
}

void
vt_scroll_down(struct vt *vt, size_t first, size_t last, size_t count)
{
	unsigned char *order = vt->grid[vt->second].order;

	for (; count > 0; count--) {
		const unsigned char gone = order[last];
		memmove(order + first + 1, order + first, last - first);
		order[first] = gone;
		vt_erase(vt, first, 0, vt->columns);
	}
}

void
vt_line_feed(struct vt *vt)
{
	if (vt->row == vt->bottom)
		vt_scroll_up(vt, vt->top, vt->bottom, 1);
	else if (vt->row + 1 < vt->rows)
		vt->row++;
}

void
vt_reverse_feed(struct vt *vt)
{
	if (vt->row == vt->top)
		vt_scroll_down(vt, vt->top, vt->bottom, 1);
	else if (vt->row > 0)
		vt->row--;
}

/* The character that one without a column is added to; null: none. */
static struct vt_cell *
before(struct vt *vt)
{
	struct vt_row *row = vt_row(vt, vt->row);
	size_t column = vt->column;

	if (vt->last != NULL || column == 0)
		return vt->last;
	column--;
	if (row->cell[column].behind)
		column--;
	return &row->cell[column];
}

static uint32_t
first_of(const struct vt_cell *cell)
{
	uint32_t c = 0;

	(void)utf8_decode(cell->text, strlen(cell->text), &c);
	return c;
}

static bool
ends_with_joiner(const char *text)
{
	const size_t len = strlen(text);

	return len >= 3 && memcmp(text + len - 3, "\xe2\x80\x8d", 3) == 0;
}

static bool
is_half_flag(uint32_t c)
{
	return c >= 0x1f1e6 && c <= 0x1f1ff;
}

/* Is it a part of the character before it, here? */
static bool
belongs(const struct vt *vt, const struct vt_cell *cell, uint32_t c)
{
	if (cell == NULL || cell->text[0] == '\0')
		return false;
	if (vt->joins && ends_with_joiner(cell->text))
		return true;
	if (vt->flags && is_half_flag(c))
		return strlen(cell->text) == 4 && is_half_flag(first_of(cell));
	return vt->tones && c >= 0x1f3fb && c <= 0x1f3ff &&
	    unicode_width(first_of(cell)) == 2;
}

/* Is it drawn as a picture before VS16? Roughly; letters are not. */
static bool
can_be_picture(uint32_t c)
{
	return c == '#' || c == '*' || (c >= '0' && c <= '9') || c == 0xa9 ||
	    c == 0xae || (c >= 0x2000 && c < 0x3300) || c >= 0x1f000;
}

/* The one in front of the cursor takes two columns from now on. */
static void
widen(struct vt *vt, struct vt_cell *cell)
{
	struct vt_row *row = vt_row(vt, vt->row);

	if (vt->column == 0 || vt->column >= vt->columns ||
	    cell != &row->cell[vt->column - 1])
		return;
	halve(vt, row, vt->column + 1);
	empty(vt, cell + 1);
	cell[1].behind = true;
	cell[1].style = cell->style;
	vt->column++;
}

static void
combine(struct vt *vt, struct vt_cell *cell, struct str bytes, uint32_t c)
{
	if (cell == NULL)
		return;
	const size_t used = strlen(cell->text);
	if (used == 0 || used + bytes.len >= VT_CELL)
		return;
	memcpy(cell->text + used, bytes.at, bytes.len);
	cell->text[used + bytes.len] = '\0';
	if (c == VS16 ? vt->pictures && can_be_picture(first_of(cell)) :
			is_half_flag(c))
		widen(vt, cell);
}

/* In the next row if it does not fit; false if it fits nowhere. */
static bool
make_room(struct vt *vt, size_t width)
{
	if (vt->column + width <= vt->columns)
		return true;
	if (width > vt->columns || (vt->no_wrap && width > 1))
		return false;
	if (vt->no_wrap) {
		vt->column = vt->columns - 1;
		return true;
	}
	vt_row(vt, vt->row)->goes_on = true;
	vt_line_feed(vt);
	vt->column = 0;
	return true;
}

void
vt_print(struct vt *vt, struct str bytes, uint32_t c)
{
	const size_t width =
	    vt->wide_halves && is_half_flag(c) ? 2 : (size_t)unicode_width(c);
	struct vt_cell *cell = before(vt);

	if (width == 0 || belongs(vt, cell, c)) {
		vt->isolates = cell == NULL && c == FSI;
		combine(vt, cell, bytes, c);
		return;
	}
	if (!make_room(vt, width))
		return;
	struct vt_row *row = vt_row(vt, vt->row);
	halve(vt, row, vt->column);
	halve(vt, row, vt->column + width);
	cell = &row->cell[vt->column];
	for (size_t i = 0; i < width; i++) {
		empty(vt, cell + i);
		cell[i].style = vt->style;
		cell[i].behind = i > 0;
	}
	(void)snprintf(cell->text, VT_CELL, "%s%.*s",
	    vt->isolates && vt->column == 0 ? "\xe2\x81\xa8" : "",
	    (int)bytes.len, bytes.at);
	vt->isolates = false;
	vt->last = cell;
	vt->column += width;
}
