/* What listen, log and bot have in common: which events, and how printed. */
#ifndef CLIENT_SCRIPT_HEAR_HEAR_H
#define CLIENT_SCRIPT_HEAR_HEAR_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>

#include "system/out.h"
#include "text/json.h"
#include "text/render.h"
#include "text/words/heard.h"

struct printing {
	bool json;
	bool dates; /* without json: the date and time before each line */
};

/* Room in the output for any event, in bytes. */
#define PRINTING_ROOM (OUT_SIZE / 8 * 3)
static_assert(JSON_ROOM < PRINTING_ROOM && 2 * RENDER_ROOM < PRINTING_ROOM,
    "an event fits");

/* Appends the event to the output, which must have PRINTING_ROOM. */
void hear_put(const struct printing *printing, struct out *out,
    const struct heard *heard);

/*
 * Takes -f NAME or "~a:ACCOUNT", which must stay, for an option_row. Ends the
 * program with EX_USAGE if it is invalid or one too many.
 */
void hear_take_sender(char letter, char *text);

/* Returns how many were given; and whether one of them has caused the event. */
size_t hear_senders(void);
bool hear_includes(const struct heard *heard);

/*
 * Reports "gap FROM TO" in the history of a group, or of "@NAME", on standard
 * error.
 */
void hear_gap(struct str target, const struct command *gap);

#endif
