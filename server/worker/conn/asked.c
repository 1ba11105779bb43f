/* Whose answers lines are: see asked.h. */
#include "worker/conn/asked.h"

#include <assert.h>
#include <string.h>

bool
asked_is_full(const struct asked *asked)
{
	return asked->count + ASKED_STEP > ASKED_MOST ||
	    asked->text_len + ASKED_STEP_TEXT > ASKED_TEXT;
}

/* A copy, as long as anything is asked. */
static struct str
remember(struct asked *asked, struct str text)
{
	char *at = asked->text + asked->text_len;

	assert(text.len <= ASKED_TEXT - asked->text_len);
	if (text.len > 0)
		memcpy(at, text.at, text.len);
	asked->text_len += text.len;
	return (struct str) { at, text.len };
}

void
asked_add(struct asked *asked, struct ask ask)
{
	assert(asked->count < ASKED_MOST);
	if (asked->count == 0)
		asked->first = 0;
	ask.word = remember(asked, ask.word);
	asked->ring[(asked->first + asked->count++) % ASKED_MOST] = ask;
}

struct ask *
asked_last(struct asked *asked)
{
	if (asked->count == 0)
		return NULL;
	return &asked->ring[(asked->first + asked->count - 1) % ASKED_MOST];
}

/*
 * The lines that answer a command, or are a part of its answer: which commands
 * these are, and which word of an event names who did it; 0: it is a part.
 */
#define CAUSES 4
static const struct {
	enum verb cause[CAUSES];
	size_t count; /* of them */
	size_t doer;
} lines[VERB_COUNT] = {
	[VERB_MSG] = { { VERB_SEND, VERB_NOTE }, 2, 2 },
	[VERB_TELL] = { { VERB_TELL, VERB_NOTE }, 2, 1 },
	[VERB_NOTE] = { { VERB_NOTE }, 1, 2 },
	[VERB_SIGNAL] = { { VERB_SIGNAL }, 1, 2 },
	[VERB_TOPIC] = { { VERB_TOPIC }, 1, 2 },
	[VERB_JOIN] = { { VERB_JOIN }, 1, 2 },
	[VERB_LEAVE] = { { VERB_LEAVE }, 1, 2 },
	[VERB_NAME] = { { VERB_NAME }, 1, 1 },
	[VERB_NAMES] = { { VERB_NAMES }, 1, 0 },
	[VERB_GROUP] = { { VERB_GROUPS }, 1, 0 },
	[VERB_HELP] = { { VERB_HELP }, 1, 0 },
	[VERB_ROW] = { { VERB_GET, VERB_HEARD }, 2, 0 },
	[VERB_BOX] = { { VERB_BOXES }, 1, 0 },
	[VERB_MOTD] = { { VERB_MOTD }, 1, 0 },
	[VERB_PERSON] = { { VERB_WHO, VERB_WHOIS }, 2, 0 },
	[VERB_IN] = { { VERB_WHOIS }, 1, 0 },
	[VERB_FROM] = { { VERB_WHOIS }, 1, 0 },
	[VERB_WAS] = { { VERB_WHOWAS }, 1, 0 },
	[VERB_ONLINE] = { { VERB_WATCH, VERB_WATCHING }, 2, 0 },
	[VERB_OFFLINE] = { { VERB_WATCH, VERB_WATCHING }, 2, 0 },
	[VERB_KICK] = { { VERB_KICK }, 1, 2 },
	[VERB_MODE] = { { VERB_MODE }, 1, 2 },
	[VERB_INVITED] = { { VERB_INVITED }, 1, 0 },
	[VERB_MASK] = { { VERB_MASKS }, 1, 0 },
	[VERB_GONE] = { { VERB_TELL, VERB_NOTE, VERB_INVITE, VERB_WHOIS }, 4,
	    0 },
};

/* Of who stands there, be it in full or not. */
static bool
is_ours(const struct asked *asked, const struct command *line)
{
	const size_t doer = lines[line->rule->verb].doer;

	return doer > 0 &&
	    str_eq(grammar_name_of(line->arg[doer]),
		(struct str) { asked->name, asked->name_len });
}

static bool
is_caused(enum verb line, enum verb command)
{
	for (size_t i = 0; i < lines[line].count; i++)
		if (lines[line].cause[i] == command)
			return true;
	return false;
}

/*
 * "ok mode G CHANGE [WORD]" and "err mode not-kept ..." come behind the event,
 * which has answered the front's command: whether the change is kept.
 */
static bool
is_behind_event(const struct command *line)
{
	struct str rest;

	if (line->count < 2 || !str_eq(line->arg[0], STR("mode")))
		return false;
	if (line->rule->verb == VERB_ERR)
		return str_eq(line->arg[1], code_word(CODE_NOT_KEPT));
	rest = line->arg[1];
	(void)str_word(&rest);
	rest = str_word(&rest);
	return line->rule->verb == VERB_OK && rest.len > 1 &&
	    (*rest.at == '+' || *rest.at == '-');
}

static enum relation
relation_of(const struct asked *asked, const struct ask *ask,
    const struct command *line)
{
	const enum verb verb = line->rule->verb;

	if (verb == VERB_ERR && str_eq(line->arg[0], STR("tags")))
		return RELATION_NONE; /* good ones have no answer */
	if (is_behind_event(line))
		return RELATION_NONE;
	if (verb == VERB_OK || verb == VERB_ERR)
		return RELATION_WHOLE;
	if (!is_caused(verb, ask->verb))
		return RELATION_NONE;
	if (lines[verb].doer == 0)
		return RELATION_PART;
	return is_ours(asked, line) ? RELATION_WHOLE : RELATION_NONE;
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

enum relation
asked_hear(struct asked *asked, const struct command *line, struct ask *ask)
{
	enum relation relation = RELATION_NONE;

	if (asked->count > 0) {
		*ask = asked->ring[asked->first];
		relation = relation_of(asked, ask, line);
	}
	follow_name(asked, line);
	if (relation == RELATION_WHOLE) {
		asked->first = (asked->first + 1) % ASKED_MOST;
		asked->count--;
	}
	/* Or it were full forever; *ask is good until more is asked. */
	if (asked->count == 0)
		asked->text_len = 0;
	return relation;
}
