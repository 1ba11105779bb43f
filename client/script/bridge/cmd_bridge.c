/*
 * forkcast bridge: carries the messages of groups between servers over NATS.
 * See bridge.h; this file has the options and the groups, and takes the lines
 * of the local server.
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

#define LOOK (10 * SEC) /* how often groups are joined that we are not in */

static const struct usage usage = {
	"usage: forkcast bridge [-ahqV] [-C COMMAND] [-c CHAT] [-m FILE] "
	"[-n NAME]\n"
	"       [-r RATE] [-s ADDRESS] [-t SECONDS] -N SERVER -u NATS "
	"[-u NATS]...\n"
	"       [GROUP]...",
	SCRIPT_OPTIONS "ac:m:N:qr:u:",
	"Carry the messages of each GROUP to and from other servers over "
	"NATS.\n\n"
	"  -a             Carry all groups without the modes i, k and s.\n"
	"  -c CHAT        What the servers have in common; default: chat.\n"
	"  -m FILE        Remember there what has been heard.\n"
	"  -N SERVER      The name of this server, as others see it.\n"
	"  -q             Print what a running bridge remembers there.\n"
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
	char *chat, *me;
	bool all; /* the groups without i, k and s */
	struct group groups[GROUPS_MOST];
	size_t count;
	usec look; /* when the next one is due */
	bool refused; /* "serve" was: it is said again then */
	struct arriving live, past;
} bridge;

struct group *
bridge_group(size_t number)
{
	return number < bridge.count ? &bridge.groups[number] : NULL;
}

struct group *
bridge_find(struct str name)
{
	for (size_t i = 0; i < bridge.count; i++)
		if (str_caseeq(str_from(bridge.groups[i].name), name))
			return &bridge.groups[i];
	return NULL;
}

/* Writes the group's word in a subject: other bytes than these as =XX. */
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

/* Wants to join the group, one of at most LIMIT_GROUP bytes. */
static void
want_group(struct str name)
{
	struct group *group = bridge_find(name);

	if (group == NULL && bridge.count < GROUPS_MOST) {
		group = &bridge.groups[bridge.count];
		group->number = bridge.count++;
		memcpy(group->name, name.at, name.len);
		make_token(group->token, name);
		wire_hear(group);
	}
	if (group != NULL)
		group->wanted = !group->live;
}

/* Looks for groups to join, and joins one. */
static void
join_groups(usec now, char *const *names)
{
	struct session *session = &bridge.script.session;

	if (now >= bridge.look && local_has_room(1, 0)) {
		bridge.look = now + LOOK;
		for (; *names != NULL; names++)
			want_group(str_from(*names));
		if (bridge.all)
			SESSION_SAY(session, VERB_GROUPS, STR("groups"));
		if (bridge.refused)
			peers_serve_again();
		bridge.refused = false;
	}
	for (size_t i = 0; i < bridge.count && local_has_room(1, 0); i++)
		if (bridge.groups[i].wanted) {
			bridge.groups[i].wanted = false;
			SESSION_SAY(session, VERB_JOIN, STR("join"),
			    str_from(bridge.groups[i].name));
		}
}

/* Takes a whole message of a group, by somebody here. */
static void
take_whole(struct arriving *now, const struct command *line, bool past)
{
	struct group *group = bridge_find(line->arg[1]);
	struct said said = { .name = grammar_actor(line),
		.tags = buf_str(&now->tags),
		.text = buf_str(&now->text) };

	if (said.tags.len == 0 ||
	    memchr(said.tags.at, ' ', said.tags.len) != NULL)
		said.tags = STR("-");
	if (group == NULL || str_eq(said.name, STR(NAME_OPERATOR)) ||
	    grammar_server_of(said.name).len > 0 ||
	    !str_to_number(line->arg[0], UINT64_MAX, &said.id))
		return;
	if (past)
		own_past(&said);
	else if (group->live)
		own_say(group, &said);
}

