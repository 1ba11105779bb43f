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

/* Who takes the lines of a page, of which some are empty. */
struct help_to {
	void (*show)(void *of, struct str line);
	void *of;
};

/*
 * Shows a page; without a name, the first one: what a line means, the commands
 * that people need every day, and how to see the others. Returns false if there
 * is no such page.
 */
bool help_show(struct str page, const struct help_to *to);

/* Returns the form of a setting and its meaning; null if there is none. */
const char *help_setting(struct str key);

#endif
