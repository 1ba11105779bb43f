/*
 * Aliases: words that fingers know from other chat programs, such as j and win.
 * The chat expands every typed line.
 */
#ifndef CLIENT_CONF_ALIAS_H
#define CLIENT_CONF_ALIAS_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/limits.h"
#include "shared/str.h"

/* A word, and the text that it stands for, each without a slash before it. */
struct alias {
	struct str word, text;
};

/* Returns the alias, whatever the word's case, or null if there is none. */
const struct alias *alias_find(struct str word);

/*
 * Expands a typed line of the form "/WORD ..." if WORD is an alias, once, into
 * room: the words after it are appended. Leaves any other line unchanged.
 * Returns false if it is too long then.
 */
bool alias_expand(struct str *line, char room[LIMIT_LINE]);

#endif
