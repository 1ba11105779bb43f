/*
 * The window's screen as cells: as wanted, and as the terminal shows it.
 * Drawing writes what differs. It uses only what every terminal knows,
 * including the Linux console and screen(1). While the window is up, the
 * terminal does not wrap (ESC [ ? 7 l), so that the last column can be written.
 */
#ifndef CLIENT_TERM_CANVAS_H
#define CLIENT_TERM_CANVAS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/str.h"
#include "system/out.h"
#include "text/style.h"

/* The largest canvas; it is the upper left corner of a larger window. */
#define CANVAS_ROWS 300
#define CANVAS_COLUMNS 800

/*
 * Bytes of text in a cell: those of the longest emoji, and of a mark. A longer
 * character loses its last marks.
 */
#define CELL_TEXT 38

/*
 * A character takes as many cells as columns: the first one has its text, and
 * the others count the columns back to it.
 */
struct cell {
	sgr style;
	char text[CELL_TEXT];
	uint8_t len; /* of the text; in a first cell 0: unknown */
	int8_t columns; /* of the character; 0 and less: how far it is back */
};

/* The canvas; all zero: no rows. */
struct canvas {
	size_t rows, columns;
	struct cell *wanted; /* arrays of rows * columns */
	struct cell *shown;
	size_t cursor_row, cursor_column;
	/* the terminal's cursor and style */
	struct {
		size_t row, column; /* SIZE_MAX: unknown */
		bool styled; /* style is known */
		sgr style;
	} pen;
};

/*
 * Sets the size; the canvas is then empty, and the content of the terminal
 * unknown. Returns false if there is no memory: it has no rows then. A cell
 * takes 88 bytes: 60 rows of 200 columns take 1040 KB.
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

/*
 * Gives a part of a row a style and puts the text into it. If the text has to
 * be cut, the last column says so with ">".
 */
void canvas_put_line(struct canvas *canvas, size_t row, size_t column,
    size_t columns, sgr style, struct str styled);

/* The state in which a piece of a text begins: where the last one ended. */
struct canvas_ink {
	sgr style;
	long depth; /* nested isolates: text/direction.h */
};

/*
 * Puts one piece of a text, like canvas_put, and updates the ink for the next.
 * A piece for a row that the canvas does not have only updates it.
 */
size_t canvas_put_piece(struct canvas *canvas, size_t row, size_t column,
    size_t most, struct str styled, struct canvas_ink *ink);

/* Empties a part of a row and gives it a style. */
void canvas_blank(struct canvas *canvas, size_t row, size_t column,
    size_t columns, sgr style);

/*
 * Sets marks such as STYLE_REVERSE in a part of a row, and clears them where
 * they are already set.
 */
void canvas_mark(struct canvas *canvas, size_t row, size_t column,
    size_t columns, sgr marks);

/* Sets the cursor's place after drawing. */
void canvas_cursor(struct canvas *canvas, size_t row, size_t column);

/*
 * Writes the differences, as far as out has room. Returns false if some are
 * left for the next call. Afterwards the style is the terminal's default.
 */
bool canvas_draw(struct canvas *canvas, struct out *out);

#endif
