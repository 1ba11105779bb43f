/*
 * forkcast bridge: carries the messages of groups between servers over NATS.
 * See bridge.h; this file has the options and the loop, and takes what the
 * local server says.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "conf/option.h"
#include "net/fetch.h"
#include "script/bridge/bridge.h"
#include "script/script.h"
#include "shared/names.h"

#define BEAT 2 /* seconds */
#define TAKES 8 /* lines that a message of NATS can make us say, at most */
#define LOOK 10 /* seconds; how often groups are joined that we are not in */
#define TWIN (10 * SEC) /* in which another bridge says something again */

static const struct usage usage = {
	"usage: forkcast bridge [-ahV] [-C COMMAND] [-c CHAT] [-n NAME]\n"
	"       [-r RATE] [-s ADDRESS] [-t SECONDS] -m FILE -N SERVER\n"
	"       -u NATS [-u NATS]... [GROUP]...",
	SCRIPT_OPTIONS "ac:m:N:r:u:",
	"Carry the messages of each GROUP to and from other servers over "
	"NATS.\n\n"
	"  -a             Carry all groups without the modes i, k and s.\n"
	"  -c CHAT        What the servers have in common; default: chat.\n"
	"  -m FILE        Remember there what has been heard.\n"
	"  -N SERVER      The name of this server, as others see it.\n"
	"  -r RATE        Take so many lines a second from each other server;\n"
	"                 default: 10000.\n"
	"  -u NATS        Connect to nats-server at [USER:PASSWORD@]HOST:PORT; "
	"can be\n"
	"                 repeated.  Default: $FORKCAST_NATS.\n" SCRIPT_HELP,
};

static struct {
	char *address[NATS_ADDRESSES];
	size_t count; /* of -u; else there may be that of the environment */
} nats;

static struct {
	struct script script;
	char *chat, *me;
	char *const *names; /* of groups */
	bool all; /* the groups without i, k and s */
	/* "TAGS NAME TEXT" of the next line, a live one or of the history. */
	struct arriving {
		struct buf words;
		char room[3 * LIMIT_LINE];
	} arriving[2];
	usec due; /* of the next chores */
	unsigned chores; /* so far, one a second */
	usec twin; /* the first sign of another bridge of our name; 0: none */
} bridge;

/* Tells somebody here about what they have said. */
static void
tell_speaker(struct str name, const char *what)
{
	(void)local_say(NULL,
	    PIECES(
		STR("note @"), name, STR(" -- "), str_from(what))); /* or not */
}

/* Takes tags, without those that name another message by its ID here. */
static void
take_tags(struct buf *words, struct str tags)
{
	static const char *const of_others[] = { "+draft/reply", "+draft/react",
		"+draft/unreact", "+reply", "+react", "+unreact" };

	while (tags.at != NULL) {
		const struct str tag = str_cut(&tags, ';');
		struct str rest = tag;
		const struct str key = str_cut(&rest, '=');
		size_t i = 0;
		while (i < COUNT(of_others) &&
		    !str_eq(key, str_from(of_others[i])))
			i++;
		if (i == COUNT(of_others))
			(void)BUF_CAT(words,
			    buf_len(words) > 0 ? STR(";") : STR(""), tag);
	}
}

/*
 * Takes an event of a group, live or of the history that was asked for.
 * Messages of the operator and of people elsewhere are not carried. Tags come
 * before their message.
 */
static void
take_event(const struct command *line, struct asked *history)
{
	const enum verb verb = line->rule->verb;
	const struct str name = grammar_actor(line);
	const bool ours = !str_eq(name, STR(NAME_OPERATOR)) &&
	    grammar_server_of(name).len == 0;
	struct arriving *now = &bridge.arriving[history != NULL];
	struct group *group;

	if (verb == VERB_TAGS) {
		if (memchr(line->arg[0].at, ' ', line->arg[0].len) == NULL)
			take_tags(&now->words, line->arg[0]);
		return;
	}
	if (verb == VERB_LINES)
		return;
	if (verb == VERB_MSG && (ours || history != NULL) &&
	    (group = groups_find(line->arg[1])) != NULL) {
		const uint64_t id = fetch_id(line);
		(void)BUF_CAT(&now->words,
		    buf_len(&now->words) > 0 ? STR("") : STR("-"), SPACE, name,
		    SPACE, line->arg[3]); /* it fits */
		if (history == NULL)
			groups_said(group, id, buf_str(&now->words));
		else if (history->place != NULL)
			peers_past(history, id, name);
		else
			groups_past(
			    history, id, ours ? buf_str(&now->words) : STR(""));
		if (history == NULL &&
		    name.len + 1 + strlen(bridge.me) > LIMIT_NAME)
			tell_speaker(name,
			    "nobody on other servers sees what you say: your "
			    "name is too long there");
	} else if (verb == VERB_REDACT && ours && history == NULL &&
	    groups_find(line->arg[1]) != NULL) {
		tell_speaker(name, "that can still be read on other servers");
	}
	buf_init(&now->words, now->room, sizeof(now->room));
}

