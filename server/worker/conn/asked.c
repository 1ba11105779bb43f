/* Commands that wait for an answer: see asked.h. */
#include "worker/conn/asked.h"

#include <assert.h>
#include <string.h>

bool
asked_is_full(const struct asked *asked)
{
	return asked->count + ASKED_STEP > ASKED_MOST ||
	    asked->text_len + ASKED_STEP_TEXT > ASKED_TEXT;
}

/* Copies a text; the copy lasts until no command waits any more. */
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

static bool
is_ours(const struct asked *asked, const struct command *line)
{
	return str_eq(
	    grammar_actor(line), (struct str) { asked->name, asked->name_len });
}

/*
 * Returns whether the line only says whether a mode is kept. Such a line, "ok
 * mode G CHANGE [WORD]" or "err mode not-kept ...", comes after the event, and
 * the event has already answered the front's command.
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
	enum relation relation;

	if (verb == VERB_ERR && str_eq(line->arg[0], STR("tags")))
		return RELATION_NONE; /* tags never wait in the ring */
	if (is_behind_event(line))
		return RELATION_NONE;
	if (verb == VERB_OK || verb == VERB_ERR)
		return RELATION_WHOLE;
	relation = grammar_relation(line->rule, ask->verb);
	return relation == RELATION_WHOLE && !is_ours(asked, line) ?
	    RELATION_NONE :
	    relation;
}

/* Learns the client's name from "ok name NAME" and "name ID OLD NEW". */
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
	/* Frees the text, which stays readable until the next asked_add. */
	if (asked->count == 0)
		asked->text_len = 0;
	return relation;
}
