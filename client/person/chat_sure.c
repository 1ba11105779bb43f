/*
 * Asks before the only operator of a group with others in it leaves: see
 * chat_state.h.
 */
#include "commands/input.h"
#include "person/chat_state.h"
#include "person/place.h"
#include "session/alias.h"
#include "shared/crypto/secret.h"
#include "text/plural.h"

/* The groups that a typed line leaves: one, all of a server, or all of all. */
struct departure {
	bool quits;
	const struct chat *server; /* null: none */
	bool returns; /* it connects again at once, but as no operator */
	struct chat *chat;
	struct str group; /* empty: none */
};

/* Returns whether the group has no operator once we have left. */
static bool
is_alone(const struct chat *chat, struct str group)
{
	const struct members *members =
	    meanwhile_members(&chat->meanwhile, group);

	return !chat_is_away(chat) && members != NULL &&
	    our_groups_has(&chat->session.joined, group) &&
	    standing_is_alone(
		&chat->standing, group, members, session_name(&chat->session));
}

/*
 * Counts the groups of the server, or of all if it is null, that have no
 * operator without us; *first is set to one of them.
 */
static size_t
count_alone(
    const struct console *console, const struct chat *server, struct str *first)
{
	size_t count = 0;

	for (size_t i = 0; i < CHAT_SERVERS; i++) {
		const struct chat *chat = console->chat[i];
		if (chat == NULL || (server != NULL && chat != server))
			continue;
		for (size_t j = 0; j < chat->session.joined.count; j++) {
			const struct str group =
			    our_groups_at(&chat->session.joined, j);
			if (!is_alone(chat, group))
				continue;
			*first = group;
			count++;
		}
	}
	return count;
}

/* Returns the group that we are in, which outlives the line; or nothing. */
static struct str
find_ours(const struct chat *chat, struct str name)
{
	for (size_t i = 0; i < chat->session.joined.count; i++) {
		const struct str ours = our_groups_at(&chat->session.joined, i);
		if (str_caseeq(ours, name))
			return ours;
	}
	return STR("");
}

/* Reads a command for the server. */
static void
read_command(const struct input *input, struct departure *departure)
{
	char memory[LIMIT_LINE];
	struct command command;
	struct buf text;

	if (input->verb != VERB_LEAVE && input->verb != VERB_QUIT)
		return;
	departure->quits = input->verb == VERB_QUIT;
	buf_init(&text, memory, sizeof(memory));
	(void)buf_say(&text, input->word, input->count);
	const struct str line = { buf_str(&text).at, buf_len(&text) - 1 };
	if (departure->quits ||
	    grammar_parse(line, FROM_CLIENT, &command) != CODE_OK)
		return;
	departure->group = find_ours(departure->chat, command.arg[0]);
}

/* Reads "/disconnect [NAME]". The last server is not left. */
static void
read_disconnect(struct departure *departure, struct str name)
{
	const struct console *console = departure->chat->console;

	if (console->chats > 1)
		departure->server = name.at == NULL ?
		    departure->chat :
		    servers_find(console, name);
}

/* Reads what the client does by itself. */
static void
read_action(const struct input *input, const struct where *where,
    struct departure *departure)
{
	struct str rest = input->word[0];
	bool closes = input->action == ACTION_CLOSE;

	if (input->action == ACTION_WINDOW && rest.at != NULL)
		closes = str_caseeq(str_word(&rest), STR("close"));
	if (closes && where->kind == WHERE_GROUP)
		departure->group = where->name;
	else if (input->action == ACTION_CYCLE)
		departure->group = find_ours(departure->chat, rest);
	else if (input->action == ACTION_DISCONNECT)
		read_disconnect(departure, rest);
	else if (input->action == ACTION_RECONNECT) {
		departure->server = departure->chat;
		departure->returns = true;
	}
}

