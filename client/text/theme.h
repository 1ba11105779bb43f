/*
 * How the parts of the window look: one style for each of ten keys, as the
 * configuration has them. Used wherever the window is drawn.
 */
#ifndef CLIENT_TEXT_THEME_H
#define CLIENT_TEXT_THEME_H

#include "shared/str.h"
#include "text/depth.h"
#include "text/style.h"

enum theme_key {
	THEME_TIME, /* stamps */
	THEME_OWN, /* one's own name */
	THEME_MENTION, /* the name of who means us */
	THEME_EVENT, /* joins and remarks */
	THEME_MISTAKE, /* what was refused */
	THEME_PENDING, /* a line of one's own that is not confirmed */
	THEME_UNREAD, /* "--- 12 new", and the lines with a date */
	THEME_BAR, /* the status line, and the row of the topic */
	THEME_NEWS, /* in the bar: views with something new */
	THEME_URGENT, /* likewise: with something for us */
	THEME_KEYS /* how many there are */
};

/*
 * Sets one key: "KEY STYLE...", as "mention bold yellow", in the words of
 * style_read. Null, or what is wrong; nothing has changed then.
 */
const char *theme_set(const char *value);

/* All as it is without a configuration; again by what the terminal has. */
void theme_reset(void);

/* For so many colours instead of what depth_of_terminal says. */
void theme_depth(enum depth depth);

/*
 * The sequence that begins the style, may be empty; valid until the next call
 * that sets something. STYLE_END ends it.
 */
struct str theme_style(enum theme_key key);

/* Room for any of them in words. */
#define THEME_TEXT (8 + STYLE_WORDS)

/* "mention bold yellow", as theme_set reads it, written into room. */
struct str theme_text(enum theme_key key, char room[THEME_TEXT]);

#endif
