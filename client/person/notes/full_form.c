/* Whether the server sends us events in full: see full_form.h. */
#include "person/notes/full_form.h"

bool
full_form_ask(struct full_form *form, struct session *session)
{
	if (form->asked || session_name(session).len == 0)
		return false;
	form->asked = true;
	SESSION_SAY_ITSELF(session, VERB_WANT, STR("want"), STR("full"));
	return true;
}

void
full_form_note(struct full_form *form, const struct command *line)
{
	if (line->rule->verb != VERB_OK || line->count < 2 ||
	    !str_eq(line->arg[0], STR("want")))
		return;
	form->on = !str_eq(line->arg[1], STR("short"));
}
