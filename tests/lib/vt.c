/* The screen of a terminal: see vt.h; the sequences are those of ECMA-48. */
#include "vt.h"

#include <stdint.h>
#include <stdio.h>

#include "shared/text/utf8.h"

#define ESC 0x1b
#define NUMBER_MOST 65535

#define ZWJ 0x200d
#define VS16 0xfe0f
#define FSI 0x2068

void
vt_init(struct vt *vt, size_t rows, size_t columns)
{
	memset(vt, 0, sizeof(*vt));
	vt->rows = rows;
	vt->columns = columns;
	vt->wheel_is_keys = vt->wheel_was_keys = true;
	for (size_t i = 0; i < VT_ROWS; i++)
		vt->grid[0].order[i] = vt->grid[1].order[i] = (unsigned char)i;
}

/* --- Rows and cells --------------------------------------------------- */

static struct vt_row *
row_at(struct vt *vt, size_t row)
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

/* Clears the columns from from to before end. */
static void
erase(struct vt *vt, size_t row, size_t from, size_t end)
{
	struct vt_row *at = row_at(vt, row);

	halve(vt, at, from);
	halve(vt, at, end);
	for (size_t column = from; column < end; column++)
		empty(vt, &at->cell[column]);
}

static void
scroll_rows_up(struct vt *vt, size_t count)
{
	unsigned char *order = vt->grid[vt->second].order;
	const size_t last = vt->rows - 1;

	for (; count > 0; count--) {
		const unsigned char gone = order[0];
		memmove(order, order + 1, last);
		order[last] = gone;
		erase(vt, last, 0, vt->columns);
	}
}

/* Moves the cursor one row down; at the end of the screen, scrolls it. */
static void
line_feed(struct vt *vt)
{
	if (vt->row + 1 == vt->rows)
		scroll_rows_up(vt, 1);
	else
		vt->row++;
}

/* The character that one without a column is added to; null: none. */
static struct vt_cell *
before(struct vt *vt)
{
	struct vt_row *row = row_at(vt, vt->row);
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
	struct vt_row *row = row_at(vt, vt->row);

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
	line_feed(vt);
	vt->column = 0;
	return true;
}

