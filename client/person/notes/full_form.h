/*
 * Whether the server sends us events in full. A person's chat asks for them as
 * soon as it has a name, before it joins any group. Older servers refuse.
 */
#ifndef CLIENT_PERSON_NOTES_FULL_FORM_H
#define CLIENT_PERSON_NOTES_FULL_FORM_H

#include <stdbool.h>

#include "net/session.h"

/* All zero: nothing was asked. */
struct full_form {
	bool asked;
	bool on;
};

/*
 * Asks for events in full if that is still to be done; the session must be
 * ready. Returns false if it has not asked.
 */
bool full_form_ask(struct full_form *form, struct session *session);

/* Notes the answer, and those to a person who types "want". */
void full_form_note(struct full_form *form, const struct command *line);

#endif
