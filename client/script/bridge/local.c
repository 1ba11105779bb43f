/* The local server: see bridge.h. */
#include <string.h>

#include "script/bridge/bridge.h"
#include "script/bridge/nats.h"
#include "shared/grammar.h"

/* The most unanswered lines; the session has room for a few more. */
#define FLYING 200

/* A relay without an answer. */
struct flying {
	struct place *place; /* or null: for a person */
	uint64_t id, n;
	bool is_last;
	struct peer *peer; /* for a person: who is to hear of a failure */
	char from[LIMIT_NAME], to[LIMIT_NAME];
	size_t from_len, to_len;
};

static struct {
	struct script *script;
	struct flying flying[FLYING];
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

	/* One more command of any length fits behind. */
	return script_joined(local.script) && session_ready(session) &&
	    local.count + lines <= FLYING &&
	    session->owed_count + lines + 2 < SESSION_OWED &&
	    buf_len(&session->out) + bytes + LIMIT_LINE < SESSION_BUFFER;
}

static struct flying *
add(void)
{
	struct flying *flying =
	    &local.flying[(local.first + local.count++) % FLYING];

	*flying = (struct flying) { .is_last = true };
	return flying;
}

/* Returns NAME/SERVER, in the room. */
static struct str
foreign(struct str name, const struct peer *peer, char *room, size_t size)
{
	struct buf buf;

	buf_init(&buf, room, size);
	(void)BUF_CAT(&buf, name, STR("/"), peers_name(peer)); /* or empty */
	return buf_str(&buf);
}

/*
 * Says "relay TO NAME/SERVER TEXT", if that is a line that the server takes.
 */
static enum code
relay(struct peer *peer, struct str to, struct str name, struct str text)
{
	char room[LIMIT_NAME + 1 + SERVER_MOST], line[LIMIT_LINE];
	const struct str who = foreign(name, peer, room, sizeof(room));
	struct command command;
	struct buf buf;
	enum code code;

	buf_init(&buf, line, sizeof(line));
	if (!BUF_CAT(&buf, STR("relay "), to, STR(" "), who, STR(" "), text))
		return CODE_TOO_LONG;
	code = grammar_parse(buf_str(&buf), FROM_CLIENT, &command);
	if (code == CODE_OK)
		SESSION_SAY(&local.script->session, VERB_RELAY, buf_str(&buf));
	return code;
}

void
local_relay(struct place *place, const struct said *said, struct str line,
    bool is_first, bool is_last)
{
	struct session *session = &local.script->session;
	struct flying *flying;
	struct command command;
	char room[LIMIT_LINE];
	struct buf tags;
	enum code code;

	buf_init(&tags, room, sizeof(room));
	if (is_first && !str_eq(said->tags, STR("-")) &&
	    BUF_CAT(&tags, STR("tags "), said->tags) &&
	    grammar_parse(buf_str(&tags), FROM_CLIENT, &command) == CODE_OK)
		(void)BUF_SAY(&session->out, buf_str(&tags)); /* unanswered */
	code = relay(place->peer, place->group->name, said->name, line);
	if (code != CODE_OK) {
		peers_refused(place, code_word(code));
		if (is_last && place->flying == 0)
			peers_confirm(place, said->id, said->n, place->local);
		return;
	}
	flying = add();
	flying->place = place;
	flying->id = said->id;
	flying->n = said->n;
	flying->is_last = is_last;
	place->flying += is_last;
}

static void
remember(char room[LIMIT_NAME], size_t *len, struct str name)
{
	*len = name.len < LIMIT_NAME ? name.len : LIMIT_NAME;
	memcpy(room, name.at, *len);
}

/* Tells a peer why a text for a person has not arrived. */
static void
fail(struct peer *peer, struct str from, struct str to, struct str why)
{
	(void)NATS_PUBLISH(bridge_subject("to", peers_name(peer)), STR("fail "),
	    to, STR(" "), from, STR(" "), why); /* or not */
}

void
local_tell(struct peer *peer, struct str from, struct str to, struct str text)
{
	char room[1 + LIMIT_NAME];
	struct flying *flying;
	struct buf buf;
	enum code code = CODE_UNAVAILABLE;

	buf_init(&buf, room, sizeof(room));
	if (!BUF_CAT(&buf, STR("@"), to))
		return; /* nobody has such a name */
	if (local_has_room(1, text.len + 2 * sizeof(room)))
		code = relay(peer, buf_str(&buf), from, text);
	if (code != CODE_OK) {
		fail(peer, from, to, code_text(code));
		return;
	}
	flying = add();
	flying->peer = peer;
	remember(flying->from, &flying->from_len, from);
	remember(flying->to, &flying->to_len, to);
}

void
local_note(struct str to, const struct str *pieces, size_t count)
{
	char line[LIMIT_LINE];
	struct command command;
	struct buf buf;

	buf_init(&buf, line, sizeof(line));
	if (BUF_CAT(&buf, STR("note "), to, STR(" ")) &&
	    buf_cat(&buf, pieces, count) && local_has_room(1, buf_len(&buf)) &&
	    grammar_parse(buf_str(&buf), FROM_CLIENT, &command) == CODE_OK)
		SESSION_SAY_ITSELF(
		    &local.script->session, VERB_NOTE, buf_str(&buf));
}

/* Takes the answer to a relay: its event, or a refusal. */
static void
take_answer(const struct flying *flying, const struct command *line)
{
	const bool refused = line->rule->verb == VERB_ERR;
	const struct str from = { flying->from, flying->from_len };
	const struct str to = { flying->to, flying->to_len };
	uint64_t id = 0;

	if (flying->place == NULL) {
		if (refused)
			fail(flying->peer, from, to, line->arg[2]);
		return;
	}
	if (refused)
		peers_refused(flying->place, line->arg[1]);
	else
		(void)str_to_number(line->arg[0], UINT64_MAX, &id);
	if (!flying->is_last)
		return;
	flying->place->flying--;
	peers_confirm(flying->place, flying->id, flying->n,
	    id != 0 ? id : flying->place->local);
}

bool
local_answered(const struct command *line)
{
	if (session_answered(&local.script->session) != VERB_RELAY ||
	    local.count == 0)
		return false;
	const struct flying *flying = &local.flying[local.first];
	local.first = (local.first + 1) % FLYING;
	local.count--;
	take_answer(flying, line);
	return true;
}

void
local_lost(void)
{
	local.count = 0;
}
