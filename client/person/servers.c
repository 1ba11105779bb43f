/*
 * The servers of one person: connecting to further ones, and leaving some of
 * them, while the others stay. See chat_state.h.
 */
#include <stdio.h>
#include <stdlib.h>

#include "person/account/account.h"
#include "person/account/account_step.h"
#include "person/chat_state.h"
#include "session/far/address.h"
#include "session/far/restricted.h"
#include "session/rejoin.h"
#include "shared/codes.h"
#include "shared/die.h"
#include "shared/names.h"

/* Returns the last part of an address that tells a person which server it is.
 */
static struct str
host_of(struct str address)
{
	const char *end;

	for (size_t i = address.len; i > 0; i--)
		if (address.at[i - 1] == '/') {
			str_drop(&address, i);
			return address;
		}
	if (str_skip(&address, STR("[")))
		return str_cut(&address, ']');
	end = memchr(address.at, ':', address.len);
	if (end != NULL)
		address.len = (size_t)(end - address.at);
	return address;
}

/* Returns the program that a command runs, which is a name for its server. */
static struct str
program_of(struct str command)
{
	const struct str program = str_word(&command);

	return name_check(program) == CODE_OK ? program : STR("via");
}

struct chat *
servers_find(const struct console *console, struct str label)
{
	for (size_t i = 0; i < CHAT_SERVERS; i++)
		if (console->chat[i] != NULL &&
		    str_caseeq(str_from(console->chat[i]->label), label))
			return console->chat[i];
	return NULL;
}

/*
 * Returns the name that a person would give the server; one at an address has
 * that of its host or, if this is taken, the whole address, in the room.
 */
static struct str
wanted_name(const struct chat *chat, bool taken, char room[ADDRESS_ROOM])
{
	const struct chat_options *options = &chat->options;
	const char *label = options->server->label;

	if (label != NULL && !address_is_meant(label))
		return str_from(label);
	if (options->via != NULL && label == NULL)
		return program_of(str_from(options->via));
	const struct str whole = str_from(
	    address_name(label != NULL ? label : options->address, room));
	return taken && strchr(whole.at, '/') == NULL ? whole : host_of(whole);
}

/* Sets the label to the name and what follows it, cut to fit. */
static void
put_label(struct chat *chat, struct str name, const char *behind)
{
	const size_t room = sizeof(chat->label) - strlen(behind) - 1;

	if (name.len > room)
		name.len = room;
	memcpy(chat->label, name.at, name.len);
	memcpy(&chat->label[name.len], behind, strlen(behind) + 1);
}

/* Returns whether another chat has the name of this one. */
static bool
has_same_name(const struct chat *chat)
{
	const struct console *console = chat->console;

	for (size_t i = 0; i < CHAT_SERVERS; i++)
		if (console->chat[i] != NULL && console->chat[i] != chat &&
		    str_caseeq(str_from(console->chat[i]->label),
			str_from(chat->label)))
			return true;
	return false;
}

void
servers_name(struct chat *chat)
{
	char room[ADDRESS_ROOM], behind[8] = "";
	struct str name = wanted_name(chat, false, room);

	put_label(chat, name, behind);
	if (has_same_name(chat)) {
		name = wanted_name(chat, true, room);
		put_label(chat, name, behind);
	}
	for (unsigned i = 2; has_same_name(chat); i++) {
		(void)snprintf(behind, sizeof(behind), "-%u", i); /* fits */
		put_label(chat, name, behind);
	}
}

/*
 * Returns the chat with the server of that name, section or address; null if
 * there is none.
 */
static struct chat *
find_any(const struct console *console, const char *name)
{
	struct chat *found = servers_find(console, str_from(name));

	for (size_t i = 0; found == NULL && i < CHAT_SERVERS; i++) {
		struct chat *chat = console->chat[i];
		if (chat != NULL && address_is_meant(name) &&
		    chat->options.via == NULL &&
		    address_same(chat->options.address, name))
			found = chat;
	}
	return found;
}

/* Returns a number that no chat has; CHAT_SERVERS if there is none. */
static unsigned
free_number(const struct console *console)
{
	unsigned i = 0;

	while (i < CHAT_SERVERS && console->chat[i] != NULL)
		i++;
	return i;
}

/* Makes the chat the one that gets what is typed, in the view of all. */
static void
turn_to(struct chat *chat)
{
	struct console *console = chat->console;

	console->now = chat->number;
	console->ui->servers(console);
}

