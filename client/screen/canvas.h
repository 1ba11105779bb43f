/*
 * The window's screen as cells: what it is to show, and what the terminal
 * shows. Drawing writes what differs, and as few bytes as that takes. It keeps
 * to what every terminal knows, the Linux console and screen(1) among them.
 * The window owns it. While it is up the terminal does not wrap (ESC [ ? 7 l),
 * so that the last column can be written.
 */
#ifndef CLIENT_SCREEN_CANVAS_H
#define CLIENT_SCREEN_CANVAS_H

#include <stdbool.h>
#include <stddef.h>

#include "screen/cell.h"
#include "screen/pen.h"
#include "shared/str.h"
#include "text/out.h"

/* A larger window is drawn in its upper left corner alone. */
#define CANVAS_ROWS 300
#define CANVAS_COLUMNS 800

/* A row, beside its cells. */
struct canvas_row {
	bool joined; /* is to go on in the next one */
	bool wrapped; /* the terminal may think that it does */
	bool fresh; /* and it does know, with what stands there now */
};

/* All zero: a window without rows. */
struct canvas {
	size_t rows, columns;
	struct cell *wanted; /* rows * columns each */
	struct cell *shown;
	struct canvas_row *row;
	size_t cursor_row, cursor_column;
	struct {
		bool told;
		size_t top, bottom;
		long up;
	} moved;
	struct pen pen;
};

/*
 * The window has that size from now on; it is empty, and what stands there is
 * not known. False if there is no memory: it has no rows then. A cell takes 64
 * bytes: 60 rows of 200 columns are 750 KB.
 */
bool canvas_resize(struct canvas *canvas, size_t rows, size_t columns);

/* What stands in the terminal is not known any more: all is drawn. */
void canvas_forget(struct canvas *canvas);

void canvas_free(struct canvas *canvas);

/*
 * Puts styled text there, in at most so many columns and never behind the
 * row's end. A character that has no room is left out, and what is behind it.
 * Returns the columns that it took.
 */
size_t canvas_put(struct canvas *canvas, size_t row, size_t column, size_t most,
    struct str styled);

/* How a piece of a text begins: as the one before has ended. */
struct canvas_ink {
	sgr style;
	long depth; /* isolated pieces it is in: text/direction.h */
};

/* The same of a text that is cut into pieces. */
size_t canvas_put_piece(struct canvas *canvas, size_t row, size_t column,
    size_t most, struct str styled, struct canvas_ink *ink);

/* The ink behind a piece that is put nowhere. */
void canvas_skip_piece(struct str styled, struct canvas_ink *ink);

/* Makes a part of a row empty, in a style (SGR, or an empty text). */
void canvas_blank(struct canvas *canvas, size_t row, size_t column,
    size_t columns, struct str style);

/*
 * Gives a part of a row these marks, as SGR_REVERSE, and takes them where it
 * has them already.
 */
void canvas_mark(struct canvas *canvas, size_t row, size_t column,
    size_t columns, sgr marks);

/*
 * The row goes on in the next one, for a word is cut there: the terminal is let
 * to wrap, so that the mouse takes the word whole. Until the row is made empty
 * from its first column on.
 */
void canvas_join(struct canvas *canvas, size_t row);

/*
 * A hint before the next draw: the rows from top to bottom, both included, are
 * what was there moved up by so many (down, if less than 0); 0: by how many is
 * found out. They are then scrolled if that is shorter.
 */
void canvas_moved(struct canvas *canvas, size_t top, size_t bottom, long up);

/* Where the cursor is to stand when all is drawn. */
void canvas_cursor(struct canvas *canvas, size_t row, size_t column);

/*
 * Writes what differs, as far as out has room. False: there is more, for the
 * next call. When all is drawn the style is the terminal's own.
 */
bool canvas_draw(struct canvas *canvas, struct out *out);

/* For canvas_*.c: the cells of a row. */
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

/* For canvas_draw: does what canvas_moved said, if it is worth it. */
void canvas_scroll(struct canvas *canvas, struct out *out);

#endif
