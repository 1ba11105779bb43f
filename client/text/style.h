/*
 * The look of text as one number, marks and colours, which is quickly compared
 * and fits into a cell. It is read from an escape sequence (SGR of ECMA-48,
 * with xterm's 256 colours), and written as one. Pure, but for the colours that
 * the terminal has.
 */
#ifndef CLIENT_TEXT_STYLE_H
#define CLIENT_TEXT_STYLE_H

#include <stdint.h>

#include "shared/str.h"

/* Marks, letter colour and background colour; 0: the terminal's default. */
typedef uint32_t sgr;

enum {
	STYLE_BOLD = 1 << 0,
	STYLE_DIM = 1 << 1,
	STYLE_UNDERLINE = 1 << 2,
	STYLE_REVERSE = 1 << 3,
	STYLE_MARKS = 0xf /* all of them */
};

/* Where a look has the colour of its letters, and that of its background. */
enum style_place { STYLE_FORE = 8, STYLE_BACK = 17 };

/* A look with just one of xterm's 256 colours in that place. */
#define STYLE_COLOUR(place, index) (((sgr)(index) + 1) << (place))

/*
 * Looks up how many colours the terminal has, as TERM and NO_COLOR tell: none
 * before, or 16 or 256.
 */
void style_begin(void);

/*
 * Returns the look as the terminal can show it: without colours, it is reversed
 * in place of a background.
 */
sgr style_shown(sgr style);

/* Returns the part of a look that is visible on a space. */
sgr style_of_space(sgr style);

/*
 * Returns the look for a name, always the same whatever the case of its ASCII
 * letters; none without colours. It is readable on dark and light backgrounds.
 */
sgr style_of_name(struct str name);

/* Returns the look after all sequences that style_write wrote into a text. */
sgr style_after(sgr before, struct str styled);

/* Room for any sequence, in bytes. */
#define STYLE_SGR 40

/* The sequence that ends all styles. */
#define STYLE_END STR("\033[0m")

/*
 * Returns the sequence from one look to another, written into room; empty if
 * they are equal. It switches marks off by a reset, because the oldest
 * terminals know nothing else.
 */
struct str style_write(sgr from, sgr to, char room[STYLE_SGR]);

#endif
