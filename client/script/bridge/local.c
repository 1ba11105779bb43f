/* The local server: see bridge.h. */
#include <string.h>

#include "script/bridge/bridge.h"
#include "shared/grammar.h"

#define ASKED 32 /* the most questions who is in a group */
#define HALF 110 /* the most lines of a half; LIMIT_LINES at least */

static struct {
	struct script *script;
	/* Relays are said in halves, of which one can be under way. */
	struct {
		size_t said, open; /* open: unanswered */
	} half[2];
	unsigned now; /* the half that is filled */
	/* The open questions who is in a group, in their order. */
	struct asked {
		const struct group *group;
		char peer[SERVER_MOST + 1], from[LIMIT_NAME + 1];
	} asked[ASKED];
	size_t first, count;
} local;

void
local_begin(struct script *script)
{
	local.script = script;
}

bool
local_has_room(size_t lines, size_t bytes)
{
	const struct session *session = &local.script->session;

	/* Behind that, two more commands of any length fit. */
	return script_joined(local.script) && session_ready(session) &&
	    (local.half[local.now].said + lines <= HALF ||
		local.half[!local.now].open == 0) &&
	    session->owed_count + lines + 2 < SESSION_OWED &&
	    buf_len(&session->out) + bytes + 2 * LIMIT_LINE < SESSION_BUFFER;
}

/* Says the pieces as a line, if the server takes such a line. */
static enum code
say(enum verb verb, const struct str *pieces, size_t count)
{
	char line[LIMIT_LINE];
	struct command command;
	struct buf buf;
	enum code code;

	buf_init(&buf, line, sizeof(line));
	if (!buf_cat(&buf, pieces, count))
		return CODE_TOO_LONG;
	code = grammar_parse(buf_str(&buf), FROM_CLIENT, &command);
	if (code != CODE_OK)
		return code;
	if (verb == VERB_TAGS) /* they have no answer */
		(void)BUF_SAY(&local.script->session.out, buf_str(&buf));
	else
		SESSION_SAY(&local.script->session, verb, buf_str(&buf));
	if (verb != VERB_RELAY)
		return CODE_OK;
	if (local.half[local.now].said == HALF) {
		local.now = !local.now;
		local.half[local.now].said = 0;
	}
	local.half[local.now].said++;
	local.half[local.now].open++;
	return CODE_OK;
}
#define SAY(verb, ...)                                  \
	say(verb, (const struct str[]) { __VA_ARGS__ }, \
	    COUNT(((const struct str[]) { __VA_ARGS__ })))

unsigned
local_half(void)
{
	return local.now;
}

bool
local_relay(const struct peer *peer, const struct group *group,
    const struct said *said, struct str line, bool last)
{
	if (last && !str_eq(said->tags, STR("-")))
		(void)SAY(VERB_TAGS, STR("tags "), said->tags); /* or without */
	return SAY(VERB_RELAY, STR("relay "), str_from(group->name), STR(" "),
		   said->name, STR("/"), str_from(peer->name), STR(" "),
		   line) == CODE_OK;
}

void
local_tell(struct str peer, struct str from, struct str rest)
{
	const struct str to = str_word(&rest);
	enum code code = CODE_UNAVAILABLE;

	if (rest.at == NULL)
		return;
	if (local_has_room(1, rest.len))
		code = SAY(VERB_RELAY, STR("relay @"), to, STR(" "), from,
		    STR("/"), peer, STR(" "), rest);
	if (code != CODE_OK)
		(void)WIRE_SAY(peer, STR("note "), from, STR(" "), to,
		    STR(": "), code_text(code)); /* or not */
}

void
local_who(struct str peer, struct str from, const struct group *group)
{
	struct asked *asked = &local.asked[(local.first + local.count) % ASKED];

	if (from.len > LIMIT_NAME || local.count == ASKED ||
	    !local_has_room(1, 0)) {
		(void)WIRE_SAY(peer, STR("note "), from, STR(" "),
		    str_from(group->name), STR(": ask again")); /* or not */
		return;
	}
	*asked = (struct asked) { .group = group };
	memcpy(asked->peer, peer.at, peer.len);
	memcpy(asked->from, from.at, from.len);
	local.count++;
	(void)SAY(VERB_NAMES, STR("names "), str_from(group->name));
}

bool
local_note(struct str to, const struct str *pieces, size_t count)
{
	char text[LIMIT_LINE];
	struct buf buf;

	buf_init(&buf, text, sizeof(text));
	if (!buf_cat(&buf, pieces, count) || !local_has_room(1, buf_len(&buf)))
		return false;
	(void)SAY(VERB_NOTE, STR("note "), to, STR(" "), buf_str(&buf));
	return true;
}

/* Takes "LETTERS [ROLE!NAME!USER@HOST]...", members of a group. */
static void
take_names(struct str words)
{
	const struct asked *asked = &local.asked[local.first];
	char text[LIMIT_LINE];
	struct buf buf;

	buf_init(&buf, text, sizeof(text));
	(void)str_word(&words);
	while (words.at != NULL) {
		struct str word = str_word(&words);
		(void)str_cut(&word, '!');
		(void)BUF_CAT(&buf, STR(" "), str_cut(&word, '!')); /* fits */
	}
	(void)WIRE_SAY(str_from(asked->peer), STR("note "),
	    str_from(asked->from), STR(" "), str_from(asked->group->name),
	    STR(":"), buf_str(&buf)); /* or not */
}

/* Takes "err relay CODE TO NAME/SERVER WHY". */
static void
take_refusal(const struct command *line)
{
	static const enum code meant[] = { CODE_BANNED, CODE_MUTED,
		CODE_NOT_ALLOWED };
	struct str why = line->arg[2];
	struct str to = str_word(&why);
	struct str from = why.at != NULL ? str_word(&why) : STR("");
	const struct str server = grammar_server_of(from);
	const struct group *group = bridge_find(to);

	from.len -= server.len + (server.len > 0);
	if (why.at != NULL && str_skip(&to, STR("@")))
		(void)WIRE_SAY(server, STR("note "), from, STR(" "), to,
		    STR(": "), why); /* or not */
	for (size_t i = 0; i < COUNT(meant); i++)
		if (str_eq(line->arg[1], code_word(meant[i])))
			return;
	if (group != NULL)
		peers_refused(server, group);
}

void
local_heard(const struct command *line)
{
	const enum verb answered = session_answered(&local.script->session);

	if (line->rule->verb == VERB_NAMES && local.count > 0) {
		take_names(line->arg[1]);
	} else if (answered == VERB_NAMES && local.count > 0) {
		local.first = (local.first + 1) % ASKED;
		local.count--;
	}
	if (answered != VERB_RELAY)
		return;
	if (line->rule->verb == VERB_ERR)
		take_refusal(line);
	const unsigned half =
	    local.half[!local.now].open > 0 ? !local.now : local.now;
	if (--local.half[half].open == 0) {
		local.half[half].said = 0;
		peers_confirm(half);
	}
}

void
local_lost(void)
{
	memset(local.half, 0, sizeof(local.half));
	local.count = 0;
}
