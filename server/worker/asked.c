/* Whose answers lines are: see asked.h. */
#include "worker/asked.h"

#include <assert.h>
#include <string.h>

bool
asked_is_full(const struct asked *asked)
{
	return asked->count == ASKED_MOST;
}

void
asked_add(struct asked *asked, struct ask ask)
{
	assert(!asked_is_full(asked));
	asked->ring[(asked->first + asked->count++) % ASKED_MOST] = ask;
}

/* What a line has to do with the command that is answered next. */
enum relation { NONE, PART, WHOLE };

/* Which word of an event names who did it; 0: it is no answer. */
static const size_t doers[VERB_COUNT] = {
	[VERB_MSG] = 2, /* msg ID G NAME TEXT */
	[VERB_TELL] = 1, /* tell ID FROM TO TEXT */
	[VERB_TOPIC] = 2,
	[VERB_JOIN] = 2,
	[VERB_LEAVE] = 2,
	[VERB_NAME] = 1, /* name ID OLD NEW */
};

/* The verb of the command that has such an event, or such a list. */
static enum verb
cause_of(enum verb verb)
{
	switch (verb) {
	case VERB_MSG:
		return VERB_SEND;
	case VERB_GROUP:
		return VERB_GROUPS;
	case VERB_ROW:
		return VERB_GET;
	case VERB_BOX:
		return VERB_BOXES;
	default:
		return verb;
	}
}

static bool
is_ours(const struct asked *asked, const struct command *line)
{
	const size_t doer = doers[line->rule->verb];

	return doer > 0 &&
	    str_eq(
		line->arg[doer], (struct str) { asked->name, asked->name_len });
}

static enum relation
relation_of(const struct asked *asked, const struct ask *ask,
    const struct command *line)
{
	const enum verb verb = line->rule->verb;

	if (verb == VERB_OK || verb == VERB_ERR)
		return WHOLE;
	if (cause_of(verb) != ask->verb)
		return NONE;
	if (verb == VERB_NAMES || verb == VERB_GROUP || verb == VERB_HELP ||
	    verb == VERB_ROW || verb == VERB_BOX)
		return PART;
	return is_ours(asked, line) ? WHOLE : NONE;
}

/* ok name NAME, and name ID OLD NEW. */
static void
follow_name(struct asked *asked, const struct command *line)
{
	struct str name = { NULL, 0 };

	if (line->rule->verb == VERB_OK && line->count > 1 &&
	    str_eq(line->arg[0], STR("name")))
		name = line->arg[1];
	if (line->rule->verb == VERB_NAME && is_ours(asked, line))
		name = line->arg[2];
	if (name.len == 0 || name.len > sizeof(asked->name))
		return;
	memcpy(asked->name, name.at, name.len);
	asked->name_len = name.len;
}

bool
asked_hear(struct asked *asked, const struct command *line, unsigned *what)
{
	const struct ask ask = asked->ring[asked->first];
	enum relation relation = NONE;

	if (asked->count > 0)
		relation = relation_of(asked, &ask, line);
	follow_name(asked, line);
	if (relation == WHOLE) {
		asked->first = (asked->first + 1) % ASKED_MOST;
		asked->count--;
	}
	*what = ask.what;
	return relation != NONE && ask.own;
}
