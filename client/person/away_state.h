/*
 * Whether we are away, and what has been said of that and is not answered yet:
 * the server only answers that it is so, and the person is told which it is.
 * Used by the chat.
 */
#ifndef CLIENT_PERSON_AWAY_STATE_H
#define CLIENT_PERSON_AWAY_STATE_H

#include "session/session.h"
#include "shared/buf.h"
#include "shared/grammar.h"
#include "shared/limits.h"

struct away_state {
	bool away; /* as the server has answered last */
	struct buf said; /* the texts, a line each; empty: we are back */
	char memory[SESSION_OWED * (LIMIT_TOPIC + 1)];
};

/* A new connection: we are not away, and nothing has been said. */
void away_state_begin(struct away_state *absence);

/* A command, whichever it is, has been said. */
void away_state_say(struct away_state *absence, const struct command *command);

/*
 * A line of the server has come; the session has not noted it yet. "ok away"
 * becomes "ok away TEXT" if that is what was said; valid until the next command
 * is.
 */
void away_state_note(struct away_state *absence, const struct session *session,
    struct command *line);

#endif
