/*
 * The pages of /help: the client's own commands, the server's, and the keys,
 * which forkcast(1) shows as well; and what the settings are. Pure.
 */
#ifndef CLIENT_CHAT_WORDS_HELP_H
#define CLIENT_CHAT_WORDS_HELP_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/str.h"

/* Bytes of the longest line. */
#define HELP_LINE 160

/* Rows and columns of a small screen, which the first pages fit. */
#define HELP_ROWS 22

/* Returns the name of the i-th page; null after the last. */
const char *help_page(size_t i);

/* Returns whether there is a page of that name, or such a setting. */
bool help_has(struct str topic);

/*
 * Writes line i, from 0, of a page into room; without a name, of the first one:
 * what a line means, the commands that people need every day, and how to see
 * the others. *line points into room and may be empty. Returns false after the
 * last.
 */
bool help_line(
    struct str page, size_t i, char room[HELP_LINE], struct str *line);

/* Returns the form of a setting and its meaning; null if there is none. */
const char *help_setting(struct str key);

#endif
