/*
 * The front of a line as it is drawn: the name before a message in the format
 * that is set (text/name_format.h), aligned or not. Views keep the name in the
 * default format, with which the line is taken apart here.
 */
#ifndef CLIENT_SCREEN_FRONT_H
#define CLIENT_SCREEN_FRONT_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/str.h"
#include "views/lines.h"

/* Room for a front, in bytes; a line with a longer one is drawn as kept. */
#define FRONT_ROOM 512

struct front {
	const struct line *line;
	char memory[FRONT_ROOM];
	struct str styled; /* in memory */
	struct str text; /* the rest of the line, with the styles in effect */
	size_t columns; /* of the front */
	size_t blank; /* of these, the empty ones that it begins with */
	size_t text_column; /* where all text begins; 0: not aligned */
};

/*
 * Takes the line apart, for rows of so many columns. All text begins in the
 * text column, unless that is 0: then nothing is aligned. Returns false if the
 * line is drawn as it is kept. It must stay as long as the front.
 */
bool front_take(struct front *front, const struct line *line, size_t columns,
    size_t text_column);

#endif