/*
 * Fills in the name, if the settings have none that one, and the groups that
 * the first connection will have.
 */
static void
prepare(struct chat *chat, struct str name)
{
	const struct chat_options *options = &chat->options;
	struct away *away = &chat->away;

	if (options->name != NULL)
		name = str_from(options->name);
	session_close(&chat->session);
	memcpy(away->name, name.at, name.len);
	away->name[name.len] = '\0';
	away->groups = rejoin_groups(&away->joined, options->groups);
	away->state = AWAY_RESTING;
	away->fresh = true;
	away->until = clock_mono();
	chat->name = chat->account = chat->password = NULL;
}

/* Begins a chat with another server, which connects by itself. */
static void
open_chat(struct console *console, unsigned number,
    const struct settings_server *server)
{
	const struct chat *now = console_now(console);
	struct chat_options options = now->options;
	struct chat *chat = calloc(1, sizeof(*chat));

	if (chat == NULL)
		die_errno(EX_OSERR, "no memory for a chat");
	options.server = server;
	options.address = server->address;
	options.via = server->via;
	options.password = options.log = NULL;
	options.account = server->account;
	options.secret = server->secret;
	options.name = settings_name(server);
	options.groups = server->groups;
	chat_begin(chat, console, -1, &options);
	chat->number = number;
	prepare(chat, session_name(&now->session));
	console->chat[number] = chat;
	console->chats++;
	turn_to(chat);
	CHAT_REMARK(chat, STR("connecting to "), str_from(chat->label),
	    options.via != NULL ? STR(" via ") : STR(" at "),
	    str_from(options.via != NULL ? options.via : options.address));
}

/* Tells which servers there are, and which of them is current. */
static void
list(struct chat *chat)
{
	const struct console *console = chat->console;

	for (size_t i = 0; i < CHAT_SERVERS; i++) {
		const struct chat *other = console->chat[i];
		if (other != NULL)
			CHAT_REMARK(chat, str_from(other->label),
			    other->options.via != NULL ? STR(" via ") :
							 STR(" at "),
			    str_from(other->options.via != NULL ?
				    other->options.via :
				    other->options.address),
			    chat_is_away(other) ? STR(" (not connected)") :
						  STR(""),
			    other == chat ? STR(" (current)") : STR(""));
	}
}

/*
 * Returns the server of that section, as it now is in the file, or at that
 * address; null after telling what is wrong.
 */
static const struct settings_server *
look_up(struct chat *chat, const char *name)
{
	const bool address = address_is_meant(name);
	const struct settings_server *server;
	char room[ADDRESS_ROOM];
	const char *wrong =
	    address ? addr_check(address_complete(name, room)) : NULL;
	struct error why = { .text = "" };

	if (restricted())
		server = settings_server(name);
	else
		server = settings_again(name, &why);
	if (server == NULL && why.text[0] == '\0' && address && wrong == NULL &&
	    !restricted())
		server = settings_server_at(name, &wrong);
	if (server != NULL)
		return server;
	if (why.text[0] != '\0')
		CHAT_TELL(chat, REMARK_MISTAKE, str_from(why.text));
	else if (wrong != NULL)
		CHAT_TELL(chat, REMARK_MISTAKE, str_from(name), STR(": "),
		    str_from(wrong));
	else if (restricted() && address)
		CHAT_TELL(chat, REMARK_MISTAKE, STR("/connect: "),
		    STR(RESTRICTED_WHY));
	else
		CHAT_TELL(chat, REMARK_MISTAKE, STR("no section [server "),
		    str_from(name), STR("]; for a host, type /connect "),
		    str_from(name), STR(":1234"));
	return NULL;
}

/*
 * Reads "NAME", "ADDRESS", or "HOST PORT", as it is typed elsewhere, into room.
 * Returns false if it is something else.
 */
static bool
read_name(struct str rest, char room[LIMIT_LINE])
{
	const struct str name = str_word(&rest);
	const struct str port = rest.at != NULL ? str_word(&rest) : STR("");
	uint64_t number;

	if (rest.at != NULL ||
	    (port.len > 0 && !str_to_number(port, UINT16_MAX, &number)))
		return false;
	(void)snprintf(room, LIMIT_LINE, "%.*s%s%.*s", (int)name.len, name.at,
	    port.len > 0 ? ":" : "", (int)port.len, port.at);
	return name.len > 0;
}

