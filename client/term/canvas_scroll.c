/*
 * Scrolling rows: see canvas_moved. The distance is found from the rows
 * themselves, for the terminal may be several draws behind.
 */
#include "term/canvas.h"

/* The bytes that scrolling must save to be worth it. */
#define WORTH 24

/* The usual length of a move within a row, in bytes. */
#define MOVE_COST 4

/* Room for the sequences around the scrolling, in bytes. */
#define FRAME_ROOM 64

static bool
is_row_empty(const struct canvas *canvas, size_t row)
{
	const struct cell *cell = canvas_wanted(canvas, row);

	for (size_t i = 0; i < canvas->columns; i++)
		if (!cell_is_empty(&cell[i]))
			return false;
	return true;
}

/* Returns whether a wanted row equals a row that is shown. */
static bool
is_like(const struct canvas *canvas, size_t wanted, size_t shown)
{
	return cell_same(canvas_wanted(canvas, wanted),
	    canvas_shown(canvas, shown), canvas->columns);
}

/* Counts the rows with text that scrolling up by so many rows makes right. */
static size_t
count_like(const struct canvas *canvas, long up)
{
	const size_t bottom = canvas->moved.bottom;
	const size_t shift = (size_t)(up < 0 ? -up : up);
	size_t count = 0;

	for (size_t row = canvas->moved.top; row + shift <= bottom; row++) {
		const size_t to = up < 0 ? row + shift : row;
		const size_t from = up < 0 ? row : row + shift;
		count += is_like(canvas, to, from) && !is_row_empty(canvas, to);
	}
	return count;
}

/* Returns the distance that makes most rows right. */
static long
find_shift(const struct canvas *canvas)
{
	const long height =
	    (long)(canvas->moved.bottom - canvas->moved.top) + 1;
	size_t most = count_like(canvas, 0);
	long best = 0;

	for (long up = 1 - height; up < height; up++) {
		const size_t count = up != 0 ? count_like(canvas, up) : 0;
		best = count > most ? up : best;
		most = count > most ? count : most;
	}
	return best;
}

static bool
is_other(const struct canvas *canvas, size_t row, size_t column, long shown)
{
	const struct cell *cell = canvas_wanted(canvas, row) + column;

	if (shown < 0)
		return !cell_is_empty(cell);
	return !cell_same(
	    cell, canvas_shown(canvas, (size_t)shown) + column, 1);
}

/* Estimates the bytes to draw a row over a shown one; -1: over an empty one. */
static long
cost(const struct canvas *canvas, size_t row, long shown)
{
	bool before = false;
	long sum = 0;

	for (size_t column = 0; column < canvas->columns; column++) {
		const bool other = is_other(canvas, row, column, shown);
		sum += other + (other && !before) * MOVE_COST;
		before = other;
	}
	return sum;
}

/* Estimates how many bytes scrolling saves. */
static long
gain(const struct canvas *canvas, long up)
{
	const long top = (long)canvas->moved.top;
	const long bottom = (long)canvas->moved.bottom;
	long sum = 0;

	for (long row = top; row <= bottom; row++) {
		const long from = row + up;
		const bool kept = from >= top && from <= bottom;
		sum += cost(canvas, (size_t)row, row);
		sum -= cost(canvas, (size_t)row, kept ? from : -1);
	}
	return sum;
}

/* Empties a shown row, as the terminal does with a new row. */
static void
empty_row(struct canvas *canvas, size_t row)
{
	struct cell *cell = canvas_shown(canvas, row);

	for (size_t i = 0; i < canvas->columns; i++)
		cell[i] = cell_space(0);
}

static void
move_row(struct canvas *canvas, size_t to, size_t from)
{
	memcpy(canvas_shown(canvas, to), canvas_shown(canvas, from),
	    canvas->columns * sizeof(*canvas->shown));
}

/* Updates the shown rows after scrolling. */
static void
shift_shown(struct canvas *canvas, long up)
{
	const long top = (long)canvas->moved.top;
	const long bottom = (long)canvas->moved.bottom;
	const long step = up > 0 ? 1 : -1;

	for (long row = up > 0 ? top : bottom; row >= top && row <= bottom;
	     row += step) {
		const long from = row + up;
		if (from >= top && from <= bottom)
			move_row(canvas, (size_t)row, (size_t)from);
		else
			empty_row(canvas, (size_t)row);
	}
}

static void
put_region(struct out *out, size_t top, size_t bottom)
{
	out_put(out, STR("\033["));
	out_put(out, DECIMAL(top + 1));
	out_put(out, STR(";"));
	out_put(out, DECIMAL(bottom + 1));
	out_put(out, STR("r"));
}

/*
 * Scrolls the region. Setting and resetting a region puts the cursor into the
 * upper left corner.
 */
static void
put_scroll(struct canvas *canvas, struct out *out, long up)
{
	struct pen *pen = &canvas->pen;

	pen_style(pen, out, 0);
	put_region(out, canvas->moved.top, canvas->moved.bottom);
	pen->row = pen->column = 0;
	pen_move(
	    pen, out, up > 0 ? canvas->moved.bottom : canvas->moved.top, 0);
	for (long i = up; i > 0; i--)
		out_put(out, STR("\n"));
	for (long i = up; i < 0; i++)
		out_put(out, STR("\033M"));
	out_put(out, STR("\033[r"));
	pen->row = pen->column = 0;
}

void
canvas_scroll(struct canvas *canvas, struct out *out)
{
	if (!canvas->moved.told ||
	    out_room(out) < 2 * canvas->rows + FRAME_ROOM)
		return;
	const long most = (long)(canvas->moved.bottom - canvas->moved.top);
	long up = canvas->moved.up;
	canvas->moved.told = false;
	if (up == 0)
		up = find_shift(canvas);
	if (up == 0 || up > most || up < -most || gain(canvas, up) < WORTH)
		return;
	put_scroll(canvas, out, up);
	shift_shown(canvas, up);
}
