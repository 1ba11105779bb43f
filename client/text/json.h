/* Events as lines of JSON: forkcast-scripts(1), JSON LINES. Pure. */
#ifndef CLIENT_TEXT_JSON_H
#define CLIENT_TEXT_JSON_H

#include "shared/buf.h"
#include "shared/limits.h"
#include "text/words/heard.h"

/* Room for any event, in bytes: at worst each byte becomes "\u0000". */
#define JSON_ROOM (6 * LIMIT_LINE + 256)

/*
 * Appends an event, which is a line from the server with an ID, as one object
 * and LF. The buffer must have JSON_ROOM.
 */
void json_event(struct buf *to, const struct heard *heard);

#endif
