/*
 * Words of one's own for lines that one types often. Those that irssi and
 * WeeChat have alike are there from the start: bye exit c j k m n q t wi. The
 * settings fill it; the chat expands each line that it is given. One list a
 * program.
 */
#ifndef CLIENT_SESSION_ALIAS_H
#define CLIENT_SESSION_ALIAS_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/limits.h"
#include "shared/str.h"

#define ALIAS_MOST 100
#define ALIAS_WORD 32 /* bytes */
#define ALIAS_TEXT 900

/* What an alias stands for may itself begin with one, so often. */
#define ALIAS_DEPTH 10

/* For alias_expand: two lines. */
#define ALIAS_ROOM (2 * (size_t)LIMIT_LINE)

/*
 * Sets "WORD TEXT": /WORD stands for /TEXT, whose own / may be there or not. In
 * it are
 *   $*         what is typed behind the word
 *   $1 ... $9  one word of that
 *   $2-        what begins with that word
 *   $$         a $
 * and without any of these the words are put behind it. "WORD" alone stands
 * for nothing from now on: so is one that is there from the start taken away.
 * Null, or what is wrong, valid until the next call: no word stands for itself,
 * or for anything if it is a command (alias_guard).
 */
const char *alias_set(struct str alias);

/*
 * From now on no alias may be called as what this says is a command, but for
 * those that are there from the start. To be said before the first alias_set;
 * at first nothing is a command.
 */
void alias_guard(bool (*is_command)(struct str word));

/*
 * Takes a word away; one that is there from the start and was made to stand for
 * something else stands for its own again. False: there is none.
 */
bool alias_remove(struct str word);

/* "WORD TEXT" of that word, whose own / may be there; empty: it is none. */
struct str alias_find(struct str word);

/* All as at the start. */
void alias_clear(void);

/* Is the word one of those that are there from the start, taken away or not? */
bool alias_is_given(struct str word);

/* The i-th, "WORD TEXT", sorted by nothing; empty behind the last. */
struct str alias_at(size_t i);

/*
 * A line as it is typed, expanded if it is "/WORD ..." of an alias; else it is
 * returned as it is. Pure but for the list; what it returns may point into
 * room.
 */
struct alias_line {
	struct str line;
	const char *wrong; /* null, or why it cannot be expanded */
};
struct alias_line alias_expand(struct str line, char room[ALIAS_ROOM]);

#endif
