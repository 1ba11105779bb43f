/* How listen and log print an event: as a line, as its text, or as JSON. */
#ifndef CLIENT_SCRIPT_HEAR_PRINTING_H
#define CLIENT_SCRIPT_HEAR_PRINTING_H

#include <assert.h>
#include <stdbool.h>

#include "text/json.h"
#include "text/out.h"
#include "text/render.h"
#include "text/words/heard.h"

struct printing {
	bool json;
	bool raw; /* only the text, of messages alone */
	bool times;
	bool dates; /* with times: the date too */
};

/* Room in the output for any event, in bytes. */
#define PRINTING_ROOM (OUT_SIZE / 8 * 3)
static_assert(JSON_ROOM < PRINTING_ROOM && 2 * RENDER_ROOM < PRINTING_ROOM,
    "an event fits");

/* Appends the event to the output, which must have PRINTING_ROOM. */
void printing_put(const struct printing *printing, struct out *out,
    const struct heard *heard);

#endif
