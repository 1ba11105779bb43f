/*
 * The window's screen as cells: as wanted, and as the terminal shows it.
 * Drawing writes the differences in as few bytes as possible. It uses only what
 * every terminal knows, including the Linux console and screen(1). While the
 * window is up, the terminal does not wrap (ESC [ ? 7 l), so that the last
 * column can be written.
 */
#ifndef CLIENT_TERM_CANVAS_H
#define CLIENT_TERM_CANVAS_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/str.h"
#include "term/cell.h"
#include "term/out.h"
#include "term/pen.h"

/* The largest canvas; it is the upper left corner of a larger window. */
#define CANVAS_ROWS 300
#define CANVAS_COLUMNS 800

/* The canvas; all zero: no rows. */
struct canvas {
	size_t rows, columns;
	struct cell *wanted; /* arrays of rows * columns */
	struct cell *shown;
	size_t cursor_row, cursor_column;
	struct {
		bool told;
		size_t top, bottom;
		long up;
	} moved;
	struct pen pen;
};

/*
 * Sets the size; the canvas is then empty, and the content of the terminal
 * unknown. Returns false if there is no memory: it has no rows then. A cell
 * takes 64 bytes: 60 rows of 200 columns take 750 KB.
 */
bool canvas_resize(struct canvas *canvas, size_t rows, size_t columns);

/* Marks the content of the terminal as unknown, so that all of it is drawn. */
void canvas_forget(struct canvas *canvas);

void canvas_free(struct canvas *canvas);

/*
 * Puts styled text into a row, no wider than most columns, and not past the
 * row's end. The first character without room is left out, and all after it.
 * Returns the columns used.
 */
size_t canvas_put(struct canvas *canvas, size_t row, size_t column, size_t most,
    struct str styled);

/* The state in which a piece of a text begins: where the last one ended. */
struct canvas_ink {
	sgr style;
	long depth; /* nested isolates: text/direction.h */
};

/*
 * Puts one piece of a text, like canvas_put, and updates the ink for the next.
 */
size_t canvas_put_piece(struct canvas *canvas, size_t row, size_t column,
    size_t most, struct str styled, struct canvas_ink *ink);

/* Updates the ink for a piece that is not shown. */
void canvas_skip_piece(struct str styled, struct canvas_ink *ink);

/* Empties a part of a row and gives it a style. */
void canvas_blank(struct canvas *canvas, size_t row, size_t column,
    size_t columns, sgr style);

/*
 * Sets marks such as STYLE_REVERSE in a part of a row, and clears them where
 * they are already set.
 */
void canvas_mark(struct canvas *canvas, size_t row, size_t column,
    size_t columns, sgr marks);

/*
 * Gives a hint before the next draw: the rows from top to bottom, inclusive,
 * are the old ones moved up by up rows (down if negative; 0: unknown, to be
 * found out). They are scrolled if that takes fewer bytes.
 */
void canvas_moved(struct canvas *canvas, size_t top, size_t bottom, long up);

/* Sets the cursor's place after drawing. */
void canvas_cursor(struct canvas *canvas, size_t row, size_t column);

/*
 * Writes the differences, as far as out has room. Returns false if some are
 * left for the next call. Afterwards the style is the terminal's default.
 */
bool canvas_draw(struct canvas *canvas, struct out *out);

/* Return the cells of a row; for canvas_*.c. */
static inline struct cell *
canvas_wanted(const struct canvas *canvas, size_t row)
{
	return canvas->wanted + row * canvas->columns;
}

static inline struct cell *
canvas_shown(const struct canvas *canvas, size_t row)
{
	return canvas->shown + row * canvas->columns;
}

/*
 * Scrolls as canvas_moved has announced, if that is worth it; for canvas_draw.
 */
void canvas_scroll(struct canvas *canvas, struct out *out);

#endif
