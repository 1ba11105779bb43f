/* The lines that the person wants to notice: see notify_filter.h. */
#include "chat/core/notify_filter.h"

#include "conf/highlight.h"
#include "conf/ignore.h"
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

bool
notify_filter_ignores(const struct command *line, struct str me)
{
	const struct text_event *saying = saying_of(line, me);

	return saying != NULL && ignore_has(line->arg[saying->who]);
}

bool
notify_filter_hides(const struct command *line, struct str me)
{
	const enum verb verb = line->rule->verb;

	return (verb == VERB_JOIN || verb == VERB_LEAVE || verb == VERB_QUIT ||
		   verb == VERB_NAME) &&
	    !str_caseeq(grammar_actor(line), me) &&
	    ignore_has(grammar_actor(line));
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
