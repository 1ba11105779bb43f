/* Leaving a group for good: see departure.h. */
#include "script/departure.h"

#include <string.h>

void
departure_begin(struct departure *departure)
{
	departure->state = DEPARTURE_STAYS;
}

void
departure_say(struct departure *departure, struct session *session,
    struct str group, struct str key)
{
	if (!session_ready(session))
		return;
	switch (departure->state) {
	case DEPARTURE_STAYS:
		SESSION_SAY(session, VERB_MODE, STR("mode"), group);
		departure->state = DEPARTURE_ASKS;
		break;
	case DEPARTURE_GOES:
		SESSION_SAY(session, VERB_LEAVE, STR("leave"), group);
		departure->state = DEPARTURE_LEAVES;
		break;
	case DEPARTURE_LOOKS:
		SESSION_SAY(session, VERB_GET, STR("get"), group, key);
		departure->state = DEPARTURE_AWAITS;
		break;
	default:
		break;
	}
}

/*
 * Returns whether others may see the table, by "ok mode G LETTERS ...": the
 * group is neither secret nor invite-only, and has no key.
 */
static bool
is_open(const struct command *line)
{
	struct str rest, letters;

	if (line->rule->verb != VERB_OK || line->count < 2)
		return false;
	rest = line->arg[1];
	(void)str_word(&rest);
	letters = str_word(&rest);
	for (size_t i = 0; i < letters.len; i++)
		if (strchr("ski", letters.at[i]) != NULL)
			return false;
	return true;
}

void
departure_note(struct departure *departure, const struct session *session,
    const struct command *line)
{
	const enum verb verb = session_answered(session);

	if (departure->state == DEPARTURE_ASKS && verb == VERB_MODE)
		departure->state =
		    is_open(line) ? DEPARTURE_GOES : DEPARTURE_OVER;
	if (departure->state == DEPARTURE_LEAVES && verb == VERB_LEAVE)
		departure->state = DEPARTURE_LOOKS;
	if (departure->state == DEPARTURE_AWAITS && verb == VERB_GET) {
		departure->gone = line->rule->verb == VERB_ERR;
		departure->state = DEPARTURE_OVER;
	}
}
