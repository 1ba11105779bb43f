/*
 * What people have put beside their names: the key "status" of their tables,
 * "ali (at lunch)". When a list of names comes that the person has asked for,
 * each of them is asked for, unseen; what is answered is shown in one piece
 * behind the list, so that neither the list waits nor a message stands between
 * two of these lines. A line for each, for a text could bring a name along and
 * pass for what somebody else has put there. Used by the chat.
 */
#ifndef CLIENT_PERSON_ASIDES_H
#define CLIENT_PERSON_ASIDES_H

#include <stdbool.h>
#include <stddef.h>

#include "session/session.h"
#include "shared/buf.h"
#include "shared/grammar.h"
#include "shared/limits.h"
#include "text/render.h"

/* Of so many names of a list it is asked for. */
#define ASIDES_MOST 20

/* Of so many columns it is shown. */
#define ASIDES_COLUMNS 40

/* Room that a line takes: a character may have many that take no column. */
#define ASIDES_LINE 512
static_assert(LIMIT_NAME + LIMIT_VALUE + ASIDES_COLUMNS + 64 < ASIDES_LINE,
    "a line fits");
static_assert(ASIDES_MOST * ASIDES_LINE < RENDER_ROOM, "all fit at once");

struct asides {
	size_t asked; /* of the list that comes */
	bool none; /* the server is older than all tables */
	struct buf lines; /* have come, and are not shown yet */
	char memory[ASIDES_MOST * ASIDES_LINE];
};

/* A new connection: nothing has been asked. */
void asides_begin(struct asides *asides);

/* A line of the server has come; the session has not noted it yet. */
void asides_note(
    struct asides *asides, struct session *session, const struct command *line);

/* Are there lines to be shown, now that the session has noted it? */
bool asides_come(struct asides *asides, const struct session *session);

#endif
