/*
 * A record of the history, as the journal answers with it
 * (forkcast-protocol(7), PIPES), and the line that a reader gets of it. The
 * journal may be captured, so a record is hostile until the grammar has passed
 * its line.
 */
#ifndef SERVER_ROUTER_HISTORY_PAST_LINE_H
#define SERVER_ROUTER_HISTORY_PAST_LINE_H

#include <stdbool.h>
#include <stdint.h>

#include "shared/grammar.h"
#include "shared/limits.h"
#include "shared/str.h"

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
 * Reads "ID VERB [REST]", a record of that place. Returns false if it is no
 * record, or not one that the server could have said. event's words are valid
 * until the next call; the others point into the text.
 */
bool past_line_read(
    struct str text, struct past_place place, struct past_line *past);

/*
 * Returns whether the client has sent the event: with its account, or without
 * one but by the name that it has had since.
 */
bool past_line_is_by(const struct past_line *past, uint32_t who);

/*
 * Sends the client "past LINE" in the form that it wants, or nothing if the
 * event has no such form.
 */
void past_line_tell(uint32_t who, const struct past_line *past);

#endif
