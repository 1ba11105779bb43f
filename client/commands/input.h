/*
 * The meaning of a line that a person typed: forkcast(1), "What a line means".
 * Pure; the chat acts on it.
 */
#ifndef CLIENT_COMMANDS_INPUT_H
#define CLIENT_COMMANDS_INPUT_H

#include <stdbool.h>

#include "commands/meaning.h"
#include "commands/where.h"
#include "shared/grammar.h"
#include "shared/str.h"

/*
 * Reads a line, without its LF, that was typed there. The words point into the
 * line, into where, into constants, or into memory that lasts until the next
 * call.
 */
struct input input_read(struct str line, const struct where *where);

/*
 * Returns whether a line that is a command, and would be done at once, may be a
 * sentence: it begins like "quit", "leave G" or "topic G" and further words
 * follow, which do not clear a topic. *command then has the words.
 */
bool input_is_doubtful(struct str line, struct command *command);

/* Returns the text to be sent there, whatever it looks like. */
struct input input_say(struct str text, const struct where *where);

/* Reads a line while we have no name yet: a word is the name. */
struct input input_read_name(struct str line);

#endif
