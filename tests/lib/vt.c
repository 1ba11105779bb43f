/* The screen of a terminal: see vt.h; the sequences are those of ECMA-48. */
#include "vt.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "shared/utf8.h"

#define ESC 0x1b

void
vt_init(struct vt *vt, size_t columns)
{
	*vt = (struct vt) { .columns = columns };
}

static void
erase(struct vt *vt, size_t row, size_t from)
{
	memset(vt->cell[row][from], 0,
	    sizeof(vt->cell[row][0]) * (VT_COLUMNS - from));
}

/* To the next row, or all rows one up. */
static void
line_feed(struct vt *vt)
{
	if (vt->row + 1 < VT_ROWS) {
		vt->row++;
		return;
	}
	memmove(vt->cell[0], vt->cell[1], sizeof(vt->cell[0]) * (VT_ROWS - 1));
	erase(vt, vt->row, 0);
}

/* One that takes no column is added to the character before it. */
static void
combine(struct vt *vt, const char *bytes, size_t len)
{
	size_t column = vt->column;

	while (column > 0 && vt->cell[vt->row][column - 1][0] == '\0')
		column--;
	if (column == 0)
		return;
	char *cell = vt->cell[vt->row][column - 1];
	const size_t used = strlen(cell);
	if (used + len < VT_CELL)
		memcpy(cell + used, bytes, len);
}

static void
print(struct vt *vt, const char *bytes, size_t len, uint32_t c)
{
	const size_t width = (size_t)unicode_width(c);

	if (width == 0) {
		combine(vt, bytes, len);
		return;
	}
	if (vt->column + width > vt->columns) {
		line_feed(vt);
		vt->column = 0;
	}
	for (size_t i = 0; i < width; i++)
		memset(vt->cell[vt->row][vt->column + i], 0, VT_CELL);
	memcpy(vt->cell[vt->row][vt->column], bytes, len);
	vt->column += width;
}

static void
control(struct vt *vt, char c)
{
	switch (c) {
	case '\r':
		vt->column = 0;
		break;
	case '\n':
		line_feed(vt);
		break;
	case '\b':
		vt->column -= vt->column > 0;
		break;
	case '\a':
		vt->bells++;
		break;
	default:
		vt->foreign++;
	}
}

static void
erase_display(struct vt *vt, unsigned long how)
{
	erase(vt, vt->row, how == 2 ? 0 : vt->column);
	for (size_t row = how == 2 ? 0 : vt->row + 1; row < VT_ROWS; row++)
		erase(vt, row, 0);
}

/* ESC [ number last */
static void
sequence(struct vt *vt, unsigned long number, char last)
{
	switch (last) {
	case 'A':
		vt->row -= vt->row > 0;
		break;
	case 'C':
		vt->column += number;
		if (vt->column >= vt->columns)
			vt->column = vt->columns - 1;
		break;
	case 'H':
		vt->row = vt->column = 0;
		break;
	case 'J':
		erase_display(vt, number);
		break;
	case 'K':
		erase(vt, vt->row, vt->column);
		break;
	case 'm':
		vt->colours += number >= 30 && number < 100;
		vt->reversals += number == 7;
		break;
	default:
		vt->foreign++;
	}
}

/* The second screen is empty, and goes without a trace. */
static void
show_second(struct vt *vt, bool second)
{
	if (vt->second == second || vt->one_screen)
		return;
	vt->second = second;
	if (second) {
		memcpy(vt->own, vt->cell, sizeof(vt->own));
		memset(vt->cell, 0, sizeof(vt->cell));
		vt->own_row = vt->row;
		vt->own_column = vt->column;
		return;
	}
	memcpy(vt->cell, vt->own, sizeof(vt->cell));
	vt->row = vt->own_row;
	vt->column = vt->own_column;
}

/* ESC [ ? number last */
static void
private_sequence(struct vt *vt, unsigned long number, char last)
{
	if (number == 1049 && (last == 'h' || last == 'l'))
		show_second(vt, last == 'h');
	else if (number == 2004 && (last == 'h' || last == 'l'))
		vt->marks_pastes = last == 'h';
	else
		vt->foreign++;
}

/* Is the pending sequence whole? Then it is done. */
static bool
take_sequence(struct vt *vt)
{
	const char last = vt->pending[vt->pending_len - 1];

	if (vt->pending_len == 1 || (vt->pending_len == 2 && last == '['))
		return false;
	if (vt->pending[1] != '[' || vt->dumb) {
		vt->foreign++;
		return true;
	}
	if (last < '@' && vt->pending_len < VT_CELL)
		return false;
	if (vt->pending[2] == '?')
		private_sequence(vt, strtoul(vt->pending + 3, NULL, 10), last);
	else
		sequence(vt, strtoul(vt->pending + 2, NULL, 10), last);
	return true;
}

static bool
take_pending(struct vt *vt)
{
	const unsigned char first = (unsigned char)vt->pending[0];
	uint32_t c;

	if (first == ESC)
		return take_sequence(vt);
	if (first < ' ' || first == 0x7f) {
		control(vt, vt->pending[0]);
		return true;
	}
	const size_t len = utf8_decode(vt->pending, vt->pending_len, &c);
	if (len == 0 && vt->pending_len < 4)
		return false;
	if (len == 0 || (c >= 0x7f && c < 0xa0))
		vt->foreign++;
	else
		print(vt, vt->pending, len, c);
	return true;
}

void
vt_feed(struct vt *vt, const char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		vt->pending[vt->pending_len++] = bytes[i];
		if (!take_pending(vt))
			continue;
		memset(vt->pending, 0, sizeof(vt->pending));
		vt->pending_len = 0;
	}
}

/* A wide character has an empty cell behind it; other empty ones are spaces. */
static bool
is_behind_wide(const struct vt *vt, size_t row, size_t column)
{
	uint32_t c;

	if (column == 0)
		return false;
	const char *before = vt->cell[row][column - 1];
	return utf8_decode(before, strlen(before), &c) > 0 &&
	    unicode_width(c) == 2;
}

void
vt_text(const struct vt *vt, size_t row, char text[VT_TEXT])
{
	size_t len = 0;
	size_t end = 0;

	for (size_t column = 0; column < vt->columns; column++) {
		const char *cell = vt->cell[row][column];
		if (cell[0] == '\0' && !is_behind_wide(vt, row, column))
			cell = " ";
		const size_t more = strlen(cell);
		memcpy(text + len, cell, more);
		len += more;
		if (more > 0 && strcmp(cell, " ") != 0)
			end = len;
	}
	text[end] = '\0';
}
