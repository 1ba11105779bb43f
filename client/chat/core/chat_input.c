/*
 * What becomes of a line of the person: it is a command for the server, or the
 * client carries it out. See chat_input.h.
 */
#include "chat/core/chat_input.h"

#include <errno.h>
#include <stdio.h>
#include <sysexits.h>
#include <unistd.h>

#include "chat/core/account.h"
#include "chat/core/chat_set.h"
#include "chat/core/console.h"
#include "chat/words/help.h"
#include "chat/words/input.h"
#include "chat/words/words.h"
#include "shared/codes.h"
#include "shared/crypto/secret.h"
#include "shared/usage.h"

/*
 * Words that fingers know from other chat programs, and the text that each
 * stands for, without a slash before it: those of both irssi and WeeChat that
 * apply here.
 */
static const struct alias {
	struct str word, text;
} aliases[] = {
	{ LIT("?"), LIT("help") },
	{ LIT("buffer"), LIT("window") },
	{ LIT("bye"), LIT("quit") },
	{ LIT("c"), LIT("clear") },
	{ LIT("channels"), LIT("groups") },
	{ LIT("commands"), LIT("help more") },
	{ LIT("create"), LIT("join") },
	{ LIT("dm"), LIT("msg") },
	{ LIT("exit"), LIT("quit") },
	{ LIT("g"), LIT("window") },
	{ LIT("h"), LIT("help") },
	{ LIT("hilight"), LIT("highlight") },
	{ LIT("j"), LIT("join") },
	{ LIT("k"), LIT("kick") },
	{ LIT("last"), LIT("search") },
	{ LIT("lastlog"), LIT("search") },
	{ LIT("list"), LIT("groups") },
	{ LIT("m"), LIT("msg") },
	{ LIT("n"), LIT("names") },
	{ LIT("nickserv"), LIT("msg nickserv") },
	{ LIT("ns"), LIT("msg nickserv") },
	{ LIT("open"), LIT("window") },
	{ LIT("q"), LIT("query") },
	{ LIT("t"), LIT("topic") },
	{ LIT("users"), LIT("names") },
	{ LIT("w"), LIT("window") },
	{ LIT("wc"), LIT("close") },
	{ LIT("wi"), LIT("whois") },
	{ LIT("win"), LIT("window") },
	{ LIT("wjoin"), LIT("join") },
};

/* Returns the alias, whatever the word's case, or null if there is none. */
static const struct alias *
find_alias(struct str word)
{
	for (size_t i = 0; i < COUNT(aliases); i++)
		if (str_caseeq(aliases[i].word, word))
			return &aliases[i];
	return NULL;
}

/*
 * Tells the person about a mistake in a line; without "not sent" if the line
 * was clearly a command.
 */
static void
take_mistake(struct chat *chat, const struct input *input)
{
	char why[CHAT_MESSAGE];

	if (input->usage)
		CHAT_TELL(chat, REMARK_MISTAKE,
		    str_from(render_string(
			why, CHAT_MESSAGE, input->word, input->count)));
	else
		chat_refuse(chat, input->word, input->count);
}

/* --- Lines for the server ----------------------------------------------- */

/* Sends a command to the server. A person may see something of it at once. */
static void
say_input(
    struct chat *chat, const struct input *input, const struct where *where)
{
	const struct ui *ui = chat->console->ui;
	char memory[LIMIT_LINE];
	struct command command;
	struct buf line;

	buf_init(&line, memory, sizeof(memory));
	(void)buf_say(&line, input->word, input->count);
	session_say(&chat->session, input->verb, input->word, input->count);
	const struct str text = { buf_str(&line).at, buf_len(&line) - 1 };
	if (grammar_parse(text, FROM_CLIENT, &command) != CODE_OK)
		return;
	if (command.rule->verb == VERB_AWAY)
		(void)snprintf(chat->leaves, sizeof(chat->leaves), "%.*s",
		    command.count > 0 ? (int)command.arg[0].len : 0,
		    command.count > 0 ? command.arg[0].at : ""); /* fits */
	if (command.rule->verb == VERB_NAME)
		(void)snprintf(chat->tried, sizeof(chat->tried), "%.*s",
		    (int)command.arg[0].len, command.arg[0].at); /* fits */
	if (ui->said != NULL)
		ui->said(chat, &command, where);
}

