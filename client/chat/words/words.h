/*
 * The client's own commands, each a word after a slash. The client either
 * carries the command out itself or expands it to a server command, as with
 * /msg and /part, which IRC users know. Does no I/O.
 */
#ifndef CLIENT_CHAT_WORDS_WORDS_H
#define CLIENT_CHAT_WORDS_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "chat/words/meaning.h"
#include "chat/words/where.h"
#include "shared/codes.h"
#include "shared/str.h"

/* Returns word i, without the slash; empty after the last. */
struct str words_at(size_t i);

/* Returns one of all commands: these, and then the others of the server. */
struct str words_any(size_t i);

/* Return whether the word is one of these, or any command, in any case. */
bool words_has(struct str word);
bool words_is_command(struct str word);

/* What /help says of a command. */
struct explained {
	struct str word, usage; /* such as "msg" and " NAME TEXT" */
	struct str help;
	struct str example; /* may be empty */
};

/* Explains a command; false if the word is none. */
bool words_explain(struct str word, struct explained *explained);

/* Returns the word that triggers an action; empty if there is none. */
struct str words_of(enum action action);

/*
 * Returns the command or alias, without its slash, that the word misspells in
 * one letter, abbreviates, or has in capitals; empty if there is none. Valid
 * until the aliases change.
 */
struct str words_near(struct str word);

/*
 * Reads a line that began with a slash, now without it. Returns false if its
 * first word is not one of these. The words of *input point into the line, into
 * where, into constants, or into memory that lasts until the next call.
 */
bool words_read(
    struct str line, const struct where *where, struct input *input);

/*
 * Returns the error message for a refused command; valid until the next call of
 * words_why or words_read.
 */
struct str words_why(enum code code, struct excess over);

#endif
