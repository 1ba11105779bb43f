/*
 * Our away status, and the away commands that are not answered yet: the
 * server's "ok" does not repeat the text that it confirms.
 */
#ifndef CLIENT_CHAT_CORE_NOTES_AWAY_STATE_H
#define CLIENT_CHAT_CORE_NOTES_AWAY_STATE_H

#include "net/session.h"
#include "shared/buf.h"
#include "shared/grammar.h"
#include "shared/limits.h"

struct away_state {
	bool away; /* by the last answer of the server */
	bool reminded; /* since it was so */
	struct buf said; /* texts not confirmed yet, a line each; empty: back */
	char memory[SESSION_OWED * (LIMIT_TOPIC + 1)];
};

/* Resets the state for a new connection: not away, nothing unanswered. */
void away_state_begin(struct away_state *state);

/* Notes a command of any kind that was just sent. */
void away_state_say(struct away_state *state, const struct command *command);

/*
 * Takes a line of the server that the session has not noted yet. Turns "ok
 * away" into "ok away TEXT" if the answered command had a text; valid until the
 * next command is sent.
 */
void away_state_note(struct away_state *state, const struct session *session,
    struct command *line);

/*
 * Returns whether the command that is sent is a message in spite of our being
 * away; once until the server answers another away command.
 */
bool away_state_reminds(
    struct away_state *state, const struct command *command);

#endif
