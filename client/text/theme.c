/* The theme: see theme.h. */
#include "text/theme.h"

#include <stddef.h>

#define RED 1
#define WHITE 15

/*
 * Styles that are readable on dark and on light backgrounds: one that sets a
 * background sets the text colour too, and red is the only text colour set
 * without a background. Both are of the terminal's own palette.
 */
static const sgr styles[THEME_KEYS] = {
	[THEME_TIME] = STYLE_DIM,
	[THEME_OWN] = STYLE_BOLD,
	[THEME_MENTION] = STYLE_BOLD | STYLE_REVERSE,
	[THEME_EVENT] = STYLE_DIM,
	[THEME_MISTAKE] = STYLE_COLOUR(STYLE_FORE, RED),
	[THEME_PENDING] = STYLE_DIM,
	[THEME_PAST] = STYLE_DIM,
	[THEME_UNREAD] = STYLE_BOLD,
	[THEME_BAR] = STYLE_REVERSE,
	[THEME_NEWS] = STYLE_BOLD | STYLE_REVERSE,
	[THEME_URGENT] = STYLE_BOLD | STYLE_COLOUR(STYLE_FORE, WHITE) |
	    STYLE_COLOUR(STYLE_BACK, RED),
};

sgr
theme_style(enum theme_key key)
{
	return style_shown(styles[key]);
}

struct str
theme_sgr(enum theme_key key)
{
	static char room[THEME_KEYS][STYLE_SGR];

	return style_write(0, theme_style(key), room[key]);
}
