/*
 * The look of a cell as one number, so that cells are small and quickly
 * compared; and the sequences for it: SGR of ECMA-48, with xterm's colours.
 * Pure.
 */
#ifndef CLIENT_TERM_SGR_H
#define CLIENT_TERM_SGR_H

#include <stdint.h>

#include "shared/str.h"

/* Marks, letter colour and background colour; 0: default. */
typedef uint64_t sgr;

enum {
	SGR_BOLD = 1 << 0,
	SGR_DIM = 1 << 1,
	SGR_ITALIC = 1 << 2,
	SGR_UNDERLINE = 1 << 3,
	SGR_REVERSE = 1 << 4,
	SGR_STRIKE = 1 << 5
};

/* Returns the style after a sequence; one that is no SGR changes nothing. */
sgr sgr_read(sgr before, struct str sequence);

/* Returns the style after all sequences of a text. */
sgr sgr_after(sgr before, struct str styled);

/* Returns the part of a style that is visible on a space. */
sgr sgr_of_space(sgr style);

/* Room for any sequence, in bytes. */
#define SGR_ROOM 64

/*
 * Returns the shortest sequence from one style to another, written into room;
 * empty if they are equal. Switches marks off only by a reset, because the
 * oldest terminals know nothing else.
 */
struct str sgr_write(sgr from, sgr to, char room[SGR_ROOM]);

#endif
