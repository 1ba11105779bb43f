/*
 * The client's own commands: see chat_state.h. The interfaces carry out some of
 * them, such as opening a view, and chat_set.c those for settings.
 */
#include "chat/core/account.h"
#include "chat/core/chat_state.h"
#include "chat/words/help.h"
#include "chat/words/words.h"
#include "conf/alias.h"
#include "shared/usage.h"

/* Shows a row of a page, without the "-- " of a remark. */
static void
show_row(struct chat *chat, struct str row)
{
	struct buf *line = &chat->console->line;

	if (chat->console->ui->pager_line != NULL) {
		chat->console->ui->pager_line(chat, row);
		return;
	}
	(void)BUF_CAT(line, row, STR("\n")); /* it fits */
	chat->console->ui->show(chat, buf_str(line));
	buf_drop(line, buf_len(line));
}

/* Shows a command and an example; an alias; a setting; or a page. */
static void
show_help(struct chat *chat, struct str rest)
{
	const char *setting = help_setting(rest);
	struct str row = STR("");
	char room[HELP_LINE];
	struct explained said;
	struct alias alias;

	if (words_explain(rest, &said)) {
		CHAT_REMARK(chat, STR("/"), said.word, said.usage, STR(": "),
		    said.help);
		if (said.example.len > 0)
			CHAT_REMARK(chat, STR("  for example: "), said.example);
	} else if (alias_find(rest, &alias)) {
		chat_alias(chat, rest);
	} else if (setting != NULL) {
		CHAT_REMARK(chat, STR("/set "), str_from(setting));
		chat_set(chat, rest);
	} else if (rest.len > 0 && !help_has(rest)) {
		CHAT_TELL(chat, REMARK_MISTAKE, STR("no help for "), rest,
		    STR("; /help lists the commands"));
	} else
		for (size_t i = 0; help_line(rest, i, room, &row); i++)
			show_row(chat, row);
}

static struct str
key_of(const struct world *joined, struct str group)
{
	for (size_t i = 0; i < joined->count; i++)
		if (str_caseeq(world_at(joined, i), group))
			return world_key_at(joined, i);
	return STR("");
}

/*
 * Leaves the group and joins it again, with its key. The join is a line of
 * input, because nothing may be sent before the leave is answered.
 */
static void
cycle(struct chat *chat, struct str rest)
{
	const struct str key = key_of(&chat->session.joined, rest);
	const struct str join[] = { STR("/join "), rest,
		key.len > 0 ? STR(" ") : STR(""), key };
	const struct chat_place place = chat_place(chat);

	if (chat_queue(chat, &place, join, COUNT(join)))
		SESSION_SAY(&chat->session, VERB_LEAVE, STR("leave"), rest);
}

static void
show_version(struct chat *chat, struct str rest)
{
	(void)rest;
	CHAT_REMARK(chat, STR("forkcast " VERSION));
}

static void
reconnect(struct chat *chat, struct str rest)
{
	(void)rest;
	link_again(&chat->link);
}

/* The functions for the commands; null: the interface carries it out. */
static void (*const actions[ACTION_COUNT])(
    struct chat *chat, struct str rest) = {
	[ACTION_HELP] = show_help,
	[ACTION_SET] = chat_set,
	[ACTION_IGNORE] = chat_ignore,
	[ACTION_UNIGNORE] = chat_unignore,
	[ACTION_MUTE] = chat_mute,
	[ACTION_UNMUTE] = chat_unmute,
	[ACTION_HIGHLIGHT] = chat_highlight,
	[ACTION_ALIAS] = chat_alias,
	[ACTION_UNALIAS] = chat_unalias,
	[ACTION_RECONNECT] = reconnect,
	[ACTION_CYCLE] = cycle,
	[ACTION_VERSION] = show_version,
	[ACTION_LOGIN] = account_login,
	[ACTION_REGISTER] = account_register,
	[ACTION_OPER] = account_oper,
	[ACTION_ENROLL] = account_enroll,
};

/*
 * Sends a command that asks a person for a secret in the server's form, which
 * has it. Returns false if the command is another one.
 */
static bool
say_for_filter(struct chat *chat, enum action action, struct str rest)
{
	char memory[LIMIT_LINE];
	struct command command;
	struct buf line;

	if (!chat_asks_secret(action))
		return false;
	buf_init(&line, memory, sizeof(memory));
	if (!BUF_CAT(&line, words_of(action), STR(" "), rest))
		return false;
	const enum code code =
	    grammar_parse(buf_str(&line), FROM_CLIENT, &command);
	if (code == CODE_OK)
		session_say(&chat->session, command.rule->verb,
		    &(const struct str) { memory, buf_len(&line) }, 1);
	else
		CHAT_REFUSE(chat, STR("usage: /"), command.rule->usage);
	return true;
}

/*
 * Runs a command for a filter. A filter's lines change no settings, and it
 * prints nothing of the client's own.
 */
static void
do_for_filter(struct chat *chat, enum action action, struct str rest)
{
	struct session *session = &chat->session;

	if (action == ACTION_HELP && rest.at == NULL)
		SESSION_SAY(session, VERB_HELP, STR("help"));
	else if (action == ACTION_HELP)
		SESSION_SAY(session, VERB_HELP, STR("help"), rest);
	else if (!say_for_filter(chat, action, rest) &&
	    !chat->console->ui->action(chat, action, rest))
		CHAT_REFUSE(
		    chat, STR("/"), words_of(action), STR(" needs a terminal"));
}

void
chat_run_action(struct chat *chat, enum action action, struct str rest)
{
	if (!chat->options.person)
		do_for_filter(chat, action, rest);
	else if (actions[action] != NULL)
		actions[action](chat, rest);
	else if (!chat->console->ui->action(chat, action, rest))
		CHAT_TELL(chat, REMARK_MISTAKE, STR("/"), words_of(action),
		    STR(" needs the window; this is the plain stream (-p)"));
}