/* Reads what a line without an alias, typed to the departure's chat, leaves. */
static void
read_line(struct departure *departure, struct str line)
{
	struct chat *chat = departure->chat;
	struct str none = STR("");
	struct where where = chat->console->ui->where(chat, &none);

	*departure = (struct departure) { .chat = departure->chat };
	where.me = chat_is_away(chat) ? str_from(chat->away.name) :
					session_name(&chat->session);
	where.person = true;
	where.slash = chat->options.settings->slash;
	if (where.me.len == 0)
		return;
	const struct input input = input_read(line, &where);
	if (input.meaning == MEANS_COMMAND)
		read_command(&input, departure);
	else if (input.meaning == MEANS_ACTION)
		read_action(&input, &where, departure);
}

/*
 * Returns how many groups have no operator once we have left; *first is one of
 * them.
 */
static size_t
departure_count(const struct departure *departure, struct str *first)
{
	if (departure->quits || departure->server != NULL)
		return count_alone(departure->chat->console,
		    departure->quits ? NULL : departure->server, first);
	*first = departure->group;
	return is_alone(departure->chat, departure->group);
}

/* Counts the groups that have no operator once the typed line is done. */
static size_t
count_left(struct departure *departure, struct str line, struct str *first)
{
	char room[LIMIT_LINE];
	size_t count = 0;

	if (alias_expand(&line, room)) {
		read_line(departure, line);
		count = departure_count(departure, first);
	}
	secret_wipe(room, sizeof(room)); /* it may be in the line */
	return count;
}

static void
ask(struct chat *chat, struct str what, struct str sign, struct str group)
{
	struct console *console = chat->console;
	struct buf text;

	buf_init(&text, console->question, sizeof(console->question) - 1);
	render_text(&text, what);
	render_text(&text, sign);
	render_text(&text, group);
	render_text(&text, STR("? (y/n) "));
	console->question[buf_len(&text)] = '\0';
	place_keep(&console->offered, chat);
	typing_sure(&console->typing);
}

/* Tells that the group, and so many more, will have no operator. */
static void
warn(struct chat *chat, struct str group, size_t more)
{
	if (more == 0)
		CHAT_REMARK(chat, STR("you are the only operator of #"), group,
		    STR(": it will have none (/op NAME first)"));
	else
		CHAT_REMARK(chat, STR("you are the only operator of #"), group,
		    STR(" and of "), DECIMAL(more),
		    str_from(plural(more, " other group", " other groups")),
		    STR(": they will have none (/op NAME first)"));
}

void
chat_warn_alone(struct chat *chat)
{
	struct str group;
	const size_t count = count_alone(chat->console, NULL, &group);

	if (count > 0)
		warn(chat, group, count - 1);
}

/* Tells what the line would leave without an operator; false if nothing. */
static bool
warns(struct chat *chat, struct str line, struct departure *departure)
{
	char memory[LIMIT_LINE];
	struct buf routed;
	struct str first = STR("");

	buf_init(&routed, memory, sizeof(memory));
	struct chat *taker = servers_route(chat, line, &routed);
	*departure =
	    (struct departure) { .chat = taker != NULL ? taker : chat };
	const size_t count = count_left(
	    departure, taker != NULL ? buf_str(&routed) : line, &first);
	secret_wipe(memory, sizeof(memory)); /* it may be in the line */
	if (count > 0)
		warn(chat, first, count - 1);
	return count > 0;
}

bool
chat_asks_sure(struct chat *chat, struct str line)
{
	struct departure departure;

	if (!warns(chat, line, &departure))
		return false;
	if (departure.quits)
		ask(chat, STR("quit"), STR(""), STR(""));
	else if (departure.server != NULL)
		ask(chat,
		    departure.returns ? STR("reconnect to") :
					STR("disconnect from"),
		    STR(" "), str_from(departure.server->label));
	else
		ask(chat, STR("leave"), STR(" #"), departure.group);
	return true;
}

bool
chat_refuses_unsure(struct chat *chat, struct str line)
{
	struct departure departure;

	if (!warns(chat, line, &departure))
		return false;
	CHAT_TELL(chat, REMARK_MISTAKE,
	    STR("not done: type the command while no question is open"));
	return true;
}
