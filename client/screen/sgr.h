/*
 * How a cell looks, in one number, so that cells are small and compared at
 * once; and the sequences that choose it: SGR of ECMA-48, with the colours of
 * xterm. Pure; used by the canvas.
 */
#ifndef CLIENT_SCREEN_SGR_H
#define CLIENT_SCREEN_SGR_H

#include <stdint.h>

#include "shared/str.h"

/* Marks, the colour of letters and the colour behind them; 0: none of it. */
typedef uint64_t sgr;

enum {
	SGR_BOLD = 1 << 0,
	SGR_DIM = 1 << 1,
	SGR_ITALIC = 1 << 2,
	SGR_UNDERLINE = 1 << 3,
	SGR_REVERSE = 1 << 4,
	SGR_STRIKE = 1 << 5
};

/* The style behind a sequence; one that is no SGR changes nothing. */
sgr sgr_read(sgr before, struct str sequence);

/* The style behind all sequences of a text. */
sgr sgr_after(sgr before, struct str styled);

/* What of a style can be seen where there is no letter. */
sgr sgr_of_space(sgr style);

/* Room for any sequence, in bytes. */
#define SGR_ROOM 64

/*
 * The shortest sequence between two styles, written into room; empty if they
 * are one. It turns off what there is by reset alone, as the oldest terminals
 * want it.
 */
struct str sgr_write(sgr from, sgr to, char room[SGR_ROOM]);

#endif
