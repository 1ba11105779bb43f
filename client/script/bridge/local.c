/* What is said to the local server, and why: see bridge.h. */
#include "script/bridge/bridge.h"
#include "script/script.h"

static struct {
	struct script *script;
	/* What was said and is not answered, a ring in this order. */
	struct asked asked[SESSION_OWED];
	size_t first, count;
} local;

void
local_begin(struct script *script)
{
	local.script = script;
}

bool
local_has_room(size_t lines)
{
	const struct session *session = &local.script->session;

	return link_is_joined(&local.script->link) && session_ready(session) &&
	    session->owed_count + lines <= SESSION_OWED &&
	    SESSION_BUFFER - buf_len(&session->out) >= lines * LIMIT_LINE;
}

enum code
local_say(const struct asked *why, const struct str *pieces, size_t count)
{
	static const struct asked nothing;
	struct session *session = &local.script->session;
	char line[LIMIT_LINE];
	struct command command;
	struct buf buf;
	struct asked *asked;
	enum code code;

	buf_init(&buf, line, sizeof(line));
	if (!local_has_room(2)) /* with its tags */
		return CODE_UNAVAILABLE;
	if (!buf_cat(&buf, pieces, count))
		return CODE_TOO_LONG;
	code = grammar_parse(buf_str(&buf), FROM_CLIENT, &command);
	if (code != CODE_OK)
		return code;
	if (command.rule->verb == VERB_TAGS) { /* they have no answer */
		(void)BUF_SAY(&session->out, buf_str(&buf));
		return CODE_OK;
	}
	if (why != NULL && why->tags.len > 0 && !str_eq(why->tags, STR("-")))
		(void)local_say(
		    NULL, PIECES(STR("tags "), why->tags)); /* or none */
	SESSION_SAY(session, command.rule->verb, buf_str(&buf));
	asked = &local.asked[(local.first + local.count++) % SESSION_OWED];
	*asked = why != NULL ? *why : nothing;
	asked->verb = command.rule->verb;
	return CODE_OK;
}

struct asked *
local_first(void)
{
	return local.count > 0 ? &local.asked[local.first] : NULL;
}

void
local_answered(void)
{
	local.first = (local.first + 1) % SESSION_OWED;
	local.count--;
}

void
local_lost(void)
{
	local.count = 0;
}
