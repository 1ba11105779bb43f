/*
 * The pages of /help: the client's own commands, the server's, and the keys,
 * which forkcast(1) shows as well. Pure.
 */
#ifndef CLIENT_COMMANDS_HELP_H
#define CLIENT_COMMANDS_HELP_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/str.h"

/* Bytes of the longest line. */
#define HELP_LINE 160

/* Returns line i, from 0, of the client's commands; empty after the last. */
struct str help_line(size_t i, char room[HELP_LINE]);

/*
 * Returns line i, from 0, of the server's commands that no word of the client's
 * replaces; empty after the last.
 */
struct str help_server(size_t i, char room[HELP_LINE]);

/*
 * help_first returns line i of the first page: what a line means, the commands
 * that people need every day, and how to see the others. help_rest returns line
 * i of the others, the client's and then the server's.
 */
struct str help_first(size_t i, char room[HELP_LINE]);
struct str help_rest(size_t i, char room[HELP_LINE]);

/* Returns the help line for a command, the client's or the server's. */
struct str help_word(struct str word, char room[HELP_LINE]);

#define HELP_KEYS_ROWS 22
#define HELP_KEYS_COLUMNS 78

/*
 * Writes row i, from 0, of the page of keys into room; *row points to it and
 * may be empty. Returns false after the last row.
 */
bool help_keys(size_t i, char room[HELP_KEYS_COLUMNS], struct str *row);

#endif
