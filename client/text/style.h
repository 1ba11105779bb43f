/*
 * How a piece of text looks in a terminal: what is done to its letters and in
 * which colours. Made from the words of a theme or from the codes of IRC, and
 * written as a sequence. Pure.
 */
#ifndef CLIENT_TEXT_STYLE_H
#define CLIENT_TEXT_STYLE_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/str.h"
#include "text/depth.h"

/* What is done to letters (a mask). */
enum {
	STYLE_BOLD = 1 << 0,
	STYLE_DIM = 1 << 1,
	STYLE_ITALIC = 1 << 2,
	STYLE_UNDERLINE = 1 << 3,
	STYLE_REVERSE = 1 << 4,
	STYLE_STRIKE = 1 << 5
};

enum paint_kind {
	PAINT_NONE, /* the terminal's own */
	PAINT_INDEX, /* one of the 256 of xterm; the first 16 are the usual */
	PAINT_RGB
};

struct paint {
	enum paint_kind kind;
	unsigned char index;
	unsigned char red, green, blue;
};

struct style {
	unsigned marks;
	struct paint fore, back;
};

bool style_same(const struct style *a, const struct style *b);

/* Room for any sequence, in bytes. */
#define STYLE_SGR 64

/*
 * The sequence that begins the style, written into room; empty if it changes
 * nothing. A colour that the terminal has not is replaced by the nearest, and
 * one behind the letters, if it has none at all, by reverse.
 */
struct str style_sgr(
    const struct style *style, enum depth depth, char room[STYLE_SGR]);

/* Ends whatever was begun. */
#define STYLE_END STR("\033[0m")

/* Room for the words of any style, in bytes. */
#define STYLE_WORDS 80

/*
 * Reads a style from words with one space between each two: none bold dim
 * italic underline reverse, a colour, "on" and a colour. A colour is a name, 0
 * to 255, or "#" and six digits. Null, or what must be there instead; *style is
 * then as it was.
 */
const char *style_read(struct style *style, struct str words);

/* The style in words as style_read reads them, written into room. */
struct str style_words(const struct style *style, char room[STYLE_WORDS]);

/* A colour from six digits; false if they are not. */
bool style_hex(struct paint *paint, struct str digits);

#endif