/*
 * Returns whether a person's command may be sent: its secret would be read on
 * the way.
 */
static bool
may_say(struct chat *chat, const struct input *input)
{
	struct str line = input->word[0];

	switch (input->verb) {
	case VERB_LOGIN:
	case VERB_OPER:
	case VERB_ENROLL:
	case VERB_PROVE:
		return account_may_say(chat, str_word(&line));
	case VERB_REGISTER:
		/* To the server, its word would be the secret of an account. */
		if (!chat->account_state.logged_in)
			CHAT_TELL(chat, REMARK_MISTAKE,
			    STR("log in first, by /login NAME or by /register "
				"alone, to register a group"));
		return chat->account_state.logged_in;
	default:
		return true;
	}
}

/* --- Lines that the client carries out ---------------------------------- */

/* Shows a row of help, without the "-- " of a remark. */
static void
show_row(void *of, struct str row)
{
	struct chat *chat = of;
	struct buf *line = &chat->console->line;

	(void)BUF_CAT(line, row, STR("\n")); /* it fits */
	chat->console->ui->show(chat, buf_str(line));
	buf_drop(line, buf_len(line));
}

/* Shows a command and an example; an alias; a setting; or a page. */
static void
show_help(struct chat *chat, struct str rest)
{
	const char *setting = help_setting(rest);
	const struct help_to to = { show_row, chat };
	struct explained said;
	const struct alias *alias = find_alias(rest);

	if (words_explain(rest, &said)) {
		CHAT_REMARK(chat, STR("/"), said.word, said.usage, STR(": "),
		    said.help);
		if (said.example.len > 0)
			CHAT_REMARK(chat, STR("  for example: "), said.example);
	} else if (alias != NULL) {
		CHAT_REMARK(chat, STR("/"), alias->word, STR(" stands for /"),
		    alias->text);
	} else if (setting != NULL) {
		CHAT_REMARK(chat, STR("/set "), str_from(setting));
		chat_set(chat, rest);
	} else if (!help_show(rest, &to))
		CHAT_TELL(chat, REMARK_MISTAKE, STR("no help for "), rest,
		    STR("; /help lists the commands"));
}

static void
reconnect(struct chat *chat, struct str rest)
{
	(void)rest;
	link_again(&chat->link);
}

/* The functions for a person's commands; null: the interface's. */
static void (*const actions[ACTION_COUNT])(
    struct chat *chat, struct str rest) = {
	[ACTION_HELP] = show_help,
	[ACTION_SET] = chat_set,
	[ACTION_RECONNECT] = reconnect,
	[ACTION_LOGIN] = account_login,
	[ACTION_REGISTER] = account_register,
	[ACTION_OPER] = account_oper,
};

/*
 * Returns whether an action is about the messages on the screen, but was typed
 * in another view than this, in which it would find others.
 */
static bool
is_elsewhere(
    const struct chat *chat, enum action action, const struct where *typed)
{
	const struct where now = chat_where(chat, NULL);

	return (action == ACTION_REPLY || action == ACTION_REACT ||
		   action == ACTION_REDACT) &&
	    (now.kind != typed->kind || !str_caseeq(now.name, typed->name));
}

/* Runs one of the client's own commands. */
static void
run_action(struct chat *chat, enum action action, struct str rest,
    const struct where *where)
{
	if (is_elsewhere(chat, action, where))
		CHAT_REFUSE(chat, STR("you have left the view of /"),
		    words_of(action), STR("; type it again there"));
	else if (actions[action] != NULL)
		actions[action](chat, rest);
	else if (!chat->console->ui->action(chat, action, rest))
		CHAT_TELL(chat, REMARK_MISTAKE, STR("/"), words_of(action),
		    STR(" needs the window; this is the plain stream (-p)"));
}

/* --- Every line --------------------------------------------------------- */

/* Carries out what was typed at where. The session must be ready. */
static void
carry_out(
    struct chat *chat, const struct input *input, const struct where *where)
{
	switch (input->meaning) {
	case MEANS_NOTHING:
		break;
	case MEANS_COMMAND:
		if (may_say(chat, input))
			say_input(chat, input, where);
		break;
	case MEANS_ACTION:
		run_action(chat, input->action, input->word[0], where);
		break;
	case MEANS_MISTAKE:
		take_mistake(chat, input);
		break;
	}
}

