/*
 * forkcastctl's output: texts from a scoreboard or a server, which all pass
 * through here because anybody may have written them; and numbers and times for
 * people.
 */
#ifndef CLIENT_CTL_TEXT_H
#define CLIENT_CTL_TEXT_H

#include <stddef.h>

#include "shared/clock.h"
#include "shared/str.h"

/*
 * Prints the text on standard output, padded with spaces or cut to so many
 * columns. Prints "?" for characters that would move the cursor and for bytes
 * that are not UTF-8.
 */
void text_column(struct str text, size_t columns);

/* Prints the text like text_column, but uncut and unpadded. */
void text_print(struct str text);

/*
 * Copies the text with a NUL to to, with "?" as in text_column: for a message,
 * a label or a JSON string. The copy is not longer than the text; it is cut to
 * the size. Returns to.
 */
const char *text_clean(char *to, size_t size, struct str text);

/* Room for any of the results below, with the NUL. */
#define TEXT_SHORT 32

/* Returns a time span: "12s", "5m02s", "3h07m", "4d11h". */
const char *text_span(char room[TEXT_SHORT], usec span);

/* Returns a number of bytes: "817", "12.5K", "3.4M". */
const char *text_size(char room[TEXT_SHORT], uint64_t size);

/* Returns a time of clock_wall: "2026-11-20 11:48:03". */
const char *text_time(char room[TEXT_SHORT], usec wall);

/* Returns the time from then to now, or 0 if then is in the future. */
usec text_since(usec then, usec now);

#endif
