/*
 * What forkcastctl prints: texts of a scoreboard or of a server, which anybody
 * may have written, and which all pass here; numbers and times, for people.
 */
#ifndef CLIENT_CTL_TEXT_H
#define CLIENT_CTL_TEXT_H

#include <stddef.h>

#include "shared/clock.h"
#include "shared/str.h"

/*
 * Prints the text on standard output, "?" for what would move a cursor or is no
 * UTF-8, and spaces behind it up to so many columns; what is wider is cut.
 */
void text_column(struct str text, size_t columns);

/* The same without spaces, uncut. */
void text_print(struct str text);

/*
 * Copies it, made harmless likewise, with a NUL: for a message, a label, a
 * string of JSON. It becomes no longer; what is over the size is cut.
 */
const char *text_clean(char *to, size_t size, struct str text);

/* Room for any of the following, with a NUL. */
#define TEXT_SHORT 32

/* "12s", "5m02s", "3h07m", "4d11h". */
const char *text_span(char room[TEXT_SHORT], usec span);

/* "817", "12.5K", "3.4M": bytes. */
const char *text_size(char room[TEXT_SHORT], uint64_t size);

/* "2026-11-20 11:48:03", of clock_wall. */
const char *text_time(char room[TEXT_SHORT], usec wall);

/* The time from then to now, or 0 if it is yet to come. */
usec text_since(usec then, usec now);

#endif
