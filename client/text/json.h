/*
 * Events as lines of JSON: forkcast-scripts(1), JSON LINES. Pure; used by
 * forkcast listen.
 */
#ifndef CLIENT_TEXT_JSON_H
#define CLIENT_TEXT_JSON_H

#include "shared/buf.h"
#include "shared/grammar.h"
#include "shared/limits.h"

/* Room that any event takes: at the worst each byte becomes "\u0000". */
#define JSON_ROOM (6 * LIMIT_LINE + 256)

/*
 * Appends an event, a line of the server that has an ID, as one object and LF.
 * The buffer has JSON_ROOM.
 */
void json_event(struct buf *to, const struct command *event);

#endif
