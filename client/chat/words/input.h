/*
 * The meaning of a line that a person typed: forkcast(1), "What a line means".
 * Pure; the chat acts on it.
 */
#ifndef CLIENT_CHAT_WORDS_INPUT_H
#define CLIENT_CHAT_WORDS_INPUT_H

#include <stdbool.h>

#include "chat/words/meaning.h"
#include "shared/str.h"

/*
 * Returns the meaning of a line, without its LF, that was typed at where. The
 * words of the result point into the line, into where, into constants, or into
 * memory that lasts until the next call.
 */
struct input input_read(struct str line, const struct where *where);

/*
 * Returns whether a line of a text of several lines is, or looks like, a
 * command with a secret. Such a text must not be sent.
 */
bool input_slips(struct str text);

/*
 * Returns the meaning of a line typed before we have a name: a command that
 * needs no name, or else the name itself; an empty line is the name that was
 * offered, or null. A command that needs a name is a mistake.
 */
struct input input_read_name(struct str line, const char *offered);

#endif
