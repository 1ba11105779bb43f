/*
 * The settings' access to the look of the window: the only place where the
 * session uses text/theme.h and text/stamp.h.
 */
#ifndef CLIENT_SESSION_APPEARANCE_H
#define CLIENT_SESSION_APPEARANCE_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/str.h"

/* Room for a key and its style in words. */
#define APPEARANCE_THEME_ROOM 256

/* Sets "KEY STYLE...". Returns null, or what is wrong. */
const char *appearance_theme(const char *entry);

/* Restores the default of one key. Returns false if there is no such key. */
bool appearance_drop_theme(const char *entry);

/* Restores the defaults of all keys. */
void appearance_reset_theme(void);

/* Returns the i-th key with its style; empty after the last. */
struct str appearance_theme_at(size_t i, char room[APPEARANCE_THEME_ROOM]);

/*
 * Sets the time format, for strftime(3), and appends one space, because the
 * configuration file keeps none at the end of a line. Returns null, or what is
 * wrong.
 */
#define APPEARANCE_TIME_FORMAT "[%H:%M]" /* the default of text/stamp.h */
const char *appearance_time_format(const char *format);

#endif