void
chat_say(struct chat *chat, const struct where *where, struct str text)
{
	const struct input input = words_say(text, where);

	carry_out(chat, &input, where);
}

/* Reads a line, with its alias, if it begins with one, expanded in room. */
static struct input
read_input(struct chat *chat, struct str line, const struct where *where,
    char room[LIMIT_LINE])
{
	const struct alias *alias = NULL;
	struct str rest = line, word;
	struct buf to;

	if (str_skip(&rest, STR("/")) &&
	    !words_is_command(word = str_word(&rest)))
		alias = find_alias(word);
	if (alias != NULL) {
		rest = str_strip(rest);
		buf_init(&to, room, LIMIT_LINE - 1);
		if (!BUF_CAT(&to, STR("/"), alias->text,
			rest.len > 0 ? STR(" ") : STR(""), rest)) {
			struct input input = INPUT(
			    MEANS_MISTAKE, STR("too long with its alias"));
			input.usage = true;
			return input;
		}
		line = buf_str(&to);
	}
	return where->me.len == 0 ? input_read_name(line, chat->options.login) :
				    input_read(line, where);
}

/* Returns whether an action asks the person for a secret. */
static bool
asks_secret(enum action action)
{
	return action == ACTION_LOGIN || action == ACTION_REGISTER ||
	    action == ACTION_OPER;
}

/*
 * Returns whether the client can carry this out without the server. Leaving a
 * group or sending a text to somebody needs the server.
 */
static bool
is_alone(const struct input *input, const struct where *where)
{
	struct str rest = input->word[0];

	if (input->meaning == MEANS_COMMAND)
		return input->verb == VERB_QUIT;
	if (input->meaning != MEANS_ACTION)
		return input->meaning == MEANS_NOTHING;
	switch (input->action) {
	case ACTION_REDACT:
	case ACTION_REPLY:
	case ACTION_REACT:
		return false;
	case ACTION_CLOSE:
		return where->kind != WHERE_GROUP;
	case ACTION_QUERY:
		(void)str_word(&rest);
		return rest.at == NULL;
	default:
		return !asks_secret(input->action);
	}
}

bool
chat_obey_now(struct chat *chat, struct str line)
{
	char room[LIMIT_LINE];
	const struct where where = chat_where(chat, NULL);
	const struct input input = read_input(chat, line, &where, room);
	const bool asks =
	    input.meaning == MEANS_ACTION && asks_secret(input.action);

	if (chat_is_offline(chat) ? !is_alone(&input, &where) : !asks)
		return false;
	if (input.meaning == MEANS_COMMAND) /* quit */
		chat_end(chat, EX_OK);
	else
		carry_out(chat, &input, &where);
	return true;
}

/* Carries out a line; one that needs a name first takes the one offered. */
static void
obey(struct chat *chat, struct str line, const struct chat_place *place)
{
	const char *offered = chat->options.login;
	char room[LIMIT_LINE];
	const struct where where = chat_where(chat, place);
	const struct input input = read_input(chat, line, &where, room);

	if (input.needs_name && offered != NULL &&
	    strcmp(chat->tried, offered) != 0 &&
	    chat_queue(chat, place, &line, 1)) {
		const struct input name = input_read_name(STR(""), offered);
		say_input(chat, &name, &where);
		return;
	}
	carry_out(chat, &input, &where);
	if (input.hints && !chat->hinted)
		CHAT_REMARK(
		    chat, STR("a command begins with /: /help lists them"));
	chat->hinted |= input.hints;
}

/* Takes the next line that a person has typed; false if there is none. */
static bool
take_typed(struct chat *chat)
{
	struct chat_line *line = &chat->queue[chat->queue_first];

	if (chat->queued == 0)
		return false;
	chat->queue_first = (chat->queue_first + 1) % CHAT_LINES;
	chat->queued--;
	/* It may have a secret, and be the last one that there is room for. */
	struct chat_line taken = *line;
	secret_wipe(line->text, line->len);
	obey(chat, (struct str) { taken.text, taken.len }, &taken.place);
	secret_wipe(taken.text, taken.len);
	return true;
}

void
chat_take_input(struct chat *chat)
{
	while (!chat_is_over(chat) && chat_has_room(chat) &&
	    link_is_begun(&chat->link) && take_typed(chat))
		continue;
}
