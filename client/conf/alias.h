/*
 * Aliases: the user's own words for lines that are typed often, and those that
 * fingers know from other chat programs, such as j and win. The settings have
 * the user's, and the chat expands every typed line. One list per program.
 */
#ifndef CLIENT_CONF_ALIAS_H
#define CLIENT_CONF_ALIAS_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/limits.h"
#include "shared/str.h"

#define ALIAS_WORD 32 /* the longest word, in bytes */

/* A word, and the text that it stands for, each without a slash before it. */
struct alias {
	struct str word, text;
};

/*
 * Returns null, or what is wrong with "WORD TEXT". A command's name is not
 * wrong, but stands for the command.
 */
const char *alias_check(const char *entry);

/*
 * Takes the user's aliases, of which each is right, a list that ends with a
 * null and stays the caller's. They come before the others of the same word.
 */
void alias_use(char *const *entries);

/* Finds the i-th alias, in no particular order; false after the last. */
bool alias_at(size_t i, struct alias *alias);

/* Finds the alias, whatever the word's case; false if there is none. */
bool alias_find(struct str word, struct alias *alias);

/*
 * Expands a typed line of the form "/WORD ..." if WORD is an alias, once, into
 * room: the words after it are appended. Leaves any other line unchanged.
 * Returns false if it is too long then.
 */
bool alias_expand(struct str *line, char room[LIMIT_LINE]);

#endif
