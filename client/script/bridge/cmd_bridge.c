/*
 * forkcast bridge: carries the messages of groups between servers over NATS.
 * See bridge.h; this file has the options, and takes the lines of the local
 * server and of other bridges.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "script/bridge/bridge.h"
#include "script/bridge/nats.h"
#include "script/cmd.h"
#include "session/option.h"
#include "session/xdg.h"
#include "shared/die.h"
#include "shared/names.h"

static const struct usage usage = {
	"usage: forkcast bridge [-hqV] [-C COMMAND] [-c CHAT] [-m FILE] "
	"[-n NAME]\n"
	"       [-r RATE] [-s ADDRESS] [-t SECONDS] -N SERVER -u NATS [-u NATS]... "
	"GROUP...",
	SCRIPT_OPTIONS "c:m:N:qr:u:",
	"Carry the messages of each GROUP to and from other servers over "
	"NATS.\n\n"
	"  -c CHAT        What the servers have in common; default: chat.\n"
	"  -m FILE        Remember there what has been heard.\n"
	"  -N SERVER      The name of this server, as others see it.\n"
	"  -q             Ask the running bridge, called NAME, for its peers.\n"
	"  -r RATE        Take so many lines a second from each other server;\n"
	"                 default: 10000.\n"
	"  -u NATS        Connect to nats-server at [USER:PASSWORD@]HOST:PORT; "
	"can be\n"
	"                 repeated.  Default: $FORKCAST_NATS.\n" SCRIPT_HELP,
};

/* A message of the local server whose lines are arriving. */
struct arriving {
	struct several several;
	struct buf text, tags;
	char text_room[2 * LIMIT_LINE], tags_room[LIMIT_LINE];
};

static struct {
	struct script script;
	const char *chat, *me;
	char *nats[NATS_ADDRESSES + 1];
	size_t nats_count;
	struct group *groups;
	size_t count;
	uint64_t born; /* the older of two bridges of one name stays */
	size_t twins; /* signs of an older one */
	bool refused; /* "serve" was: it is said again at the next beat */
	usec beat; /* when the next one is due */
	struct arriving live, past;
} bridge;

struct group *
bridge_group(size_t number)
{
	return number < bridge.count ? &bridge.groups[number] : NULL;
}

static struct group *
find_group(struct str name)
{
	for (size_t i = 0; i < bridge.count; i++)
		if (str_caseeq(bridge.groups[i].name, name))
			return &bridge.groups[i];
	return NULL;
}

struct group *
bridge_find_token(struct str token)
{
	for (size_t i = 0; i < bridge.count; i++)
		if (str_eq(str_from(bridge.groups[i].token), token))
			return &bridge.groups[i];
	return NULL;
}

const char *
bridge_subject(const char *kind, struct str to)
{
	static char room[NATS_SUBJECT];

	(void)snprintf(room, sizeof(room), "fc.%s.%s.%.*s%s%s", bridge.chat,
	    kind, (int)to.len, to.at, to.len > 0 ? "." : "", bridge.me);
	return room;
}

/* Writes the group's word in a subject: other bytes than a-z, 0-9, _ and - as
 * =XX. */
static void
make_token(char *to, struct str name)
{
	for (size_t i = 0; i < name.len; i++) {
		const char c = (char)str_lower(name.at[i]);
		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
		    c == '_' || c == '-')
			*to++ = c;
		else
			to += snprintf(to, 4, "=%02X", (unsigned char)c);
	}
	*to = '\0';
}

static bool
take_number(struct str *rest, uint64_t *number)
{
	return rest->at != NULL &&
	    str_to_number(str_word(rest), INT64_MAX, number);
}

/* Takes "EPOCH N ID BEFORE NAME TAGS TEXT"; false if it has another form. */
static bool
take_said(struct str rest, struct said *said)
{
	if (!take_number(&rest, &said->epoch) ||
	    !take_number(&rest, &said->n) || !take_number(&rest, &said->id) ||
	    !take_number(&rest, &said->before))
		return false;
	said->name = str_word(&rest);
	said->tags = rest.at != NULL ? str_word(&rest) : STR("");
	said->text = rest;
	return said->id != 0 && said->before < said->id && rest.len > 0;
}

