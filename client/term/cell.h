/*
 * The cells of a screen. A character takes as many cells as columns: the first
 * one describes it, the others follow, and text that is too long for the first
 * continues in them. So two characters look the same if all their cells are
 * equal. Pure.
 */
#ifndef CLIENT_TERM_CELL_H
#define CLIENT_TERM_CELL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/str.h"
#include "text/style.h"
#include "text/width.h"

/*
 * Bytes of text in each cell. If a character is longer than its cells, its last
 * marks are dropped.
 */
#define CELL_TEXT 21

struct cell {
	sgr style;
	char text[CELL_TEXT];
	uint8_t len; /* of the whole text; 0: the content is unknown */
	uint8_t columns; /* of the character; 0: it begins in a cell before */
	uint8_t behind; /* distance from the character's first cell */
};

/* Room for the text of one character. */
#define CELL_ROOM ((size_t)CELL_TEXT * WIDTH_COLUMNS)

/* Returns a space. */
struct cell cell_space(sgr style);

/*
 * Puts a character, without control characters, into a number of cells, of
 * which the first is given.
 */
void cell_put(
    struct cell *cell, size_t columns, sgr style, struct str character);

/*
 * Adds zero-width text to the character in these cells; drops it if there is no
 * room.
 */
void cell_add(struct cell *cell, struct str more);

/* Returns the character's text, copied into room if it spans several cells. */
struct str cell_text(const struct cell *cell, char room[CELL_ROOM]);

static inline bool
cell_same(const struct cell *a, const struct cell *b, size_t count)
{
	return memcmp(a, b, count * sizeof(*a)) == 0;
}

/* Returns whether the cell looks as if erased. */
bool cell_is_empty(const struct cell *cell);

#endif