/* Takes our own join, leave or kick. */
static void
take_entry(const struct command *line)
{
	struct session *session = &bridge.script.session;
	struct group *group = groups_find(line->arg[1]);

	if (group == NULL)
		return;
	if (!world_has(&session->joined, line->arg[1])) {
		groups_enter(group, 0);
		if (line->rule->verb == VERB_KICK)
			complain("kicked out of %s", group->name);
	} else if (line->rule->verb == VERB_JOIN &&
	    str_caseeq(grammar_actor(line), session_name(session))) {
		groups_enter(group, fetch_id(line));
		if (bridge.all)
			SESSION_ASK(
			    session, VERB_MODE, STR("mode"), line->arg[1]);
	}
}

/* Takes the answer to the first line of those that are asked. */
static void
take_first_answer(const struct command *line)
{
	const bool refused = line->rule->verb == VERB_ERR;
	struct asked asked = *local_first();
	char why[SCRIPT_WHY];

	local_answered();
	if (asked.peer != NULL)
		peers_answered(&asked, line);
	if (refused && asked.verb == VERB_SERVE &&
	    str_eq(line->arg[1], code_word(CODE_NOT_ALLOWED)))
		script_refuse(&bridge.script, line, "cannot speak for others");
	if (asked.verb != VERB_JOIN)
		return;
	if (refused && !asked.group->refused) {
		if (!bridge.all)
			complain("cannot join %s: %s; trying again",
			    asked.group->name, script_why(line, why));
		asked.group->refused = true;
	}
	groups_join();
}

/* Takes a line of a history that was asked for. */
static void
take_past(struct asked *asked, const struct command *line)
{
	struct command past;
	uint64_t from, to;

	if (grammar_parse(line->arg[0], FROM_SERVER, &past) != CODE_OK)
		return;
	if (past.rule->verb != VERB_GAP)
		take_event(&past, asked);
	else if (str_to_number(past.arg[0], UINT64_MAX, &from) &&
	    str_to_number(past.arg[1], UINT64_MAX, &to)) {
		asked->lacks = asked->lacks || from < asked->end.id;
		if (asked->group != NULL)
			groups_gap(asked, from, to);
	}
}

/* A group may come in the place of one that is gone. */
static void
want_group(struct str name)
{
	const struct group *fresh = groups_want(name);

	if (fresh != NULL)
		peers_forget(fresh);
}

static void
take_server_line(const struct command *line)
{
	const enum verb answered = bridge.script.session.answered;
	struct asked *first = local_first();

	switch (line->rule->verb) {
	case VERB_PAST:
		if (first != NULL && first->verb == VERB_HISTORY)
			take_past(first, line);
		break;
	case VERB_TELL:
		peers_tell(line);
		break;
	case VERB_GROUP:
		want_group(line->arg[0]);
		break;
	case VERB_JOIN:
	case VERB_LEAVE:
	case VERB_KICK:
		take_entry(line);
		break;
	default:
		break;
	}
	take_event(line, NULL);
	if (first != NULL && first->verb == answered)
		take_first_answer(line);
}

/* Forgets what a lost connection leaves open; also before the first one. */
static void
forget_open(void)
{
	struct group *group;

	for (size_t i = 0; i < COUNT(bridge.arriving); i++)
		buf_init(&bridge.arriving[i].words, bridge.arriving[i].room,
		    sizeof(bridge.arriving[i].room));
	local_lost();
	for (size_t i = 0; (group = groups_at(i)) != NULL; i++)
		groups_enter(group, 0);
	peers_lost();
}

/*
 * Takes a message under our own name: the bridge that joined first stays. What
 * another one has sent just before it was killed is no sign of it.
 */
