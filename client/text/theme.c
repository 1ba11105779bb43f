/* The theme: see theme.h. */
#include "text/theme.h"

#include <stddef.h>

#include "shared/buf.h"

/*
 * The keys and their default styles, which are readable on dark and on light
 * backgrounds: a style that sets a background sets the text colour too, and red
 * is the only text colour set without a background.
 */
static const struct {
	const char *name;
	const char *style;
} keys[THEME_KEYS] = {
	[THEME_TIME] = { "time", "dim" },
	[THEME_OWN] = { "own", "bold" },
	[THEME_MENTION] = { "mention", "bold reverse" },
	[THEME_EVENT] = { "event", "dim" },
	[THEME_MISTAKE] = { "mistake", "red" },
	[THEME_PENDING] = { "pending", "dim" },
	[THEME_PAST] = { "past", "dim" },
	[THEME_UNREAD] = { "unread", "bold" },
	[THEME_BAR] = { "bar", "reverse" },
	[THEME_NEWS] = { "news", "bold reverse" },
	[THEME_URGENT] = { "urgent", "bold bright-white on red" },
};

static struct {
	sgr style[THEME_KEYS];
	char sgr[THEME_KEYS][STYLE_SGR];
} theme;

void
theme_reset(void)
{
	style_begin();
	for (size_t i = 0; i < THEME_KEYS; i++)
		(void)style_read(&theme.style[i], str_from(keys[i].style));
}

const char *
theme_set(const char *value)
{
	struct str words = str_from(value);
	const struct str key = str_word(&words);
	size_t i = 0;

	while (i < THEME_KEYS && !str_caseeq(key, str_from(keys[i].name)))
		i++;
	if (i == THEME_KEYS)
		return "must begin with one of: time, own, mention, event, "
		       "mistake, pending, past, unread, bar, news, urgent";
	return style_read(&theme.style[i], words);
}

sgr
theme_style(enum theme_key key)
{
	return style_shown(theme.style[key]);
}

struct str
theme_sgr(enum theme_key key)
{
	return style_write(0, theme_style(key), theme.sgr[key]);
}

struct str
theme_text(enum theme_key key, char room[THEME_TEXT])
{
	char style[STYLE_WORDS];
	struct buf to;

	buf_init(&to, room, THEME_TEXT);
	(void)BUF_CAT(&to, str_from(keys[key].name), STR(" "),
	    style_words(theme.style[key], style)); /* fits: THEME_TEXT */
	return buf_str(&to);
}
