/* The away commands that are not answered yet: see away_state.h. */
#include "chat/core/notes/away_state.h"

void
away_state_begin(struct away_state *state)
{
	state->away = false;
	state->reminded = false;
	buf_init(&state->said, state->memory, sizeof(state->memory));
}

void
away_state_say(struct away_state *state, const struct command *command)
{
	if (command->rule->verb != VERB_AWAY)
		return;
	/* There is room for as many as the session may owe. */
	(void)BUF_SAY(
	    &state->said, command->count > 0 ? command->arg[0] : STR(""));
}

void
away_state_note(struct away_state *state, const struct session *session,
    struct command *line)
{
	const enum verb verb = line->rule->verb;
	struct str text;

	if ((verb != VERB_OK && verb != VERB_ERR) ||
	    !session_awaits(session, VERB_AWAY, false) ||
	    buf_line(&state->said, &text) != LINE_WHOLE)
		return;
	/* The bytes stay in place until the next command is noted. */
	buf_drop_line(&state->said, text);
	if (verb == VERB_OK) {
		state->away = text.len > 0;
		state->reminded = false;
	}
	if (verb == VERB_OK && line->count == 1 && text.len > 0)
		line->arg[line->count++] = text;
}

bool
away_state_reminds(struct away_state *state, const struct command *command)
{
	const enum verb verb = command->rule->verb;
	const bool reminds = state->away && !state->reminded &&
	    (verb == VERB_SEND || verb == VERB_TELL);

	state->reminded = state->reminded || reminds;
	return reminds;
}
