/*
 * The client's own commands, each a word after a slash: either the client does
 * it itself, or it is a shorter form of a server command, as users of IRC know
 * it. Pure; input.h reads them, the completion offers them, and /help explains
 * them.
 */
#ifndef CLIENT_COMMANDS_WORDS_H
#define CLIENT_COMMANDS_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "commands/meaning.h"
#include "commands/where.h"
#include "shared/codes.h"
#include "shared/str.h"

/* Returns word i, without the slash; empty after the last. */
struct str words_at(size_t i);

bool words_has(struct str word);

/* Returns whether it is such a word or a server command, in either case. */
bool words_is_command(struct str word);

/*
 * Return the arguments of a word, " NAME TEXT", and what it does; "" for
 * others.
 */
struct str words_usage(struct str word);
struct str words_help(struct str word);

/* Returns the word of a action; empty if it has none. */
struct str words_of(enum action action);

/*
 * Reads a line after its slash if it begins with such a word; else returns
 * false. The words of *input point into the line, into where, into constants,
 * or into memory that lasts until the next call.
 */
bool words_read(
    struct str line, const struct where *where, struct input *input);

/*
 * Returns why a command is refused; valid until the next call of this or of
 * words_read.
 */
struct str words_why(enum code code, struct excess over);

#endif
