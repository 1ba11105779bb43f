/* The creditors for the answers of the server: see voice.h. */
#include "script/bot/voice.h"

#include <assert.h>
#include <string.h>

static struct {
	struct script *script;
	struct call {
		int who;
		enum verb verb;
	} call[SESSION_OWED]; /* in the order of the answers */
	size_t count;
} voice;

void
voice_begin(struct script *script)
{
	voice.script = script;
	voice.count = 0;
}

bool
voice_ready(void)
{
	return !voice.script->over && script_joined(voice.script) &&
	    session_ready(&voice.script->session) &&
	    voice.count < COUNT(voice.call);
}

void
voice_say(int who, enum verb verb, struct str line)
{
	assert(voice.count < COUNT(voice.call));
	voice.call[voice.count++] = (struct call) { who, verb };
	SESSION_SAY(&voice.script->session, verb, line);
}

static void
drop_first(void)
{
	voice.count--;
	memmove(
	    voice.call, voice.call + 1, voice.count * sizeof(voice.call[0]));
}

/*
 * Returns whether the line may be part of our answer: nobody else caused it, or
 * it is no event, as a row of a table, which others may have written.
 */
static bool
is_ours(const struct command *line)
{
	const struct str actor = grammar_actor(line);

	return actor.len == 0 || line->rule->args[0] != ARG_ID ||
	    str_caseeq(actor, session_name(&voice.script->session));
}

bool
voice_take(const struct command *line, struct voice_answer *answer)
{
	if (voice.count == 0)
		return false;
	const struct call first = voice.call[0];
	const bool ends =
	    session_answered(&voice.script->session) == first.verb;

	if (!ends &&
	    (!is_ours(line) ||
		grammar_relation(line->rule, first.verb) == RELATION_NONE))
		return false;
	*answer = (struct voice_answer) { first.who, first.verb, ends };
	if (ends)
		drop_first();
	return true;
}

void
voice_forget(int who)
{
	for (size_t i = 0; i < voice.count; i++)
		if (voice.call[i].who == who)
			voice.call[i].who = VOICE_NOBODY;
}

void
voice_lost(void (*lost)(int who))
{
	const size_t count = voice.count;

	voice.count = 0;
	for (size_t i = 0; i < count; i++)
		if (voice.call[i].who != VOICE_NOBODY)
			lost(voice.call[i].who);
}
