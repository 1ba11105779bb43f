/*
 * What /help says: the client's own words, the server's commands, and the page
 * of keys, which stands in forkcast(1) as well. Pure; used by the chat.
 */
#ifndef CLIENT_COMMANDS_HELP_H
#define CLIENT_COMMANDS_HELP_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/str.h"

/* The longest line, bytes. */
#define HELP_LINE 160

/* Line number i of the client's own, from 0; empty behind the last. */
struct str help_line(size_t i, char room[HELP_LINE]);

/* The same of the server's commands that no word of the client's stands for. */
struct str help_server(size_t i, char room[HELP_LINE]);

/* Both, one behind the other. */
struct str help_any(size_t i, char room[HELP_LINE]);

/* A word of the client's, explained. */
struct str help_word(struct str word, char room[HELP_LINE]);

#define HELP_KEYS_ROWS 22
#define HELP_KEYS_COLUMNS 78

/* Row number i, from 0, which may be empty, in room; false behind the last. */
bool help_keys(size_t i, char room[HELP_KEYS_COLUMNS], struct str *row);

#endif
