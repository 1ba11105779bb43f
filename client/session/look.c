/* What the window looks like: see look.h. */
#include "session/look.h"

#include <assert.h>
#include <stdio.h>

#include "text/stamp.h"
#include "text/theme.h"

static_assert(THEME_TEXT <= SETTINGS_ENTRY, "a style in words fits");

const char *
look_theme(const char *entry)
{
	return theme_set(entry);
}

void
look_reset_theme(void)
{
	theme_reset();
}

struct str
look_theme_at(size_t i, char room[SETTINGS_ENTRY])
{
	return i < THEME_KEYS ? theme_text((enum theme_key)i, room) : STR("");
}

/* All but that key are set again. */
bool
look_drop_theme(const char *entry)
{
	char room[THEME_KEYS][SETTINGS_ENTRY];
	char text[SETTINGS_ENTRY];
	size_t dropped = THEME_KEYS;
	struct str styles[THEME_KEYS];

	for (size_t i = 0; i < THEME_KEYS; i++) {
		styles[i] = look_theme_at(i, room[i]);
		if (settings_same_word(styles[i], str_from(entry)))
			dropped = i;
	}
	if (dropped == THEME_KEYS)
		return false;
	theme_reset();
	for (size_t i = 0; i < THEME_KEYS; i++) {
		(void)snprintf(text, sizeof(text), "%.*s", (int)styles[i].len,
		    styles[i].at);
		if (i != dropped)
			(void)theme_set(text); /* as it was */
	}
	return true;
}

const char *
look_time_format(const char *format)
{
	char text[SETTINGS_ENTRY];
	const int len = snprintf(text, sizeof(text), "%s ", format);

	if (len < 0 || (size_t)len >= sizeof(text))
		return "too long";
	return stamp_set(text);
}
