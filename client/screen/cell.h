/*
 * The cells of a screen. A character takes as many as it has columns: the first
 * of them tells, the others are behind it, and a text that is too long for the
 * first goes on in those. So two characters look the same if all their cells
 * do. Pure; used by the canvas.
 */
#ifndef CLIENT_SCREEN_CELL_H
#define CLIENT_SCREEN_CELL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "screen/sgr.h"
#include "shared/str.h"
#include "text/width.h"

/* Bytes of text in each; of a longer one the last marks are left out. */
#define CELL_TEXT 21

struct cell {
	sgr style;
	char text[CELL_TEXT];
	uint8_t len; /* of the whole text; 0: what stands there is not known */
	uint8_t columns; /* of the character; 0: it is in a cell before */
	uint8_t behind; /* by so many columns */
};

/* Room for the text of one character. */
#define CELL_ROOM ((size_t)CELL_TEXT * WIDTH_COLUMNS)

/* A space. */
struct cell cell_space(sgr style);

/*
 * Puts a character into so many cells, the first of which is given; without
 * control characters.
 */
void cell_put(
    struct cell *cell, size_t columns, sgr style, struct str character);

/*
 * Adds what takes no column to the character in these cells. It is left out if
 * there is no room.
 */
void cell_add(struct cell *cell, struct str more);

/* Its text, copied into room if it is in several cells. */
struct str cell_text(const struct cell *cell, char room[CELL_ROOM]);

static inline bool
cell_same(const struct cell *a, const struct cell *b, size_t count)
{
	return memcmp(a, b, count * sizeof(*a)) == 0;
}

/* Is it as erasing leaves it? */
bool cell_is_empty(const struct cell *cell);

#endif
