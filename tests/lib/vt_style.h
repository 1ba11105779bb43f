/*
 * The style of a character, as SGR sequences (ECMA-48, ESC [ ... m) set it, and
 * the words that tests use for it. Pure.
 */
#ifndef TESTS_LIB_VT_STYLE_H
#define TESTS_LIB_VT_STYLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	VT_BOLD = 1 << 0,
	VT_DIM = 1 << 1,
	VT_ITALIC = 1 << 2,
	VT_UNDERLINE = 1 << 3,
	VT_REVERSE = 1 << 4,
	VT_STRIKE = 1 << 5
};

#define VT_PALETTE ((uint32_t)1 << 24) /* and a number of 0 to 255 */

struct vt_style {
	unsigned marks; /* VT_BOLD... */
	uint32_t ink; /* 0: the terminal's own */
	uint32_t paper;
};

/*
 * Applies the numbers of a sequence to the style. Unknown numbers are counted
 * in *foreign.
 */
void vt_style_set(struct vt_style *style, const unsigned *numbers, size_t count,
    size_t *foreign);

/*
 * Reads a style in words: "none"; or any of "bold dim italic underline reverse
 * strike", then "red", "bright-red" or "214", then "on" and a colour. False if
 * there is another word.
 */
bool vt_style_read(struct vt_style *style, const char *words);

#define VT_STYLE 120
void vt_style_text(const struct vt_style *style, char words[VT_STYLE]);

/*
 * Returns whether the style looks like the wanted one. On a space, fewer
 * attributes are visible.
 */
bool vt_style_is(
    const struct vt_style *style, const struct vt_style *wanted, bool space);

#endif