static void
take_twin(const struct nats_message *message, usec now)
{
	struct str epoch = message->payload;
	const struct group *group = groups_find_token(message->word);
	uint64_t joined;

	if (group == NULL ||
	    !str_to_number(str_word(&epoch), UINT64_MAX, &joined) ||
	    joined >= group->last.epoch)
		return;
	if (bridge.twin == 0 || now - bridge.twin > TWIN)
		bridge.twin = now;
	else if (now - bridge.twin > SEC)
		script_fail(&bridge.script, EX_UNAVAILABLE,
		    "another bridge is called %s", bridge.me);
}

/* Leaves the groups that -a does not carry. */
static void
leave_closed(void)
{
	const struct world *joined = &bridge.script.session.joined;
	struct group *group;

	for (size_t i = 0; (group = groups_at(i)) != NULL; i++) {
		const struct str name = str_from(group->name);
		struct str modes = world_modes(joined, name);
		while (modes.len > 0 && strchr("iks", modes.at[0]) == NULL)
			str_drop(&modes, 1);
		if (group->last.epoch != 0 && modes.len > 0)
			(void)local_say(
			    NULL, PIECES(STR("leave "), name)); /* or later */
	}
}

/* Does what is done every second or less often. */
static void
do_chores(usec now)
{
	if (now < bridge.due)
		return;
	bridge.due = now + SEC;
	if (bridge.chores % BEAT == 0)
		groups_beat();
	if (bridge.chores % LOOK == 0) {
		for (char *const *name = bridge.names; *name != NULL; name++)
			want_group(str_from(*name));
		if (bridge.all)
			(void)local_say(
			    NULL, PIECES(STR("groups"))); /* or later */
	}
	bridge.chores++;
	if (bridge.all)
		leave_closed();
	groups_join();
	peers_turn(now, local_has_room(TAKES));
}

static void
bridge_turn(void)
{
	struct script *script = &bridge.script;
	struct nats_message message;
	struct pollfd set[2];
	usec due;

	while (!script->over && local_has_room(TAKES) && nats_take(&message)) {
		if (!str_eq(message.server, str_from(bridge.me)))
			peers_take(&message);
		else
			take_twin(&message, clock_mono());
	}
	do_chores(clock_mono());
	set[1] = nats_watch(&due);
	script_wait(script, set, COUNT(set), usec_earlier(bridge.due, due));
	nats_serve(set[1].revents != 0);
}

/* Takes -u. */
static void
take_address(char letter, char *value)
{
	(void)letter;
	if (nats.count < NATS_ADDRESSES)
		nats.address[nats.count++] = value;
}

int
cmd_bridge(int argc, char *const *argv)
{
	static char chat[] = "chat";
	char *file = NULL;
	size_t rate = 10000;
	struct script_options options;
	const struct option_row own[] = { { 'a', .flag = &bridge.all },
		{ 'c', .text = &bridge.chat }, { 'N', .text = &bridge.me },
		{ 'm', .text = &file },
		{ 'r', .number = &rate, .least = 1, .most = 10000000 },
		{ 'u', .take = take_address }, { 0 } };

	bridge.chat = chat;
	nats.address[0] = getenv("FORKCAST_NATS");
	script_read_options(&options, &usage, own, argc, argv);
	if (file == NULL)
		option_misused(&usage, "-m is required");
	if (bridge.me == NULL || !peers_may_be(str_from(bridge.me)) ||
	    !peers_may_be(str_from(bridge.chat)))
		option_misused(
		    &usage, "-N and -c require a word of a-z, 0-9 and -");
	bridge.names = argv + optind;
	if (nats.address[0] == NULL || bridge.all == (*bridge.names != NULL))
		option_misused(
		    &usage, "-u is required, and either groups or -a");
	option_check_groups(bridge.names);
	if (!options.link.name_exact)
		options.link.name = "bridge";
	options.link.name_exact = options.link.returns = true;
	nats_begin(nats.address, nats.count > 0 ? nats.count : 1, bridge.chat,
	    bridge.me);
	peers_open(file, rate);
	local_begin(&bridge.script);
	forget_open();
	script_begin(&bridge.script, &options, NULL, take_server_line);
	bridge.script.lost = forget_open;
	bridge.script.takes_last = true;
	bridge.script.link.options.spares = true;
	while (!bridge.script.over)
		bridge_turn();
	script_leave(&bridge.script);
	return script_finish(&bridge.script);
}
