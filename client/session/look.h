/*
 * How the settings reach what the window looks like: the one place where the
 * session sees text/theme.h and text/stamp.h. For the settings alone.
 */
#ifndef CLIENT_SESSION_LOOK_H
#define CLIENT_SESSION_LOOK_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/str.h"

/* Room for a key and its style in words. */
#define LOOK_THEME 256

/* "KEY STYLE...": null, or what is wrong. */
const char *look_theme(const char *entry);

/* The key is as without a configuration; false: there is no such key. */
bool look_drop_theme(const char *entry);

/* So are all. */
void look_reset_theme(void);

/* The i-th key with its style; empty behind the last. */
struct str look_theme_at(size_t i, char room[LOOK_THEME]);

/*
 * A format of strftime(3), behind which one space is put, for the configuration
 * keeps none at the end of a line. Null, or what is wrong.
 */
#define LOOK_TIME_FORMAT "[%H:%M]" /* that of text/stamp.h */
const char *look_time_format(const char *format);

#endif
