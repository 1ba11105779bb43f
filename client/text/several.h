/*
 * Which messages are lines of one: the server says "lines ID TO NAME N
 * [MAP]", and then N messages with that ID, with nothing in between. An empty
 * line has no message, only its letter in the MAP.
 */
#ifndef CLIENT_TEXT_SEVERAL_H
#define CLIENT_TEXT_SEVERAL_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/grammar.h"
#include "shared/limits.h"

/* All zero at first. */
struct several {
	char id[LIMIT_ID];
	size_t len;
	size_t left; /* lines that are still to come */
	bool begun; /* the first one has come */
	char map[LIMIT_LINES]; /* letters of the lines that are to come */
	size_t map_len; /* 0: all are texts */
	size_t at; /* the next letter of the map */
};

/*
 * several_is_further returns whether the event is a line of a message whose
 * first line came before. several_blanks returns how many empty lines of such a
 * message are before that line. several_note notes the event, and returns
 * whether more lines of its message are to come.
 */
bool several_is_further(
    const struct several *several, const struct command *event);
size_t several_blanks(
    const struct several *several, const struct command *event);
bool several_note(struct several *several, const struct command *event);

#endif
