/*
 * The status notes that people have put beside their names: the key "status" of
 * their tables, shown as "ali (at lunch)". When a list of names arrives that
 * the person has asked for, the chat silently asks for the note of each. The
 * notes are shown together after the list, so that the list does not wait and
 * no message comes between the notes. Each has a line of its own; otherwise a
 * text could include another name and pass for that person's note.
 */
#ifndef CLIENT_PERSON_NOTES_STATUS_NOTES_H
#define CLIENT_PERSON_NOTES_STATUS_NOTES_H

#include <stdbool.h>
#include <stddef.h>

#include "net/session.h"
#include "shared/buf.h"
#include "shared/grammar.h"
#include "shared/limits.h"
#include "text/render.h"

/* The maximum number of names in a list whose notes are requested. */
#define STATUS_NOTES_MOST 20

/* How many columns of a note are shown. */
#define STATUS_NOTES_COLUMNS 40

/* How many bytes of a note are shown: a column may take many. */
#define STATUS_NOTES_BYTES 300

/* Room for a line, in bytes. */
#define STATUS_NOTES_LINE 512
static_assert(LIMIT_NAME + STATUS_NOTES_BYTES + STATUS_NOTES_COLUMNS + 64 <
	STATUS_NOTES_LINE,
    "a line fits");
static_assert(
    STATUS_NOTES_MOST * STATUS_NOTES_LINE < RENDER_ROOM, "all fit at once");

struct status_notes {
	size_t names_asked; /* names asked for, of the list that is arriving */
	bool none; /* the server is too old to have tables */
	struct buf lines; /* answers that are not shown yet */
	char memory[STATUS_NOTES_MOST * STATUS_NOTES_LINE];
};

/* Resets the state for a new connection. */
void status_notes_begin(struct status_notes *notes);

/* Takes a line of the server that the session has not noted yet. */
void status_notes_note(struct status_notes *notes, struct session *session,
    const struct command *line);

/*
 * Returns whether there are notes to show. Call it once the session has noted
 * the line.
 */
bool status_notes_come(
    struct status_notes *notes, const struct session *session);

#endif
