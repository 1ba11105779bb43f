/*
 * The client's own words: what is typed behind a slash and is either something
 * that the client does itself, or a shorter way to say a command of the server,
 * as users of IRC know it. Pure; input.h reads them, the completion offers
 * them, and /help explains them.
 */
#ifndef CLIENT_COMMANDS_WORDS_H
#define CLIENT_COMMANDS_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "commands/meaning.h"
#include "commands/where.h"
#include "shared/codes.h"
#include "shared/str.h"

/* Number i, as it is typed behind the slash; empty behind the last. */
struct str words_at(size_t i);

bool words_has(struct str word);

/* Is it one of these or a command of the server, in upper or lower case? */
bool words_is_command(struct str word);

/* What is typed behind a word, " NAME TEXT", and what it does; "" for others.
 */
struct str words_usage(struct str word);
struct str words_help(struct str word);

/* The word of a deed; empty for those without one. */
struct str words_of(enum deed deed);

/*
 * Reads a line that began with a slash, which is gone, if its first word is one
 * of these; else false. The words of *input point into the line, into where,
 * into constants or into memory of the next call.
 */
bool words_read(
    struct str line, const struct where *where, struct input *input);

/* Why a command has been refused: valid until the next of these. */
struct str words_why(enum code code, struct excess over);

#endif