/* Puts a character at the cursor. */
static void
print(struct vt *vt, struct str bytes, uint32_t c)
{
	const size_t width = (size_t)unicode_width(c);
	struct vt_cell *cell = before(vt);

	if (width == 0 || belongs(vt, cell, c)) {
		vt->isolates = cell == NULL && c == FSI;
		combine(vt, cell, bytes, c);
		return;
	}
	if (!make_room(vt, width))
		return;
	struct vt_row *row = row_at(vt, vt->row);
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

/* --- Sequences -------------------------------------------------------- */

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Where the cursor is seen: the last column while the next character wraps. */
static size_t
seen_column(const struct vt *vt)
{
	return least(vt->column, vt->columns - 1);
}

static void
control(struct vt *vt, char c)
{
	vt->last = NULL;
	switch (c) {
	case '\r':
		vt->column = 0;
		break;
	case '\n':
		vt->column = seen_column(vt);
		line_feed(vt);
		break;
	case '\b':
		vt->column = seen_column(vt);
		vt->column -= vt->column > 0;
		break;
	case '\a':
		vt->bells++;
		break;
	default:
		vt->foreign++;
	}
}

/* The number in that place, or what stands for none; also for 0 if zero is. */
static size_t
number(const struct vt *vt, size_t place, size_t none)
{
	return place < vt->numbers && vt->number[place] > 0 ?
	    vt->number[place] :
	    none;
}

static void
up(struct vt *vt)
{
	vt->row -= least(number(vt, 0, 1), vt->row);
}

static void
down(struct vt *vt)
{
	vt->row += least(number(vt, 0, 1), vt->rows - 1 - vt->row);
}

static void
right(struct vt *vt)
{
	vt->column = least(vt->column + number(vt, 0, 1), vt->columns - 1);
}

static void
left(struct vt *vt)
{
	vt->column -= least(number(vt, 0, 1), vt->column);
}

static void
to_row(struct vt *vt)
{
	vt->row = least(number(vt, 0, 1), vt->rows) - 1;
}

static void
to_column(struct vt *vt)
{
	vt->column = least(number(vt, 0, 1), vt->columns) - 1;
}

static void
to_place(struct vt *vt)
{
	to_row(vt);
	vt->column = least(number(vt, 1, 1), vt->columns) - 1;
}

static void
erase_rows(struct vt *vt, size_t from, size_t end)
{
	for (size_t row = from; row < end; row++)
		erase(vt, row, 0, vt->columns);
}

static void
erase_line(struct vt *vt)
{
	const size_t how = number(vt, 0, 0);

	if (how > 2)
		vt->foreign++;
	else
		erase(vt, vt->row, how == 0 ? vt->column : 0,
		    how == 1 ? vt->column + 1 : vt->columns);
}

static void
erase_display(struct vt *vt)
{
	const size_t how = number(vt, 0, 0);

	erase_line(vt); /* 2: with all others */
	if (how == 1 || how == 2)
		erase_rows(vt, 0, vt->row);
	if (how == 0 || how == 2)
		erase_rows(vt, vt->row + 1, vt->rows);
}

static void
set_style(struct vt *vt)
{
	vt_style_set(&vt->style, vt->number, vt->numbers, &vt->foreign);
}

/* Keeps the title for later, or takes back the last that was kept. */
static void
keep_title(struct vt *vt)
{
	const bool keep = vt->number[0] == 22;

	if (vt->numbers != 2 || vt->number[1] != 2 ||
	    (!keep && vt->number[0] != 23) ||
	    vt->titles_kept == (keep ? VT_TITLES : 0)) {
		vt->foreign++;
		return;
	}
	if (keep)
		memcpy(vt->titles[vt->titles_kept++], vt->title, VT_TITLE);
	else
		memcpy(vt->title, vt->titles[--vt->titles_kept], VT_TITLE);
}

static void
keep_cursor(struct vt *vt)
{
	vt->kept[vt->second] =
	    (struct vt_cursor) { vt->row, vt->column, vt->style };
}

static void
restore_cursor(struct vt *vt)
{
	const struct vt_cursor *kept = &vt->kept[vt->second];

	vt->row = least(kept->row, vt->rows - 1);
	vt->column = least(kept->column, vt->columns);
	vt->style = kept->style;
}

/* The second screen is empty, and goes without a trace. */
static void
show_second(struct vt *vt, bool second)
{
	if (vt->second == second || vt->one_screen)
		return;
	if (second)
		keep_cursor(vt);
	vt->second = second;
	if (second)
		erase_rows(vt, 0, vt->rows);
	else
		restore_cursor(vt);
}

/* ESC [ ? number h, or l */
static void
set_mode(struct vt *vt, bool on)
{
	const size_t mode = vt->numbers == 1 ? vt->number[0] : 0;

	if (mode == 1049)
		show_second(vt, on);
	else if (mode == 2004)
		vt->marks_pastes = on;
	else if (mode == 1004 && vt->window)
		vt->tells_focus = on;
	else if (mode == 1007 && vt->window)
		vt->wheel_is_keys = on;
	else if (mode == 7 && vt->window)
		vt->no_wrap = !on;
	else if (mode == 25 && vt->window)
		vt->hidden = !on;
	else
		vt->foreign++;
}

static void
mode_on(struct vt *vt)
{
	set_mode(vt, true);
}

static void
mode_off(struct vt *vt)
{
	set_mode(vt, false);
}

/* ESC [ ? 1007 s, and r */
static void
keep_mode(struct vt *vt)
{
	vt->wheel_was_keys = vt->wheel_is_keys;
	vt->foreign += vt->number[0] != 1007;
}

static void
restore_mode(struct vt *vt)
{
	vt->wheel_is_keys = vt->wheel_was_keys;
	vt->foreign += vt->number[0] != 1007;
}

/* ESC [ mark numbers last */
static const struct sequence {
	char mark; /* or NUL */
	char last;
	bool stream; /* the stream has it too */
	bool ends_wrap; /* the cursor is in the last column, if it wrapped */
	void (*done)(struct vt *vt);
} sequences[] = {
	{ 0, 'A', true, true, up },
	{ 0, 'B', false, true, down },
	{ 0, 'C', true, true, right },
	{ 0, 'D', false, true, left },
	{ 0, 'G', false, true, to_column },
	{ 0, 'H', true, true, to_place },
	{ 0, 'J', true, true, erase_display },
	{ 0, 'K', true, true, erase_line },
	{ 0, 'd', false, true, to_row },
	{ 0, 'f', false, true, to_place },
	{ 0, 'm', true, false, set_style },
	{ 0, 't', false, false, keep_title },
	{ '?', 'h', true, false, mode_on },
	{ '?', 'l', true, false, mode_off },
	{ '?', 'r', false, false, restore_mode },
	{ '?', 's', false, false, keep_mode },
};

/* The numbers of a sequence, from there to its last byte; false: others. */
static bool
read_numbers(struct vt *vt, size_t at)
{
	vt->number[0] = 0;
	vt->numbers = 1;
	for (; at + 1 < vt->pending_len; at++) {
		unsigned *now = &vt->number[vt->numbers - 1];
		const char c = vt->pending[at];
		if (c == ';' && vt->numbers < VT_NUMBERS)
			vt->number[vt->numbers++] = 0;
		else if (c >= '0' && c <= '9' && *now < NUMBER_MOST / 10)
			*now = *now * 10 + (unsigned)(c - '0');
		else
			return false;
	}
	return true;
}

static const struct sequence *
find_sequence(const struct vt *vt, char mark, char last)
{
	for (size_t i = 0; i < COUNT(sequences); i++)
		if (sequences[i].mark == mark && sequences[i].last == last)
			return vt->window || sequences[i].stream ?
			    &sequences[i] :
			    NULL;
	return NULL;
}

/* ESC [ ...: is it whole? Then it is done. */
static bool
take_sequence(struct vt *vt)
{
	const char last = vt->pending[vt->pending_len - 1];

	if (vt->pending_len < 3 ||
	    (last >= ' ' && last < '@' && vt->pending_len < VT_PENDING))
		return false;
	const char mark = vt->pending[2] == '?' ? '?' : '\0';
	const struct sequence *one = find_sequence(vt, mark, last);
	if (one == NULL || !read_numbers(vt, mark != '\0' ? 3 : 2)) {
		vt->foreign++;
		return true;
	}
	if (one->ends_wrap)
		vt->column = seen_column(vt);
	if (last != 'm')
		vt->last = NULL;
	one->done(vt);
	return true;
}

/* ESC ] 2 ; title BEL */
static bool
take_command(struct vt *vt)
{
	const size_t len = vt->pending_len;
	const unsigned char last = (unsigned char)vt->pending[len - 1];

	if (last >= ' ' && last != 0x7f && len < VT_PENDING)
		return false;
	if (len == 2)
		return false;
	if (last != '\a' || len < 5 || len - 5 >= VT_TITLE ||
	    memcmp(vt->pending + 2, "2;", 2) != 0) {
		vt->foreign++;
		return true;
	}
	memset(vt->title, 0, VT_TITLE);
	memcpy(vt->title, vt->pending + 4, len - 5);
	return true;
}

static bool
take_escape(struct vt *vt)
{
	if (vt->pending_len == 1)
		return false;
	const char kind = vt->pending[1];
	if (kind == '[' && !vt->dumb)
		return take_sequence(vt);
	if (kind == ']' && vt->window)
		return take_command(vt);
	vt->last = NULL;
	if (!vt->window || strchr("78", kind) == NULL || kind == '\0') {
		vt->foreign++;
		return true;
	}
	if (kind == '7')
		keep_cursor(vt);
	else
		restore_cursor(vt);
	return true;
}

/* The bytes of the character that begins so; 1: none does. */
static size_t
length_of(unsigned char first)
{
	if (first < 0xc2 || first > 0xf4)
		return 1;
	return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

static bool
take_pending(struct vt *vt)
{
	const unsigned char first = (unsigned char)vt->pending[0];
	uint32_t c;

	if (first == ESC)
		return take_escape(vt);
	if (first < ' ' || first == 0x7f) {
		control(vt, vt->pending[0]);
		return true;
	}
	const size_t len = utf8_decode(vt->pending, vt->pending_len, &c);
	if (len == 0 && vt->pending_len < length_of(first))
		return false;
	if (len == 0 || (c >= 0x7f && c < 0xa0))
		vt->foreign++;
	print(vt, (struct str) { vt->pending, len }, c);
	return true;
}

void
vt_feed(struct vt *vt, const char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		vt->pending[vt->pending_len++] = bytes[i];
		if (take_pending(vt))
			vt->pending_len = 0;
	}
}

/* Moves up what would be cut off below, so that the cursor's row stays. */
static void
cut_rows(struct vt *vt, size_t rows)
{
	struct vt_cursor *cursor = &vt->kept[0];
	const size_t row = vt->second ? cursor->row : vt->row;
	const bool second = vt->second;

	if (row < rows)
		return;
	vt->second = false;
	scroll_rows_up(vt, row - (rows - 1));
	vt->second = second;
}

void
vt_resize(struct vt *vt, size_t rows, size_t columns)
{
	const bool second = vt->second;
	const size_t columns_before = vt->columns;

	vt->last = NULL;
	cut_rows(vt, rows);
	vt->rows = VT_ROWS;
	vt->columns = VT_COLUMNS;
	for (size_t i = 0; i < 2; i++) {
		vt->second = i == 1;
		erase_rows(vt, rows, VT_ROWS);
		for (size_t row = 0; row < rows && columns < columns_before;
		     row++)
			erase(vt, row, columns, VT_COLUMNS);
	}
	vt->second = second;
	vt->rows = rows;
	vt->columns = columns;
	vt->row = least(vt->row, rows - 1);
	vt->column = least(vt->column, columns);
}

void
vt_text(const struct vt *vt, size_t row, char text[VT_TEXT])
{
	size_t len = 0;
	size_t end = 0;

	for (size_t column = 0; column < vt->columns; column++) {
		const struct vt_cell *cell = vt_cell(vt, row, column);
		if (cell->behind)
			continue;
		const char *one = cell->text[0] == '\0' ? " " : cell->text;
		const size_t more = strlen(one);
		memcpy(text + len, one, more);
		len += more;
		if (strcmp(one, " ") != 0)
			end = len;
	}
	text[end] = '\0';
}

static const struct vt_row *
row_of(const struct vt *vt, size_t row)
{
	const struct vt_grid *grid = &vt->grid[vt->second];

	return &grid->row[grid->order[row]];
}

const struct vt_cell *
vt_cell(const struct vt *vt, size_t row, size_t column)
{
	return &row_of(vt, row)->cell[column];
}

/* The column behind the text that begins there, or 0. */
static size_t
end_of(const struct vt *vt, size_t row, size_t column, const char *text)
{
	for (; *text != '\0' && column < vt->columns; column++) {
		const struct vt_cell *cell = vt_cell(vt, row, column);
		const char *one = cell->text[0] == '\0' ? " " : cell->text;
		if (cell->behind)
			continue;
		if (strncmp(text, one, strlen(one)) != 0)
			return 0;
		text += strlen(one);
	}
	while (column < vt->columns && vt_cell(vt, row, column)->behind)
		column++;
	return *text == '\0' ? column : 0;
}

size_t
vt_find(const struct vt *vt, size_t row, const char *text, size_t *columns)
{
	for (size_t column = 0; column < vt->columns; column++) {
		if (vt_cell(vt, row, column)->behind)
			continue;
		const size_t end = end_of(vt, row, column, text);
		if (end > 0) {
			*columns = end - column;
			return column;
		}
	}
	return VT_COLUMNS;
}
