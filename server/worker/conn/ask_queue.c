/* Commands that wait for an answer: see ask_queue.h. */
#include "worker/conn/ask_queue.h"

#include <string.h>

bool
ask_queue_is_full(const struct ask_queue *asks)
{
	return asks->count >= ASK_QUEUE_MOST / 4 ||
	    asks->text_len >= ASK_QUEUE_TEXT / 4;
}

bool
ask_queue_add(struct ask_queue *asks, struct ask ask)
{
	char *at = asks->text + asks->text_len;

	if (asks->count == ASK_QUEUE_MOST ||
	    ask.word.len > ASK_QUEUE_TEXT - asks->text_len)
		return false;
	if (asks->count == 0)
		asks->first = 0;
	if (ask.word.len > 0)
		memcpy(at, ask.word.at, ask.word.len);
	asks->text_len += ask.word.len;
	ask.word.at = at;
	asks->ring[(asks->first + asks->count++) % ASK_QUEUE_MOST] = ask;
	return true;
}

static bool
is_ours(const struct ask_queue *asks, const struct command *line)
{
	return str_eq(
	    grammar_actor(line), (struct str) { asks->name, asks->name_len });
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

/*
 * Returns the relation of an event of the client's own to the command that it
 * answers, unless it is one before the last line of a message of several.
 */
static enum relation
relation_of_own(
    struct ask_queue *asks, const struct ask *ask, const struct command *line)
{
	uint64_t count = 0;

	if (ask->verb != VERB_LINES)
		return RELATION_WHOLE;
	if (line->rule->verb == VERB_LINES) {
		(void)str_to_number(line->arg[3], LIMIT_LINES, &count);
		asks->lines_left = (size_t)count;
		return RELATION_PART;
	}
	if (asks->lines_left > 0)
		asks->lines_left--;
	return asks->lines_left == 0 ? RELATION_WHOLE : RELATION_PART;
}

static enum relation
relation_of(
    struct ask_queue *asks, const struct ask *ask, const struct command *line)
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
	if (relation != RELATION_WHOLE && verb != VERB_LINES)
		return relation;
	return relation != RELATION_NONE && is_ours(asks, line) ?
	    relation_of_own(asks, ask, line) :
	    RELATION_NONE;
}

/* Learns the client's name from "ok name NAME" and "name ID OLD NEW". */
static void
follow_name(struct ask_queue *asks, const struct command *line)
{
	struct str name = { NULL, 0 };

	if (line->rule->verb == VERB_OK && line->count > 1 &&
	    str_eq(line->arg[0], STR("name")))
		name = line->arg[1];
	if (line->rule->verb == VERB_NAME && is_ours(asks, line))
		name = line->arg[2];
	if (name.len == 0 || name.len > sizeof(asks->name))
		return;
	memcpy(asks->name, name.at, name.len);
	asks->name_len = name.len;
}

enum relation
ask_queue_match(
    struct ask_queue *asks, const struct command *line, struct ask *ask)
{
	enum relation relation = RELATION_NONE;

	if (asks->count > 0) {
		*ask = asks->ring[asks->first];
		relation = relation_of(asks, ask, line);
	}
	follow_name(asks, line);
	if (relation == RELATION_WHOLE) {
		asks->first = (asks->first + 1) % ASK_QUEUE_MOST;
		asks->count--;
	}
	return relation;
}

void
ask_queue_rest(struct ask_queue *asks)
{
	if (asks->count == 0)
		asks->text_len = 0;
}
