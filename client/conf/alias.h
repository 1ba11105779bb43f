/*
 * Aliases: the user's own words for lines that are typed often. Those that
 * fingers know from other chat programs are built in, such as j and win. The
 * settings fill the list, and the chat expands every typed line. One list per
 * program.
 */
#ifndef CLIENT_CONF_ALIAS_H
#define CLIENT_CONF_ALIAS_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/limits.h"
#include "shared/str.h"

#define ALIAS_MOST 120
#define ALIAS_WORD 32 /* in bytes */
#define ALIAS_TEXT 900

/*
 * Sets "WORD TEXT": /WORD then stands for /TEXT; the slash of TEXT is optional.
 * The words typed after the alias are appended. "WORD" alone deletes the alias,
 * even a built-in one. Returns null, or what is wrong, valid until the next
 * call: a command (alias_guard) cannot be an alias.
 */
const char *alias_set(struct str alias);

/*
 * Sets the function that says what is a command; no new alias may have a
 * command's name, but built-in ones keep theirs. Call it before the first
 * alias_set; without it, nothing is a command.
 */
void alias_guard(bool (*is_command)(struct str word));

/*
 * Removes an alias. A built-in one that was changed gets its original text back
 * instead. Returns false if there is no such alias.
 */
bool alias_remove(struct str word);

/*
 * Returns the alias as "WORD TEXT", or an empty string if there is none. The
 * word may begin with a slash.
 */
struct str alias_find(struct str word);

/* Restores the built-in aliases and deletes all others. */
void alias_clear(void);

/* Returns whether the word is a built-in alias, deleted or not. */
bool alias_is_given(struct str word);

/* Returns whether "WORD TEXT" is a built-in alias with its first text. */
bool alias_is_unchanged(struct str alias);

/*
 * Returns the i-th alias as "WORD TEXT", in no particular order; empty after
 * the last.
 */
struct str alias_at(size_t i);

/*
 * Expands a typed line of the form "/WORD ..." if WORD is an alias, once, into
 * room; leaves any other line unchanged. Returns false if it is too long then.
 */
bool alias_expand(struct str *line, char room[LIMIT_LINE]);

#endif
