/*
 * A record of the history, without its state, and the line that it stands for.
 * Files may have anything, so it is hostile until the grammar has passed that.
 */
#ifndef SHARED_PAST_H
#define SHARED_PAST_H

#include <stdbool.h>
#include <stdint.h>

#include "grammar.h"
#include "limits.h"
#include "str.h"

/* Where it was: a group, or a talk with the account of that name. */
struct past_place {
	bool is_talk;
	struct str name;
};

struct past_line {
	struct str word; /* the verb's */
	struct past_place place;
	struct str rest;
	struct str id;
	uint64_t number; /* of the ID */
	bool is_event; /* neither tags nor a gap */
	bool is_message; /* which can be deleted */
	bool is_known; /* the event is set; false: a later program's record */
	struct command event; /* as the server said it, in full */
	struct str lengths, text; /* of "lines", whose head the event is */
	uint32_t texts; /* of those lines; 0 for other records */
};

/*
 * Reads "VERB [REST]", a record of that place with that ID. Returns false if it
 * is none, or not one that the server could have said. event's words point into
 * the room, the others into the text.
 */
bool past_read(struct str id, struct str text, struct past_place place,
    char room[LIMIT_LINE], struct past_line *past);

#endif
