/* What bridges say to each other, through NATS: see bridge.h. */
#include <stdio.h>
#include <string.h>

#include "script/bridge/bridge.h"
#include "script/bridge/nats.h"
#include "shared/buf.h"
#include "shared/die.h"

#define BEAT (2 * SEC)
#define SPACE STR(" ")

static struct {
	struct script *script;
	const char *chat, *me;
	uint64_t born; /* the older of two bridges of one name stays */
	size_t twins; /* signs of an older one */
	usec beat; /* when the next one is due */
	size_t next; /* the first group of the next beat */
} wire;

/* Returns a subject that ends with our name; valid until the next call. */
static const char *
subject_of(const char *kind, struct str word)
{
	static char room[NATS_SUBJECT];

	(void)snprintf(room, sizeof(room), "fc.%s.%s.%.*s%s%s", wire.chat, kind,
	    (int)word.len, word.at, word.len > 0 ? "." : "", wire.me);
	return room;
}

void
wire_publish(const struct group *group, const struct said *said)
{
	(void)NATS_PUBLISH(subject_of("g", str_from(group->token)),
	    DECIMAL(said->epoch), SPACE, DECIMAL(said->n), SPACE,
	    DECIMAL(said->id), SPACE, DECIMAL(said->before), SPACE, said->name,
	    SPACE, said->tags, SPACE, said->text); /* or it is repaired */
}

bool
wire_say(struct str peer, const struct str *pieces, size_t count)
{
	return nats_publish(subject_of("to", peer), pieces, count);
}

void
wire_answer(
    const struct peer *peer, const struct group *group, const struct said *said)
{
	const struct str between = said->name.len > 0 ? SPACE : STR("");

	(void)WIRE_SAY(str_from(peer->name), STR("said "),
	    str_from(group->token), SPACE, DECIMAL(said->epoch), SPACE,
	    DECIMAL(said->n), SPACE, DECIMAL(said->id), SPACE,
	    DECIMAL(said->before), between, said->name, between, said->tags,
	    between, said->text); /* or it is asked again */
}

/* Tells the last IDs of our groups: of some, if they do not fit. */
static void
say_beat(void)
{
	char room[NATS_PAYLOAD];
	struct buf buf;
	const struct group *group;

	buf_init(&buf, room, sizeof(room));
	(void)BUF_CAT(&buf, DECIMAL(wire.born));
	for (size_t i = 0; i < GROUPS_MOST; i++, wire.next++) {
		group = bridge_group(wire.next % GROUPS_MOST);
		if (group != NULL && group->live &&
		    !BUF_CAT(&buf, SPACE, str_from(group->token), SPACE,
			DECIMAL(group->epoch), SPACE, DECIMAL(group->n), SPACE,
			DECIMAL(group->head)))
			break;
	}
	(void)NATS_PUBLISH(
	    subject_of("beat", STR("")), buf_str(&buf)); /* or the next one */
}

usec
wire_beat(usec now)
{
	if (now >= wire.beat) {
		say_beat();
		wire.beat = now + BEAT;
	}
	return wire.beat;
}

/* Subscribes to fc.CHAT.KIND.WORD.* or, without a word, fc.CHAT.KIND.* */
static void
subscribe(const char *kind, const char *word)
{
	char subject[NATS_SUBJECT];

	(void)snprintf(subject, sizeof(subject), "fc.%s.%s.%s%s*", wire.chat,
	    kind, word, word[0] != '\0' ? "." : "");
	nats_subscribe(subject);
}

void
wire_hear(const struct group *group)
{
	subscribe("g", group->token);
}

void
wire_came(void)
{
	for (size_t i = 0; bridge_group(i) != NULL; i++)
		wire_hear(bridge_group(i));
	subscribe("to", wire.me);
	subscribe("beat", "");
	wire.beat = 0; /* others are to know that we are there */
}

/* Returns the group if we are in it. */
static struct group *
find_token(struct str token)
{
	struct group *group;

	for (size_t i = 0; (group = bridge_group(i)) != NULL; i++)
		if (group->live && str_eq(str_from(group->token), token))
			return group;
	return NULL;
}

static bool
take_number(struct str *rest, uint64_t *number)
{
	return rest->at != NULL &&
	    str_to_number(str_word(rest), INT64_MAX, number);
}

