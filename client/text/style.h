/*
 * The style of a piece of text in a terminal: attributes and colours. A style
 * is read from a theme's words or from IRC codes, and written as an escape
 * sequence. Pure.
 */
#ifndef CLIENT_TEXT_STYLE_H
#define CLIENT_TEXT_STYLE_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/str.h"
#include "text/depth.h"

/* Text attributes (a mask). */
enum {
	STYLE_BOLD = 1 << 0,
	STYLE_DIM = 1 << 1,
	STYLE_ITALIC = 1 << 2,
	STYLE_UNDERLINE = 1 << 3,
	STYLE_REVERSE = 1 << 4,
	STYLE_STRIKE = 1 << 5
};

enum paint_kind {
	PAINT_NONE, /* the terminal's default */
	PAINT_INDEX, /* one of xterm's 256; 0 to 15 are the standard colours */
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
 * Writes the sequence that begins the style into room and returns it; empty if
 * the style changes nothing. A colour that the terminal lacks becomes the
 * nearest one. If it has no colours at all, a background becomes reverse.
 */
struct str style_sgr(
    const struct style *style, enum depth depth, char room[STYLE_SGR]);

/* The sequence that ends all styles. */
#define STYLE_END STR("\033[0m")

/* Room for the words of any style, in bytes. */
#define STYLE_WORDS 80

/*
 * Reads a style from words separated by one space: none bold dim italic
 * underline reverse, a colour, "on" and a colour. A colour is a name, 0 to 255,
 * or "#" and six digits. Returns null, or what is expected instead; *style is
 * then unchanged.
 */
const char *style_read(struct style *style, struct str words);

/* Writes the style into room, in the words of style_read, and returns them. */
struct str style_words(const struct style *style, char room[STYLE_WORDS]);

/* Reads a colour from six hex digits. Returns false if they are not six. */
bool style_hex(struct paint *paint, struct str digits);

#endif
