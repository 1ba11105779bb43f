/*
 * What a line that a person typed means: forkcast(1), "What a line means".
 * Pure; the chat acts on it.
 */
#ifndef CLIENT_PERSON_INPUT_H
#define CLIENT_PERSON_INPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "session/joined.h"
#include "shared/grammar.h"
#include "shared/str.h"

enum meaning {
	MEANS_NOTHING,
	MEANS_COMMAND, /* the words, as one line, are for the server */
	MEANS_CHOOSE, /* the word is a group we are in, now the current one */
	MEANS_WHERE, /* the question which groups we are in */
	MEANS_KEYS, /* the question for help on the client itself */
	MEANS_MISTAKE /* the words, put together, say why it is not sent */
};

#define INPUT_WORDS 3

struct input {
	enum meaning meaning;
	enum verb verb; /* of a command */
	struct str word[INPUT_WORDS];
	size_t count;
};

/*
 * Reads a line without its LF. The words point into the line, into joined or
 * into constants.
 */
struct input input_read(struct str line, const struct joined *joined);

/*
 * May a line that is a command, and would be done at once, be a sentence as
 * well? It then begins like "quit", "leave G" or "topic G" and has words behind
 * that, which clear no topic; its words are those of the command.
 */
bool input_is_doubtful(struct str line, struct command *command);

/* The same as input_read while the server does not know our name yet: a word is
 * the name. */
struct input input_read_name(struct str line);

#endif
