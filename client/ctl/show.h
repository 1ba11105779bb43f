/*
 * forkcastctl's output: texts from a server, which all pass through here
 * because anybody may have written them; tables; and numbers and
 * times for people.
 */
#ifndef CLIENT_CTL_SHOW_H
#define CLIENT_CTL_SHOW_H

#include <stddef.h>

#include "shared/clock.h"
#include "shared/str.h"

/*
 * Prints the text on standard output, made harmless as in text/harmless.h.
 */
void show_text(struct str text);

/*
 * Copies the text with a NUL to to, with "?" as in show_text: for a message, a
 * label or a JSON string. The copy is not longer than the text; it is cut to
 * the size. Returns to.
 */
const char *show_clean(char *to, size_t size, struct str text);

/*
 * A column of a table: its width, negative: aligned left, and cut; 0: as long
 * as its text; its heading; and how a cell is shown.
 */
struct column {
	int width;
	const char *head;
	/* a cell is a number: of bytes; or a time in the past, or 0 */
	enum { SHOW_AS_IT_IS, SHOW_SIZE, SHOW_AGO } kind;
};

/* Prints a row with a text for each column, or the headings (null). */
void show_row(
    const struct column *columns, const struct str *cells, size_t count);

/* Room for any of the results below, with the NUL. */
#define SHOW_SHORT 32

/* Returns a time span: "12s", "5m02s", "3h07m", "4d11h". */
const char *show_span(char room[SHOW_SHORT], usec span);

/* Returns a number of bytes: "817", "12.5K", "3.4M". */
const char *show_size(char room[SHOW_SHORT], uint64_t size);

/* Returns the time from then to now, or 0 if then is in the future. */
usec show_since(usec then, usec now);

#endif
