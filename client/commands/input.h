/*
 * What a line that a person typed means: forkcast(1), "What a line means".
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
 * Reads a line without its LF, typed there. The words point into the line, into
 * where, into constants or into memory of the next call.
 */
struct input input_read(struct str line, const struct where *where);

/*
 * May a line that is a command, and would be done at once, be a sentence as
 * well? It then begins like "quit", "leave G" or "topic G" and has words behind
 * that, which clear no topic; its words are those of the command.
 */
bool input_is_doubtful(struct str line, struct command *command);

/* The text itself, whatever it looks like, said there. */
struct input input_say(struct str text, const struct where *where);

/* The same as input_read while the server does not know our name yet: a word is
 * the name. */
struct input input_read_name(struct str line);

#endif
