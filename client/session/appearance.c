/* The look of the window: see appearance.h. */
#include "session/appearance.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "text/stamp.h"
#include "text/theme.h"

static_assert(THEME_TEXT <= APPEARANCE_THEME_ROOM, "a style in words fits");

const char *
appearance_theme(const char *entry)
{
	return theme_set(entry);
}

void
appearance_reset_theme(void)
{
	theme_reset();
}

struct str
appearance_theme_at(size_t i, char room[APPEARANCE_THEME_ROOM])
{
	return i < THEME_KEYS ? theme_text((enum theme_key)i, room) : STR("");
}

/* Restores one key's default: resets all keys, then sets the others again. */
bool
appearance_drop_theme(const char *entry)
{
	char room[THEME_KEYS][APPEARANCE_THEME_ROOM];
	char text[APPEARANCE_THEME_ROOM];
	size_t dropped = THEME_KEYS;
	struct str styles[THEME_KEYS];
	const struct str wanted = { entry, strcspn(entry, " \t") };

	for (size_t i = 0; i < THEME_KEYS; i++) {
		styles[i] = appearance_theme_at(i, room[i]);
		struct str key = styles[i];
		if (str_caseeq(str_word(&key), wanted))
			dropped = i;
	}
	if (dropped == THEME_KEYS)
		return false;
	theme_reset();
	for (size_t i = 0; i < THEME_KEYS; i++) {
		(void)snprintf(text, sizeof(text), "%.*s", (int)styles[i].len,
		    styles[i].at);
		if (i != dropped)
			(void)theme_set(text); /* valid: it was set before */
	}
	return true;
}

const char *
appearance_time_format(const char *format)
{
	char text[APPEARANCE_THEME_ROOM];
	const int len = snprintf(text, sizeof(text), "%s ", format);

	if (len < 0 || (size_t)len >= sizeof(text))
		return "too long";
	return stamp_set(text);
}
