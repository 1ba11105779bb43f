/*
 * An input as one message of several lines (lines in forkcast-protocol(7)), for
 * send -l and tell -l.
 */
#ifndef CLIENT_SCRIPT_WHOLE_H
#define CLIENT_SCRIPT_WHOLE_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/buf.h"
#include "shared/codes.h"
#include "shared/limits.h"
#include "shared/str.h"

/* More bytes of input than this cannot be one message. */
#define WHOLE_MOST ((size_t)(2 * LIMIT_LINES_TEXT))

/*
 * Takes the lines from the input, each with its LF, stripped if that is wanted,
 * and makes them "LENGTHS TEXT", which is valid until the next call; empty if
 * no line has a text. Returns CODE_OK, or why it cannot be sent: *line is then
 * the number of the line at fault, *message its text if that is not allowed,
 * and *over the limit that is exceeded, or all zero.
 */
enum code whole_take(struct buf *input, bool strips, struct str *message,
    size_t *line, struct excess *over);

#endif
