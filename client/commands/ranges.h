/*
 * The words of /history, which choose a range of the past. Pure.
 */
#ifndef CLIENT_COMMANDS_RANGES_H
#define CLIENT_COMMANDS_RANGES_H

#include <stdbool.h>

#include "commands/meaning.h"
#include "commands/where.h"
#include "shared/str.h"

/*
 * Reads what is after /history, without spaces around it. Returns false if the
 * server would take it; otherwise, *input says what is wrong, in memory that
 * lasts until the next call.
 */
bool ranges_read(
    struct str rest, const struct where *where, struct input *input);

#endif
