/*
 * The meaning of a line that a person typed: forkcast(1), "What a line means".
 * Pure; the chat acts on it.
 */
#ifndef CLIENT_CHAT_WORDS_INPUT_H
#define CLIENT_CHAT_WORDS_INPUT_H

#include <stdbool.h>

#include "chat/words/meaning.h"
#include "chat/words/where.h"
#include "shared/grammar.h"
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
 * Returns whether a valid command may have been meant as a sentence: "quit",
 * "leave G" or "topic G" followed by more words, but not by "-" alone, which
 * clears a topic; where commands need a slash, "quit" alone. *command is then
 * the parsed line.
 */
bool input_is_doubtful(struct str line, bool slash, struct command *command);

/*
 * Returns the command that sends the text to the group or person of where,
 * whatever the text looks like; a mistake if it cannot be sent.
 */
struct input input_say(struct str text, const struct where *where);

/*
 * Returns the meaning of a line typed before we have a name: a command that
 * needs no name, or else the name itself; an empty line is the name that was
 * offered, or null. A command that needs a name is a mistake.
 */
struct input input_read_name(struct str line, const char *offered);

#endif