/* Takes an event of a group, which may be a line of a longer message. */
static void
take_event(struct arriving *now, const struct command *line, bool past)
{
	const enum verb verb = line->rule->verb;
	const bool more = several_note(&now->several, line);

	if (verb == VERB_TAGS) {
		(void)BUF_CAT(&now->tags, line->arg[0]); /* or it is left out */
		return;
	}
	if (verb == VERB_LINES)
		return;
	if (verb == VERB_MSG) {
		(void)BUF_CAT(&now->text,
		    buf_len(&now->text) > 0 ? STR("\n") : STR(""),
		    line->arg[3]); /* it fits: LIMIT_LINES_TEXT */
		if (more)
			return;
		take_whole(now, line, past);
	}
	buf_drop(&now->text, buf_len(&now->text));
	buf_drop(&now->tags, buf_len(&now->tags));
}

static void
take_past(struct str text)
{
	struct command line;

	if (grammar_parse(text, FROM_SERVER, &line) != CODE_OK)
		return;
	if (line.rule->verb == VERB_GAP)
		own_gap();
	else
		take_event(&bridge.past, &line, true);
}

/* Takes "tell ID FROM NAME/SERVER TEXT", or "... who/SERVER GROUP". */
static void
take_tell(const struct command *line)
{
	const struct str server = grammar_server_of(line->arg[2]);
	const struct str from = grammar_actor(line), space = STR(" ");
	const struct group *group = bridge_find(line->arg[3]);
	const struct peer *peer = peers_find(server);
	struct str to = line->arg[2];
	char room[1 + LIMIT_NAME];
	struct buf buf;
	bool said = peer != NULL && peer->heard != 0 && !peer->silent;

	buf_init(&buf, room, sizeof(room));
	if (server.len == 0 || grammar_server_of(from).len > 0 ||
	    !BUF_CAT(&buf, STR("@"), from))
		return;
	to.len -= server.len + 1;
	if (said && str_eq(to, STR("who")) && group != NULL)
		said = WIRE_SAY(
		    server, STR("who "), from, space, str_from(group->token));
	else if (said)
		said = WIRE_SAY(
		    server, STR("tell "), from, space, to, space, line->arg[3]);
	if (!said)
		(void)LOCAL_NOTE(buf_str(&buf), STR("-- "), line->arg[2],
		    STR(" cannot be reached")); /* or not */
}

/* Leaves a group that -a does not carry: letters are its modes. */
static void
take_modes(struct str name, struct str letters)
{
	if (bridge.all && bridge_find(name) != NULL && local_has_room(1, 0) &&
	    letters.at[0] != '-' &&
	    (memchr(letters.at, 'i', letters.len) != NULL ||
		memchr(letters.at, 'k', letters.len) != NULL ||
		memchr(letters.at, 's', letters.len) != NULL))
		SESSION_SAY(
		    &bridge.script.session, VERB_LEAVE, STR("leave"), name);
}

/* Takes our own join, and with -a asks for the modes. */
static void
take_join(const struct command *line)
{
	struct session *session = &bridge.script.session;
	struct group *group = bridge_find(line->arg[1]);
	uint64_t id;

	if (group == NULL ||
	    !str_caseeq(grammar_actor(line), session_name(session)) ||
	    !str_to_number(line->arg[0], UINT64_MAX, &id))
		return;
	own_join(group, id);
	if (bridge.all && session_ready(session))
		SESSION_SAY(
		    session, VERB_MODE, STR("mode"), str_from(group->name));
}

/* Takes an answer of the local server to what no other file has said. */
static void
take_answer(const struct command *line)
{
	const enum verb answered = session_answered(&bridge.script.session);
	struct str rest = line->count > 1 ? line->arg[1] : STR("");
	struct str name;

	if (answered == VERB_HISTORY) {
		own_heard(line);
	} else if (line->rule->verb == VERB_ERR) {
		bridge.refused |= answered == VERB_SERVE;
		if (answered == VERB_JOIN && !bridge.all)
			complain("cannot join a group: %.*s",
			    (int)line->arg[2].len, line->arg[2].at);
	} else if (answered == VERB_MODE) {
		name = str_word(&rest);
		if (rest.at != NULL)
			take_modes(name, str_word(&rest));
	}
}