/* Takes "BORN [GROUP EPOCH N ID]...". */
static void
take_beat(struct peer *peer, struct str rest)
{
	struct said last;
	uint64_t born;

	(void)take_number(&rest, &born);
	while (rest.at != NULL) {
		struct group *group = bridge_find_token(str_word(&rest));
		last = (struct said) { .id = 0 };
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
	if (born > bridge.born)
		own_beat(bridge.born);
	else if (++bridge.twins >= 2) /* the first may be its last one */
		script_fail(&bridge.script, EX_UNAVAILABLE,
		    "another bridge is called %s", bridge.me);
}

static void
take_again(struct peer *peer, struct group *group, struct str rest)
{
	uint64_t epoch, after;

	if (take_number(&rest, &epoch) && take_number(&rest, &after) &&
	    (group->live || group->behind) &&
	    !own_again(peer, group, epoch, after))
		fetch_again(peer, group, epoch, after);
}

static void
take_upto(struct peer *peer, struct group *group, struct str rest)
{
	struct said to = { .id = 0 };
	uint64_t last;

	if (take_number(&rest, &to.epoch) && take_number(&rest, &to.n) &&
	    take_number(&rest, &to.id) && take_number(&rest, &last))
		peers_upto(peer, group, &to, last);
}

/* Takes "TO FROM WHY": a text for TO has not arrived. */
static void
take_failure(struct peer *peer, struct str rest)
{
	const struct str to = str_word(&rest);
	char room[LIMIT_NAME + 2];
	struct buf buf;

	if (rest.at == NULL)
		return;
	buf_init(&buf, room, sizeof(room));
	if (BUF_CAT(&buf, STR("@"), str_word(&rest)) && rest.at != NULL)
		LOCAL_NOTE(buf_str(&buf), STR("-- "), to, STR("/"),
		    peers_name(peer), STR(": "), rest);
}

/* Takes what a peer has sent to us alone. */
static void
take_to_us(struct peer *peer, struct str rest)
{
	const struct str verb = str_word(&rest);
	struct str from, group_word = rest;
	struct group *group;
	struct said said;

	if (rest.at == NULL)
		return;
	if (str_eq(verb, STR("tell"))) {
		from = str_word(&rest);
		const struct str to = str_word(&rest);
		if (rest.at != NULL)
			local_tell(peer, from, to, rest);
		return;
	}
	if (str_eq(verb, STR("fail"))) {
		take_failure(peer, rest);
		return;
	}
	rest = group_word;
	group = bridge_find_token(str_word(&rest));
	if (group == NULL)
		return;
	if (str_eq(verb, STR("again")))
		take_again(peer, group, rest);
	else if (str_eq(verb, STR("upto")))
		take_upto(peer, group, rest);
	else if (str_eq(verb, STR("said")) && take_said(rest, &said))
		peers_said(peer, group, &said);
}

/*
 * Takes a message. The end of its subject, fc.CHAT.KIND[.WORD].SERVER, tells
 * who sent it: nats-server lets nobody else publish there.
 */
static void
take_message(struct str subject, struct str payload)
{
	const struct str fc = str_cut(&subject, '.');
	const struct str chat = str_cut(&subject, '.');
	const struct str kind = str_cut(&subject, '.');
	const bool beat = str_eq(kind, STR("beat"));
	const struct str word = beat ? STR("") : str_cut(&subject, '.');
	struct peer *peer;
	struct group *group;
	struct said said;

	if (fc.len == 0 || !str_eq(chat, str_from(bridge.chat)))
		return;
	if (beat && str_eq(subject, str_from(bridge.me)))
		take_twin(payload);
	if (str_eq(subject, str_from(bridge.me)))
		return;
	peer = peers_find(subject);
	if (peer == NULL)
		return;
	peers_heard(peer);
	if (beat)
		take_beat(peer, payload);
	else if (str_eq(kind, STR("to")))
		take_to_us(peer, payload);
	else if ((group = bridge_find_token(word)) != NULL &&
	    take_said(payload, &said))
		peers_said(peer, group, &said);
}

/* Subscribes, and tells others that we are there. */
static void
came(void)
{
	char subject[NATS_SUBJECT];

	for (size_t i = 0; i < bridge.count; i++) {
		(void)snprintf(subject, sizeof(subject), "fc.%s.g.%s.*",
		    bridge.chat, bridge.groups[i].token);
		(void)nats_subscribe(subject); /* there is room */
	}
	(void)snprintf(
	    subject, sizeof(subject), "fc.%s.to.%s.*", bridge.chat, bridge.me);
	(void)nats_subscribe(subject);
	(void)snprintf(subject, sizeof(subject), "fc.%s.beat.*", bridge.chat);
	(void)nats_subscribe(subject);
	bridge.beat = clock_mono();
}

/* Takes a whole message of a group, by somebody here or on another server. */
static void
take_whole(struct group *group, struct str actor, struct said *said, bool past)
{
	const struct str server = grammar_server_of(actor);

	said->name = actor;
	said->name.len -= server.len + (server.len > 0);
	if (past)
		fetch_take(said, server);
	else if (server.len > 0)
		return; /* one of those that we have passed on */
	else if (group->live)
		own_say(group, said);
	else if (said->id > group->missed)
		group->missed = said->id;
}

/* Takes "msg ID G NAME TEXT", which may be a line of a longer message. */
static void
take_msg(struct arriving *now, const struct command *line, bool past)
{
	const bool more = several_note(&now->several, line);
	const struct str actor = grammar_actor(line);
	struct group *group = find_group(line->arg[1]);
	struct said said = { .tags = buf_str(&now->tags) };

	(void)BUF_CAT(&now->text, buf_len(&now->text) > 0 ? STR("\n") : STR(""),
	    line->arg[3]); /* it fits: LIMIT_LINES_TEXT */
	if (more)
		return;
	said.text = buf_str(&now->text);
	if (said.tags.len == 0 ||
	    memchr(said.tags.at, ' ', said.tags.len) != NULL)
		said.tags = STR("-");
	if (group != NULL && !str_eq(actor, STR(NAME_OPERATOR)) &&
	    str_to_number(line->arg[0], UINT64_MAX, &said.id))
		take_whole(group, actor, &said, past);
	buf_drop(&now->text, buf_len(&now->text));
	buf_drop(&now->tags, buf_len(&now->tags));
}

/* Takes a line about messages. */
static void
take_event(struct arriving *now, const struct command *line, bool past)
{
	switch (line->rule->verb) {
	case VERB_TAGS:
		(void)BUF_CAT(&now->tags, line->arg[0]); /* or it is left out */
		return;
	case VERB_LINES:
		(void)several_note(&now->several, line);
		return;
	case VERB_MSG:
		take_msg(now, line, past);
		return;
	default:
		buf_drop(&now->tags, buf_len(&now->tags));
	}
}

static void
take_past(struct str text)
{
	struct command line;

	if (grammar_parse(text, FROM_SERVER, &line) != CODE_OK)
		return;
	if (line.rule->verb == VERB_GAP)
		fetch_gap();
	else
		take_event(&bridge.past, &line, true);
}

/* Takes "tell ID FROM TO TEXT": for somebody on another server, or for us. */
static void
take_tell(const struct command *line)
{
	const struct str server = grammar_server_of(line->arg[2]);
	const struct str from = grammar_actor(line), space = STR(" ");
	struct str to = line->arg[2];
	char room[1 + LIMIT_NAME];
	struct peer *peer;
	struct buf buf;

	buf_init(&buf, room, sizeof(room));
	if (grammar_server_of(from).len > 0 || !BUF_CAT(&buf, STR("@"), from))
		return;
	if (server.len == 0) {
		if (str_eq(line->arg[3], STR("peers")))
			peers_tell(buf_str(&buf));
		return;
	}
	to.len -= server.len + 1;
	peer = peers_find(server);
	if (peer == NULL || !peers_is_here(peer) ||
	    !NATS_PUBLISH(bridge_subject("to", server), STR("tell "), from,
		space, to, space, line->arg[3]))
		LOCAL_NOTE(buf_str(&buf), STR("-- "), line->arg[2],
		    STR(" cannot be reached"));
}

/* Takes "ok mode G LETTERS ...": whether the group has a history. */
static void
take_mode(struct str rest)
{
	struct group *group = find_group(str_word(&rest));
	const struct str letters = str_word(&rest);

	if (group == NULL || group->live || group->behind)
		return;
	group->history =
	    letters.len > 0 && memchr(letters.at, 'H', letters.len) != NULL;
	own_joined(group);
}

static void
take_join(const struct command *line)
{
	struct session *session = &bridge.script.session;
	struct group *group = find_group(line->arg[1]);

	if (group == NULL ||
	    !str_caseeq(grammar_actor(line), session_name(session)))
		return;
	(void)str_to_number(line->arg[0], UINT64_MAX, &group->joined);
	if (session_ready(session)) /* the first answer makes it so */
		SESSION_SAY(session, VERB_MODE, STR("mode"), group->name);
}

static void
take_line(const struct command *line)
{
	const enum verb answered = session_answered(&bridge.script.session);

	if (local_answered(line)) {
		buf_drop(&bridge.live.tags, buf_len(&bridge.live.tags));
		return;
	}
	if (fetch_answered(&bridge.script.session, line))
		return;
	if (line->rule->verb == VERB_PAST)
		take_past(line->arg[0]);
	else if (line->rule->verb == VERB_JOIN)
		take_join(line);
	else if (line->rule->verb == VERB_TELL)
		take_tell(line);
	else if (line->rule->verb == VERB_OK && answered == VERB_MODE)
		take_mode(line->count > 1 ? line->arg[1] : STR(""));
	else if (line->rule->verb == VERB_ERR && answered == VERB_SERVE)
		bridge.refused = true; /* a former connection may end soon */
	else
		take_event(&bridge.live, line, false);
}

static void
lost(void)
{
	local_lost();
	fetch_lost();
	peers_lost();
	peers_unserved();
	bridge.live.several = bridge.past.several =
	    (struct several) { .len = 0 };
	for (size_t i = 0; i < bridge.count; i++) {
		struct group *group = &bridge.groups[i];
		group->live = group->behind = false;
		group->missed = 0;
	}
}

/* Passes on what others have said, as long as the local server takes it. */
static void
take_messages(void)
{
	struct str subject, payload;

	while (!bridge.script.over &&
	    (local_has_room(1, LIMIT_LINE) || !script_joined(&bridge.script)) &&
	    nats_take(&subject, &payload))
		take_message(subject, payload);
}

static void
turn(void)
{
	struct script *script = &bridge.script;
	struct pollfd set[2];
	struct command line;

	while (!script->over && script_take(script, &line))
		take_line(&line);
	take_messages();
	const usec now = clock_mono();
	if (now >= bridge.beat) {
		own_beat(bridge.born);
		bridge.beat = now + BEAT;
		if (bridge.refused)
			peers_unserved();
		bridge.refused = false;
	}
	peers_serve(script);
	peers_turn(now);
	fetch_turn(script);
	peers_save(); /* before what it says goes out */
	set[1] =
	    nats_watch(local_has_room(1, LIMIT_LINE) || !script_joined(script));
	script_wait(
	    script, set, COUNT(set), usec_earlier(bridge.beat, nats_due()));
	nats_serve(set[1].revents != 0);
}

static void
make_groups(char *const *names)
{
	while (names[bridge.count] != NULL)
		bridge.count++;
	if (bridge.count == 0 || bridge.count > GROUPS_MOST)
		die(EX_USAGE, "expected 1 to %d groups", GROUPS_MOST);
	bridge.groups = calloc(bridge.count, sizeof(*bridge.groups));
	if (bridge.groups == NULL)
		die_errno(EX_OSERR, "no memory for the groups");
	for (size_t i = 0; i < bridge.count; i++) {
		bridge.groups[i].number = i;
		bridge.groups[i].name = str_from(names[i]);
		make_token(bridge.groups[i].token, str_from(names[i]));
	}
}

/* Asks the running bridge for its peers, and prints its notes. */
static int
query(const struct script_options *options, const char *name)
{
	static char *const none[] = { NULL };
	struct script *script = &bridge.script;
	struct script_options ours = *options;
	const usec until = clock_mono() + options->timeout;
	struct command line;
	struct pollfd set[1];

	ours.name = NULL;
	ours.name_exact = ours.returns = false;
	script_begin(script, &ours, none);
	SESSION_SAY(&script->session, VERB_TELL, STR("tell"), str_from(name),
	    STR("peers"));
	while (!script->over) {
		while (!script->over && script_take(script, &line))
			if (line.rule->verb == VERB_ERR) {
				script_fail(script, EX_UNAVAILABLE,
				    "no bridge is called %s here", name);
			} else if (line.rule->verb == VERB_NOTE) {
				(void)printf("%.*s\n", (int)line.arg[3].len,
				    line.arg[3].at);
				if (str_begins(line.arg[3], STR("peers: ")))
					script_end(script, EX_OK);
			}
		if (clock_mono() >= until)
			script_fail(
			    script, EX_TEMPFAIL, "no answer from %s", name);
		else if (!script->over)
			script_wait(script, set, 1, until);
	}
	script_leave(script);
	return script_finish(script);
}

/* Takes the address in the environment, if no option has any. */
static void
find_address(void)
{
	if (bridge.nats_count == 0 && getenv("FORKCAST_NATS") != NULL)
		bridge.nats[bridge.nats_count++] = getenv("FORKCAST_NATS");
}

int
cmd_bridge(int argc, char *const *argv)
{
	char *chat = NULL, *me = NULL, *file = NULL;
	bool asks = false;
	size_t rate = 10000;
	struct script_options options;
	char path[1024];
	int letter;
	const struct script_option own[] = { { 'c', .text = &chat },
		{ 'N', .text = &me }, { 'm', .text = &file },
		{ 'q', .flag = &asks },
		{ 'r', .number = &rate, .most = 10000000 }, { 0 } };

	script_options(&options, &usage, argc, argv);
	while ((letter = script_next_option(&options, own, argc, argv)) == 'u')
		if (bridge.nats_count < NATS_ADDRESSES)
			bridge.nats[bridge.nats_count++] = optarg;
	if (letter != -1)
		script_usage(&options, NULL);
	options.full = true;
	if (asks)
		return query(
		    &options, options.name_exact ? options.name : "bridge");
	bridge.chat = chat != NULL ? chat : "chat";
	bridge.me = me;
	find_address();
	if (me == NULL || !peers_may_be(str_from(me)) ||
	    !peers_may_be(str_from(bridge.chat)))
		script_usage(&options,
		    "-N and -c require a word of a-z, 0-9 "
		    "and -");
	if (bridge.nats_count == 0)
		script_usage(&options, "-u is required");
	option_check_groups(argv + optind);
	make_groups(argv + optind);
	if (!options.name_exact)
		options.name = "bridge";
	options.name_exact = options.returns = true;
	if (file == NULL) {
		char name[80];
		(void)snprintf(
		    name, sizeof(name), "bridge-%s-%s", bridge.chat, me);
		xdg_find(
		    path, sizeof(path), "XDG_STATE_HOME", ".local/state", name);
		if (!xdg_make_above(path))
			die_errno(EX_CANTCREAT, "cannot create %s", path);
	}
	peers_limit(rate);
	peers_open(file != NULL ? file : path);
	bridge.born = clock_wall();
	buf_init(&bridge.live.text, bridge.live.text_room,
	    sizeof(bridge.live.text_room));
	buf_init(&bridge.live.tags, bridge.live.tags_room,
	    sizeof(bridge.live.tags_room));
	buf_init(&bridge.past.text, bridge.past.text_room,
	    sizeof(bridge.past.text_room));
	buf_init(&bridge.past.tags, bridge.past.tags_room,
	    sizeof(bridge.past.tags_room));
	script_begin(&bridge.script, &options, argv + optind);
	bridge.script.lost = lost;
	local_begin(&bridge.script);
	nats_begin(bridge.nats, bridge.nats_count, bridge.me, came);
	while (!bridge.script.over)
		turn();
	nats_end();
	script_leave(&bridge.script);
	return script_finish(&bridge.script);
}