void
servers_connect(struct chat *chat, struct str rest)
{
	struct console *console = chat->console;
	const unsigned number = free_number(console);
	const struct settings_server *server;
	struct chat *known;
	char name[LIMIT_LINE];

	if (rest.at == NULL)
		list(chat);
	else if (!read_name(rest, name))
		CHAT_TELL(chat, REMARK_MISTAKE,
		    STR("usage: /connect NAME, or /connect HOST[:PORT]"));
	else if (console->ui->servers == NULL)
		CHAT_TELL(chat, REMARK_MISTAKE,
		    STR("several servers need the window; this is the plain "
			"stream (-p)"));
	else if ((known = find_any(console, name)) != NULL)
		turn_to(known);
	else if (number == CHAT_SERVERS)
		CHAT_TELL(chat, REMARK_MISTAKE, STR("too many servers, limit "),
		    DECIMAL(CHAT_SERVERS), STR("; /disconnect one"));
	else if ((server = look_up(chat, name)) != NULL)
		open_chat(console, number, server);
}

void
servers_disconnect(struct chat *chat, struct str rest)
{
	struct chat *left = chat;

	if (rest.at != NULL &&
	    (left = servers_find(chat->console, rest)) == NULL) {
		CHAT_TELL(chat, REMARK_MISTAKE,
		    STR("you are not connected to "), rest,
		    STR("; /connect lists the servers"));
		return;
	}
	if (chat->console->chats > 1)
		chat_leave(left);
	else
		CHAT_TELL(chat, REMARK_MISTAKE,
		    STR("this is your only server; /quit exits"));
}

/* Returns whether the open question is about the chat, or asked by it. */
static bool
is_question_of(const struct chat *chat)
{
	const struct console *console = chat->console;

	if (console->typing.state == TYPING_ASKS_ANSWER)
		return !console->swallows &&
		    account_asks_person(chat->account_state.step);
	return console->typing.state != TYPING_LINE &&
	    console->offered.server == chat->number;
}

/*
 * Withdraws the question of a chat that ends. The rest of a secret must not
 * become a line.
 */
static void
drop_question(const struct chat *chat)
{
	struct typing *typing = &chat->console->typing;
	const bool hidden = typing->answer.hidden;

	if (!is_question_of(chat))
		return;
	typing_forget(typing);
	answer_begin(&typing->answer, false);
	if (hidden)
		account_swallow(chat->console);
}

void
console_close(struct chat *chat)
{
	struct console *console = chat->console;
	const struct str label = str_from(chat->label);
	const struct str why = str_from(chat->message);
	const bool lost = session_unconfirmed(&chat->session) > 0 ||
	    buf_len(&chat->input) > 0;
	unsigned now = 0;

	console->chat[chat->number] = NULL;
	console->chats--;
	while (console->chat[now] == NULL)
		now++;
	if (console->now == chat->number)
		console->now = now;
	drop_question(chat);
	console->ui->closed(chat);
	console->ui->servers(console);
	CHAT_REMARK(console_now(console), STR("disconnected from "), label,
	    why.len > 0 ? STR(": ") : STR(""), why,
	    lost ? STR("; your last lines may not have arrived") : STR(""));
	chat_free(chat);
	free(chat);
}

void
console_leave_others(struct chat *chat)
{
	struct console *console = chat->console;

	for (size_t i = 0; i < CHAT_SERVERS; i++)
		if (console->chat[i] != NULL && console->chat[i] != chat)
			chat_leave(console->chat[i]);
}

/*
 * Takes "work/" off the front if the rest is the name of a group or person of
 * that server, and returns its chat; null if it is none.
 */
static struct chat *
take_label(const struct console *console, struct str *word)
{
	struct str rest = *word;
	const struct str label = str_cut(&rest, '/');
	struct chat *chat = servers_find(console, label);

	if (chat == NULL || rest.len < 2 ||
	    (rest.at[0] != '#' && rest.at[0] != '@'))
		return NULL;
	if (rest.at[0] == '@')
		str_drop(&rest, 1);
	*word = rest;
	return chat;
}

struct chat *
servers_route(struct chat *chat, struct str line, struct buf *routed)
{
	const struct console *console = chat->console;
	struct str rest = line;
	const struct str command = str_word(&rest);
	struct str target = rest.at != NULL ? str_word(&rest) : STR("");
	struct chat *other;

	if (console->chats == 1 || !str_begins(line, STR("/")))
		return NULL;
	other = take_label(console, &target);
	if (other == NULL ||
	    !BUF_CAT(routed, command, STR(" "), target,
		rest.at != NULL ? STR(" ") : STR(""), rest))
		return NULL;
	return other;
}
