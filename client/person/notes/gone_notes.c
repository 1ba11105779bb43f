/* People known to be away: see gone_notes.h. */
#include "person/notes/gone_notes.h"

/* Returns a hash that is never 0; two names with the same one hide a line, no
 * more. */
static uint64_t
hash(uint64_t sum, struct str text)
{
	sum = str_hash_add(sum, text);
	return sum != 0 ? sum : 1;
}

static struct gone_note *
gone_find(struct gone_notes *notes, struct str name)
{
	const uint64_t who = hash(STR_HASH_START, name);

	for (size_t i = 0; i < GONE_NOTES_MOST; i++)
		if (notes->note[i].who == who)
			return &notes->note[i];
	return NULL;
}

static void
gone_forget(struct gone_notes *notes, struct str name)
{
	struct gone_note *note = gone_find(notes, name);

	if (note != NULL)
		note->who = 0;
}

/* Takes "gone NAME TEXT"; returns whether that is news. */
static bool
take_gone(struct gone_notes *notes, const struct command *gone)
{
	const uint64_t who = hash(STR_HASH_START, gone->arg[0]);
	const uint64_t why = hash(who, gone->arg[1]);
	struct gone_note *note = gone_find(notes, gone->arg[0]);

	if (note != NULL && note->why == why)
		return false;
	if (note == NULL) {
		note = &notes->note[notes->next];
		notes->next = (notes->next + 1) % GONE_NOTES_MOST;
	}
	*note = (struct gone_note) { who, why };
	return true;
}

/* Notes our own tell: without gone before it, the person is back. */
static void
take_tell(struct gone_notes *notes, const struct session *session,
    const struct command *tell)
{
	if (!str_caseeq(tell->arg[1], session_name(session)))
		return;
	if (!notes->heard)
		gone_forget(notes, tell->arg[2]);
	notes->heard = false;
}

bool
gone_notes_shows(struct gone_notes *notes, const struct session *session,
    const struct command *line)
{
	switch (line->rule->verb) {
	case VERB_GONE:
		/* It is part of an answer, which the person may have asked for.
		 */
		if (session_awaits(session, VERB_WHOIS, false) ||
		    session_awaits(session, VERB_WHOIS, true))
			return true;
		notes->heard = true;
		return take_gone(notes, line);
	case VERB_TELL:
		take_tell(notes, session, line);
		return true;
	case VERB_AWAY:
		if (line->count < 3)
			gone_forget(notes, line->arg[1]);
		return true;
	case VERB_QUIT:
	case VERB_NAME:
		gone_forget(notes, line->arg[1]);
		return true;
	case VERB_OK:
	case VERB_ERR:
		notes->heard = false;
		return true;
	default:
		return true;
	}
}