/* Takes "EPOCH N ID BEFORE [NAME TAGS TEXT]"; false if it has another form. */
static bool
take_said(struct str rest, struct said *said)
{
	*said = (struct said) { .id = 0 };
	if (!take_number(&rest, &said->epoch) ||
	    !take_number(&rest, &said->n) || !take_number(&rest, &said->id) ||
	    !take_number(&rest, &said->before))
		return false;
	if (rest.at == NULL)
		return true;
	said->name = str_word(&rest);
	said->tags = rest.at != NULL ? str_word(&rest) : STR("");
	said->text = rest;
	return said->name.len > 0 && said->before < said->id && rest.len > 0;
}

/* Takes "BORN [GROUP EPOCH N ID]...". */
static void
take_beat(struct peer *peer, struct str rest)
{
	uint64_t born;

	(void)take_number(&rest, &born);
	while (rest.at != NULL) {
		struct group *group = find_token(str_word(&rest));
		struct said last = { .id = 0 };
		if (!take_number(&rest, &last.epoch) ||
		    !take_number(&rest, &last.n) ||
		    !take_number(&rest, &last.id))
			return;
		if (group != NULL)
			peers_exists(peer, group, &last);
	}
}

/* Takes a beat under our own name: the older bridge stays. */
static void
take_twin(struct str rest)
{
	uint64_t born;

	if (!take_number(&rest, &born))
		return;
	if (born > wire.born)
		say_beat();
	else if (++wire.twins >= 2) /* the first may be its last one */
		script_fail(wire.script, EX_UNAVAILABLE,
		    "another bridge is called %s", wire.me);
}

/* Takes what a peer has sent to us alone: "VERB GROUP-OR-NAME REST". */
static void
take_to_us(struct peer *peer, struct str rest)
{
	const struct str name = str_from(peer->name), verb = str_word(&rest);
	const struct str word = rest.at != NULL ? str_word(&rest) : STR("");
	struct group *group = find_token(word);
	char room[1 + LIMIT_NAME];
	struct buf to;
	struct said said;
	uint64_t after;

	buf_init(&to, room, sizeof(room));
	if (rest.at == NULL ||
	    (!str_eq(verb, STR("said")) && !peers_charge(peer, 1)))
		return;
	if (str_eq(verb, STR("tell")))
		local_tell(name, word, rest);
	else if (str_eq(verb, STR("who")) && find_token(rest) != NULL)
		local_who(name, word, find_token(rest));
	else if (str_eq(verb, STR("note")) && BUF_CAT(&to, STR("@"), word))
		(void)LOCAL_NOTE(buf_str(&to), STR("-- "), name, STR(": "),
		    rest); /* or not */
	else if (group != NULL && str_eq(verb, STR("said")) &&
	    take_said(rest, &said))
		peers_said(peer, group, &said);
	else if (group != NULL && str_eq(verb, STR("again")) &&
	    take_number(&rest, &after))
		own_again(peer, group, after);
}

/*
 * Takes a message. The end of its subject, fc.CHAT.KIND[.WORD].SERVER, tells
 * who sent it: nats-server lets nobody else publish there.
 */
void
wire_take(struct str subject, struct str payload)
{
	const struct str fc = str_cut(&subject, '.');
	const struct str chat = str_cut(&subject, '.');
	const struct str kind = str_cut(&subject, '.');
	const bool beat = str_eq(kind, STR("beat"));
	const struct str word = beat ? STR("") : str_cut(&subject, '.');
	struct peer *peer;
	struct group *group;
	struct said said;

	if (fc.len == 0 || !str_eq(chat, str_from(wire.chat)))
		return;
	if (str_eq(subject, str_from(wire.me))) {
		if (beat)
			take_twin(payload);
		return;
	}
	peer = peers_find(subject);
	if (peer == NULL)
		return;
	peers_heard(peer);
	if (beat)
		take_beat(peer, payload);
	else if (str_eq(kind, STR("to")))
		take_to_us(peer, payload);
	else if ((group = find_token(word)) != NULL &&
	    take_said(payload, &said) && said.name.len > 0)
		peers_said(peer, group, &said);
}

void
wire_begin(const char *chat, const char *me, struct script *script)
{
	wire.chat = chat;
	wire.me = me;
	wire.script = script;
	wire.born = clock_wall();
}
