/* What has been said of our being away: see absence.h. */
#include "person/absence.h"

void
absence_begin(struct absence *absence)
{
	absence->away = false;
	buf_init(&absence->said, absence->memory, sizeof(absence->memory));
}

void
absence_say(struct absence *absence, const struct command *command)
{
	if (command->rule->verb != VERB_AWAY)
		return;
	/* There is room for as many as the session may owe. */
	(void)BUF_SAY(
	    &absence->said, command->count > 0 ? command->arg[0] : STR(""));
}

void
absence_note(struct absence *absence, const struct session *session,
    struct command *line)
{
	const enum verb verb = line->rule->verb;
	struct str text;

	if ((verb != VERB_OK && verb != VERB_ERR) ||
	    !session_awaits(session, VERB_AWAY, false) ||
	    buf_line(&absence->said, &text) != LINE_WHOLE)
		return;
	/* The bytes stay where they are until the next is said. */
	buf_drop_line(&absence->said, text);
	if (verb == VERB_OK)
		absence->away = text.len > 0;
	if (verb == VERB_OK && line->count == 1 && text.len > 0)
		line->arg[line->count++] = text;
}
