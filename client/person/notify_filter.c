/* The lines that the person wants to notice: see notify_filter.h. */
#include "person/notify_filter.h"

#include "session/highlight.h"
#include "session/ignore.h"
#include "shared/names.h"

/* The verbs with messages, and the arguments that name sender and target. */
static const struct text_event {
	enum verb verb;
	size_t who;
	size_t to;
} sayings[] = {
	{ VERB_MSG, 2, 1 },
	{ VERB_TELL, 1, 2 },
	{ VERB_NOTE, 2, 1 },
	{ VERB_SIGNAL, 2, 1 },
};

/* Returns the row of a message, or null if the line is none, or our own. */
static const struct text_event *
saying_of(const struct command *line, struct str me)
{
	for (size_t i = 0; i < COUNT(sayings); i++)
		if (sayings[i].verb == line->rule->verb)
			return str_caseeq(line->arg[sayings[i].who], me) ?
			    NULL :
			    &sayings[i];
	return NULL;
}

/* Returns what kinds of message it is. */
static unsigned
kinds_of(const struct command *line, bool public)
{
	const unsigned where = public ? IGNORE_PUBLIC : IGNORE_PRIVATE;
	const bool action =
	    line->count > 3 && str_begins(line->arg[3], STR("\001ACTION "));

	if (line->rule->verb == VERB_NOTE)
		return public ? IGNORE_NOTICES : IGNORE_NOTICES | where;
	return action ? IGNORE_ACTIONS | where : where;
}

bool
notify_filter_ignores(
    const struct command *line, struct str me, const struct our_groups *joined)
{
	const struct text_event *saying = saying_of(line, me);

	if (saying == NULL)
		return false;
	const struct str group = audience_group(line->arg[saying->to]);
	const bool public = our_groups_has(joined, group);
	return ignore_has_text(line->arg[saying->who], public ? group : STR(""),
	    kinds_of(line, public),
	    line->count > 3 ? line->arg[3] : (struct str) { NULL, 0 });
}

bool
notify_filter_hides(const struct command *line, struct str me)
{
	const enum verb verb = line->rule->verb;
	const bool goes = verb == VERB_JOIN || verb == VERB_LEAVE;
	struct str who;

	if (!goes && verb != VERB_QUIT && verb != VERB_NAME)
		return false;
	who = grammar_actor(line);
	return !str_caseeq(who, me) &&
	    ignore_has(who, goes ? line->arg[1] : STR(""), IGNORE_PRESENCE);
}

bool
notify_filter_means_us(const struct command *line, struct str me)
{
	const enum verb verb = line->rule->verb;

	if (saying_of(line, me) == NULL)
		return false;
	return verb == VERB_TELL ||
	    (verb == VERB_MSG &&
		highlight_in(&(struct highlight_said) { .text = line->arg[3],
				 .from = line->arg[2],
				 .group = audience_group(line->arg[1]) },
		    me));
}
