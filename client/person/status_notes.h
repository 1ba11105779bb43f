/*
 * What people have put beside their names: the key "status" of their tables,
 * "ali (at lunch)". When a list of names comes that the person has asked for,
 * each of them is asked for, unseen; what is answered is shown in one piece
 * behind the list, so that neither the list waits nor a message stands between
 * two of these lines. A line for each, for a text could bring a name along and
 * pass for what somebody else has put there. Used by the chat.
 */
#ifndef CLIENT_PERSON_STATUS_NOTES_H
#define CLIENT_PERSON_STATUS_NOTES_H

#include <stdbool.h>
#include <stddef.h>

#include "session/session.h"
#include "shared/buf.h"
#include "shared/grammar.h"
#include "shared/limits.h"
#include "text/render.h"

/* Of so many names of a list it is asked for. */
#define STATUS_NOTES_MOST 20

/* Of so many columns it is shown. */
#define STATUS_NOTES_COLUMNS 40

/* Room that a line takes: a character may have many that take no column. */
#define STATUS_NOTES_LINE 512
static_assert(
    LIMIT_NAME + LIMIT_VALUE + STATUS_NOTES_COLUMNS + 64 < STATUS_NOTES_LINE,
    "a line fits");
static_assert(
    STATUS_NOTES_MOST * STATUS_NOTES_LINE < RENDER_ROOM, "all fit at once");

struct status_notes {
	size_t asked; /* of the list that comes */
	bool none; /* the server is older than all tables */
	struct buf lines; /* have come, and are not shown yet */
	char memory[STATUS_NOTES_MOST * STATUS_NOTES_LINE];
};

/* A new connection: nothing has been asked. */
void status_notes_begin(struct status_notes *asides);

/* A line of the server has come; the session has not noted it yet. */
void status_notes_note(struct status_notes *asides, struct session *session,
    const struct command *line);

/* Are there lines to be shown, now that the session has noted it? */
bool status_notes_come(
    struct status_notes *asides, const struct session *session);

#endif
