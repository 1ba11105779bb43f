/*
 * Commands of a person that would be done, or refused for a wrong reason,
 * although something else was meant. Pure.
 */
#ifndef CLIENT_COMMANDS_DOUBTS_H
#define CLIENT_COMMANDS_DOUBTS_H

#include <stdbool.h>

#include "commands/meaning.h"
#include "commands/where.h"
#include "shared/str.h"

/*
 * Reads a line that began with a slash, now without it. Returns false if
 * nothing about it is in doubt; otherwise, *input says how to put it, or is
 * what was meant. Its words point into the line, into where, into constants,
 * or into memory that lasts until the next call.
 */
bool doubts_read(
    struct str line, const struct where *where, struct input *input);

#endif