static void
take_line(const struct command *line)
{
	struct group *group;

	local_heard(line);
	switch (line->rule->verb) {
	case VERB_OK:
	case VERB_ERR:
		take_answer(line);
		return;
	case VERB_PAST:
		take_past(line->arg[0]);
		return;
	case VERB_TELL:
		take_tell(line);
		return;
	case VERB_GROUP:
		want_group(line->arg[0]);
		return;
	case VERB_JOIN:
		take_join(line);
		break;
	case VERB_MODE:
		take_modes(line->arg[1], line->arg[3]);
		break;
	case VERB_LEAVE:
	case VERB_KICK:
		group = bridge_find(line->arg[1]);
		if (group != NULL)
			group->live &= world_has(
			    &bridge.script.session.joined, line->arg[1]);
		break;
	default:
		break;
	}
	take_event(&bridge.live, line, false);
}

static void
lost(void)
{
	local_lost();
	own_lost();
	peers_lost();
	bridge.live.several = bridge.past.several =
	    (struct several) { .len = 0 };
	for (size_t i = 0; i < bridge.count; i++)
		bridge.groups[i].live = false;
}

static void
turn(char *const *names)
{
	struct script *script = &bridge.script;
	struct str subject, payload;
	struct command line;
	struct pollfd set[2];

	while (!script->over && script_take(script, &line))
		take_line(&line);
	while (!script->over && local_has_room(1, LIMIT_LINE) &&
	    nats_take(&subject, &payload))
		wire_take(subject, payload);
	const usec now = clock_mono();
	const usec beat = wire_beat(now);
	join_groups(now, names);
	peers_turn(script, now);
	own_turn(script);
	set[1] = nats_watch();
	script_wait(script, set, COUNT(set), usec_earlier(beat, nats_due()));
	nats_serve(set[1].revents != 0);
}

/* Returns the path of the file of places, by default below HOME. */
static const char *
find_file(char *file)
{
	static char path[1024];
	char name[80];

	if (file != NULL)
		return file;
	(void)snprintf(
	    name, sizeof(name), "bridge-%s-%s", bridge.chat, bridge.me);
	xdg_find(path, sizeof(path), "XDG_STATE_HOME", ".local/state", name);
	if (!xdg_make_above(path))
		die_errno(EX_CANTCREAT, "cannot create %s", path);
	return path;
}

static void
arrive(struct arriving *arriving)
{
	buf_init(
	    &arriving->text, arriving->text_room, sizeof(arriving->text_room));
	buf_init(
	    &arriving->tags, arriving->tags_room, sizeof(arriving->tags_room));
}

int
cmd_bridge(int argc, char *const *argv)
{
	static char *const none[] = { NULL };
	static char standard[] = "chat";
	char *file = NULL, *nats[NATS_ADDRESSES] = { getenv("FORKCAST_NATS") };
	size_t rate = 10000, count = 0;
	bool asks = false;
	int letter;
	struct script_options options;
	const struct script_option own[] = { { 'a', .flag = &bridge.all },
		{ 'c', .text = &bridge.chat }, { 'N', .text = &bridge.me },
		{ 'm', .text = &file }, { 'q', .flag = &asks },
		{ 'r', .number = &rate, .most = 10000000 }, { 0 } };

	bridge.chat = standard;
	script_options(&options, &usage, argc, argv);
	while ((letter = script_next_option(&options, own, argc, argv)) == 'u')
		if (count < NATS_ADDRESSES)
			nats[count++] = optarg;
	if (letter != -1)
		script_usage(&options, NULL);
	if (bridge.me == NULL || !peers_may_be(str_from(bridge.me)) ||
	    !peers_may_be(str_from(bridge.chat)))
		script_usage(
		    &options, "-N and -c require a word of a-z, 0-9 and -");
	if (asks)
		return peers_print(find_file(file));
	if (nats[0] == NULL || bridge.all == (argv[optind] != NULL))
		script_usage(
		    &options, "-u is required, and either groups or -a");
	option_check_groups(argv + optind);
	if (!options.name_exact)
		options.name = "bridge";
	options.full = options.name_exact = options.returns = true;
	peers_open(find_file(file), rate);
	wire_begin(bridge.chat, bridge.me, &bridge.script);
	nats_begin(nats, count > 0 ? count : 1, bridge.me, wire_came);
	arrive(&bridge.live);
	arrive(&bridge.past);
	script_begin(&bridge.script, &options, none);
	bridge.script.lost = lost;
	local_begin(&bridge.script);
	while (!bridge.script.over)
		turn(argv + optind);
	nats_end();
	script_leave(&bridge.script);
	return script_finish(&bridge.script);
}
