/* Topic, modes and members of a group that was just joined: see arrival.h. */
#include "chat/core/notes/arrival.h"

#include "text/words/heard.h"

void
arrival_ask(struct arrival *arrival, struct session *session, struct str group,
    bool hushed)
{
	arrival->hushed += hushed;
	SESSION_ASK(session, VERB_TOPIC, STR("topic"), group);
	SESSION_ASK(session, VERB_MODE, STR("mode"), group);
	SESSION_ASK(session, VERB_NAMES, STR("names"), group);
}

/* Takes "ok topic G TEXT". A missing topic needs no line. */
static enum arrival_view
take_topic(const struct arrival *arrival, const struct command *line)
{
	struct str rest = line->count > 1 ? line->arg[1] : STR("");

	(void)str_word(&rest);
	return arrival->hushed > 0 || rest.at == NULL ||
		str_eq(rest, STR("-")) ?
	    ARRIVAL_HIDDEN :
	    ARRIVAL_SHOWN;
}

/*
 * Takes "ok mode G LETTERS ...". An old server, or one without a history, has
 * no mode H.
 */
static enum arrival_view
take_modes(const struct arrival *arrival, const struct command *line)
{
	struct str rest = line->count > 1 ? line->arg[1] : STR("");
	struct str letters;

	(void)str_word(&rest);
	if (rest.at == NULL)
		return ARRIVAL_HIDDEN;
	letters = str_word(&rest);
	if (memchr(letters.at, 'H', letters.len) == NULL)
		return ARRIVAL_HIDDEN;
	return arrival->hushed > 0 ? ARRIVAL_RECORDED_STILL : ARRIVAL_RECORDED;
}

/* Takes a line of names. The first one shows enough of them. */
static enum arrival_view
take_names(struct arrival *arrival, struct str names, struct str me)
{
	if (++arrival->lines > 1 || arrival->hushed > 0)
		return ARRIVAL_HIDDEN;
	(void)heard_role(&names);
	return str_caseeq(names, me) ? ARRIVAL_ALONE : ARRIVAL_SHOWN;
}

/* Takes the end of the names: their number, shown if not all names were. */
static enum arrival_view
end_names(struct arrival *arrival, bool good)
{
	const bool more = arrival->lines > 1;

	arrival->lines = 0;
	if (arrival->hushed > 0) {
		arrival->hushed--;
		return ARRIVAL_HIDDEN;
	}
	return more && good ? ARRIVAL_SHOWN : ARRIVAL_HIDDEN;
}

enum arrival_view
arrival_note(struct arrival *arrival, const struct session *session,
    const struct command *line)
{
	const enum verb verb = line->rule->verb;

	if (verb == VERB_OK && session_awaits(session, VERB_TOPIC, true))
		return take_topic(arrival, line);
	if (verb == VERB_OK && session_awaits(session, VERB_MODE, true))
		return take_modes(arrival, line);
	if (!session_awaits(session, VERB_NAMES, true))
		return ARRIVAL_HIDDEN;
	if (verb == VERB_NAMES)
		return take_names(arrival, line->arg[1], session_name(session));
	if (verb == VERB_OK || verb == VERB_ERR)
		return end_names(arrival, verb == VERB_OK);
	return ARRIVAL_HIDDEN;
}
