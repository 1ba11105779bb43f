/* The theme: one style for each of eleven keys. */
#ifndef CLIENT_TEXT_THEME_H
#define CLIENT_TEXT_THEME_H

#include "shared/str.h"
#include "text/style.h"

enum theme_key {
	THEME_TIME, /* stamps */
	THEME_OWN, /* our own name */
	THEME_MENTION, /* the name of somebody who mentions us */
	THEME_EVENT, /* joins and remarks */
	THEME_MISTAKE, /* refusals and errors */
	THEME_PENDING, /* our own line that is not confirmed yet */
	THEME_PAST, /* what was said before we came */
	THEME_UNREAD, /* "--- 12 new", and the lines with a date */
	THEME_BAR, /* the status line and the topic row */
	THEME_NEWS, /* in the bar: views with new lines */
	THEME_URGENT, /* in the bar: views with a line for us */
	THEME_KEYS /* number of keys */
};

/* Returns the style, as the terminal can show it. */
sgr theme_style(enum theme_key key);

/*
 * Returns the sequence that begins the style; may be empty. Valid until the
 * next call for this key. STYLE_END ends the style.
 */
struct str theme_sgr(enum theme_key key);

#endif
