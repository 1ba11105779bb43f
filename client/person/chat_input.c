/*
 * The way from the person, or from a filter's input, to the server: see
 * chat_state.h.
 */
#include <errno.h>
#include <signal.h>
#include <unistd.h>

#include "commands/input.h"
#include "person/account/account.h"
#include "person/account/fetching.h"
#include "person/chat_state.h"
#include "person/place.h"
#include "session/alias.h"
#include "shared/codes.h"
#include "shared/crypto/secret.h"
#include "shared/die.h"
#include "shared/grammar.h"
#include "shared/io.h"

/* Keys read at once. Each may end a line, and then its row is drawn. */
#define KEYS_AT_ONCE 256

/* The longest prefix that a key may put before the line. */
#define ORIGIN_MOST (LIMIT_GROUP + 4)
static_assert(KEYS_AT_ONCE * 32 + 2 * STREAM_ROOM < CHAT_STEP, "keys fit");

void
chat_refuse(struct chat *chat, const struct str *pieces, size_t count)
{
	char why[CHAT_MESSAGE];

	(void)chat_safe_text(why, pieces, count);
	if (chat->options.person) {
		CHAT_TELL(
		    chat, REMARK_MISTAKE, STR("not sent: "), str_from(why));
		return;
	}
	chat->unsent = true;
	if (session_name(&chat->session).len > 0)
		complain("line %zu not sent: %s", chat->lines, why);
	else
		chat_fail(chat, EX_NOPERM, "name refused: %s", why);
}

/*
 * Tells the person about a mistake in a line; without "not sent" if the line
 * was clearly a command.
 */
static void
take_mistake(struct chat *chat, const struct input *input)
{
	char why[CHAT_MESSAGE];

	if (chat->options.person && input->usage)
		CHAT_TELL(chat, REMARK_MISTAKE,
		    str_from(chat_safe_text(why, input->word, input->count)));
	else
		chat_refuse(chat, input->word, input->count);
}

/* Reads a line, with its alias expanded in room. */
static struct input
read_input(struct chat *chat, struct str line, const struct where *where,
    char room[LIMIT_LINE])
{
	if (chat->options.person && !alias_expand(&line, room)) {
		CHAT_TELL(chat, REMARK_MISTAKE, STR("too long with its alias"));
		return (struct input) { .meaning = MEANS_NOTHING };
	}
	return where->me.len == 0 ? input_read_name(line) :
				    input_read(line, where);
}

void
chat_input_say(
    struct chat *chat, const struct input *input, const struct where *where)
{
	char memory[LIMIT_LINE];
	struct command command;
	struct buf line;

	buf_init(&line, memory, sizeof(memory));
	(void)buf_say(&line, input->word, input->count);
	session_say(&chat->session, input->verb, input->word, input->count);
	const struct str text = { buf_str(&line).at, buf_len(&line) - 1 };
	if (!chat->options.person ||
	    grammar_parse(text, FROM_CLIENT, &command) != CODE_OK)
		return;
	if (command.rule->verb == VERB_QUIT && !chat->leaving) {
		chat_warn_alone(chat);
	}
	away_state_say(&chat->away_state, &command);
	/*
	 * An interface that shows unanswered lines itself shows who a failed
	 * tell was for.
	 */
	if (chat->console->ui->said == NULL || command.rule->verb != VERB_TELL)
		pending_names_say(
		    &chat->pending_names, &chat->session, &command);
	if (chat->console->ui->said != NULL)
		chat->console->ui->said(chat, &command, where);
	if (away_state_reminds(&chat->away_state, &command))
		CHAT_REMARK(chat, STR("you are still away; /away ends it"));
	/* That to a group comes back as any message does. */
	if (command.rule->verb == VERB_NOTE && command.count > 1 &&
	    str_skip(&command.arg[0], STR("@")))
		CHAT_REMARK(chat, STR("notice to "), command.arg[0], STR(": "),
		    command.arg[1]);
}

/*
 * Carries out a person's command that was typed with its secret; false if it is
 * another one, or may be sent as it is.
 */
static bool
take_secret(struct chat *chat, const struct input *input)
{
	struct str rest = input->word[0];
	const struct str word = str_word(&rest);

	if (!chat->options.person)
		return false;
	if (input->verb == VERB_LOGIN)
		account_login(chat, rest);
	else if (input->verb == VERB_OPER)
		account_oper(chat, rest);
	else if (input->verb == VERB_ENROLL)
		account_enroll(chat, rest);
	else
		return input->verb == VERB_PROVE &&
		    !account_may_say(chat, word);
	return true;
}

/* Carries out what was typed at where. The session must be ready. */
static void
chat_input_take(
    struct chat *chat, const struct input *input, const struct where *where)
{
	switch (input->meaning) {
	case MEANS_NOTHING:
		break;
	case MEANS_COMMAND:
		if (!take_secret(chat, input))
			chat_input_say(chat, input, where);
		break;
	case MEANS_ACTION:
		chat_run_action(chat, input->action, input->word[0]);
		break;
	case MEANS_MISTAKE:
		take_mistake(chat, input);
		break;
	}
}

void
chat_say(struct chat *chat, const struct where *where, struct str text)
{
	const struct input input = input_say(text, where);

	chat_input_take(chat, &input, where);
}

/*
 * Returns where the line was typed; me is our name. The interface may remove
 * its prefix from the line.
 */
static struct where
find_where(struct chat *chat, struct str *line, struct str me)
{
	struct where where = chat->console->ui->where(chat, line);

	where.me = me;
	where.person = chat->options.person;
	where.slash = chat->options.person && chat->options.settings->slash;
	return where;
}

/* Tells how to give the command that a text looks like. */
static void
tell_hint(struct chat *chat, const struct input *input)
{
	chat->console->ui->remark(chat, REMARK_HERE, input->hint, input->hints);
}

bool
chat_hints(struct chat *chat, struct str line)
{
	struct str none = STR("");
	const struct where where =
	    find_where(chat, &none, session_name(&chat->session));
	const struct input input = input_read(line, &where);

	if (!where.slash || where.me.len == 0 ||
	    input.meaning != MEANS_MISTAKE || input.hints == 0)
		return false;
	tell_hint(chat, &input);
	return true;
}

static void
obey(struct chat *chat, struct str line)
{
	char room[LIMIT_LINE];
	const struct str whole = line;
	const struct where where =
	    find_where(chat, &line, session_name(&chat->session));

	const struct input input = read_input(chat, line, &where, room);
	place_keep_typed(&chat->console->typed_at, chat, &where,
	    (struct str) { whole.at, whole.len - line.len });
	chat_input_take(chat, &input, &where);
	if (input.hints > 0 &&
	    (input.meaning == MEANS_MISTAKE || !chat->hinted[input.looks]))
		tell_hint(chat, &input);
	if (input.hints > 0)
		chat->hinted[input.looks] = true;
}

/*
 * Returns whether the client can carry this out without the server. Leaving a
 * group or sending a text to somebody needs the server.
 */
static bool
is_alone(const struct input *input, const struct where *where)
{
	struct str rest = input->word[0];

	if (input->meaning != MEANS_ACTION)
		return input->meaning == MEANS_NOTHING;
	if (input->action == ACTION_LOGIN || input->action == ACTION_REGISTER ||
	    input->action == ACTION_OPER || input->action == ACTION_ENROLL ||
	    input->action == ACTION_CYCLE || input->action == ACTION_MODE)
		return false;
	if (input->action == ACTION_REDACT)
		return false;
	if (input->action == ACTION_CLOSE)
		return where->kind != WHERE_GROUP;
	if (input->action != ACTION_QUERY)
		return true;
	(void)str_word(&rest);
	return rest.at == NULL;
}

bool
chat_obey_alone(struct chat *chat, struct str line)
{
	char room[LIMIT_LINE];
	const struct where where =
	    find_where(chat, &line, str_from(chat->away.name));
	struct command command;

	const struct input input = read_input(chat, line, &where, room);
	place_keep_typed(&chat->console->typed_at, chat, &where, STR(""));
	if (input.meaning == MEANS_COMMAND && input.verb == VERB_QUIT &&
	    !input_is_doubtful(line, false, &command)) {
		chat_end(chat, EX_OK);
	} else if (is_alone(&input, &where))
		chat_input_take(chat, &input, &where);
	else
		return false;
	return true;
}

/* Sends the name given with -n, which is never read as a command. */
static void
say_name(struct chat *chat, struct str name)
{
	const enum code code = name_check(name);
	char room[CODE_SAID];

	if (code != CODE_OK && chat->options.person &&
	    memchr(name.at, ' ', name.len) != NULL)
		CHAT_TELL(chat, REMARK_MISTAKE, STR("a name has no spaces"));
	else if (code != CODE_OK)
		CHAT_REFUSE(chat,
		    code_over(code, grammar_excess_of(ARG_NAME, name), room));
	else
		SESSION_SAY(&chat->session, VERB_NAME, STR("name"), name);
}

/*
 * Sends the next of password, login, name and joins that the options ask for,
 * and a person's request for full events before the joins. Returns false if
 * nothing is left to be sent.
 */
static bool
say_given(struct chat *chat)
{
	struct session *session = &chat->session;

	chat->account_state.held = false;
	if (chat->password != NULL) {
		SESSION_SAY_ITSELF(
		    session, VERB_PASS, STR("pass"), str_from(chat->password));
		chat->password = NULL;
		return true;
	}
	if (chat->account != NULL && !fetching_begin(chat))
		return true;
	if (login_is_on(&chat->login)) {
		login_go_on(&chat->login, session);
		return true;
	}
	if (account_say(chat))
		return true;
	if (chat->name != NULL) {
		say_name(chat, str_from(chat->name));
		chat->name = NULL;
		return true;
	}
	if (chat->options.person && full_form_ask(&chat->full_form, session))
		return true;
	if (session_name(session).len == 0 || *chat->groups == NULL ||
	    chat->away.until != 0)
		return false;
	SESSION_SAY(session, VERB_JOIN, STR("join"), str_from(*chat->groups++));
	chat->starting = true;
	return true;
}

/* Takes the next line of input; false if there is none. */
static bool
chat_input_take_line(struct chat *chat)
{
	const struct excess over = { .limit = LIMIT_LINE };
	char room[CODE_SAID];
	struct str line;

	switch (buf_line(&chat->input, &line)) {
	case LINE_NONE:
		return false;
	case LINE_TOO_LONG:
		chat->lines++;
		CHAT_REFUSE(chat, code_over(CODE_TOO_LONG, over, room));
		return true;
	case LINE_WHOLE:
		break;
	}
	const struct str whole = line;
	chat->lines++;
	if (line.len > 0 && line.at[line.len - 1] == '\r')
		line.len--;
	obey(chat, line);
	/* It may have a secret, and may have been moved. */
	secret_wipe(chat->input.data + chat->input.start, whole.len);
	buf_drop_line(&chat->input, whole);
	return true;
}

void
chat_take_input(struct chat *chat)
{
	while (!chat_is_over(chat) && chat_has_room(chat) &&
	    session_ready(&chat->session) && !login_waits(&chat->login) &&
	    !fetching_holds(chat))
		if (!say_given(chat)) {
			chat->starting = false;
			chat_settle(chat);
			account_settled(chat);
			if (chat_is_away(chat) ||
			    chat_changes_wait(&chat->changes, &chat->session) ||
			    (!chat_changes_say(chat) &&
				!chat_input_take_line(chat)))
				return;
		}
}

/* Ends the input. The last line of a filter's input need not have an LF. */
static void
end_input(struct chat *chat)
{
	const struct str rest = buf_str(&chat->input);

	chat->console->input_ended = true;
	if (rest.len > 0 && rest.at[rest.len - 1] != '\n')
		(void)BUF_CAT(&chat->input, STR("\n")); /* there is room */
	if (chat->options.person)
		chat_fail(chat, EX_IOERR, "terminal closed");
}

bool
chat_input_has_room(struct chat *chat)
{
	char *room;

	return chat_has_room(chat) &&
	    buf_room(&chat->input, &room) >
	    EDIT_MOST + KEYS_AT_ONCE * ORIGIN_MOST;
}

/* Reads a person's keys once. */
static ssize_t
read_keys(struct chat *chat)
{
	char keys[KEYS_AT_ONCE];
	const ssize_t count = io_read(STDIN_FILENO, keys, sizeof(keys));

	if (count > 0)
		chat_take_keys(chat, keys, (size_t)count);
	secret_wipe(keys, sizeof(keys));
	return count;
}

/* Reads a filter's input once. Leaves a byte for a missing LF at the end. */
static ssize_t
read_lines(struct chat *chat)
{
	char *room;
	const size_t size = buf_room(&chat->input, &room);
	const ssize_t count = io_read(STDIN_FILENO, room, size - 1);

	if (count > 0)
		buf_filled(&chat->input, (size_t)count);
	return count;
}

void
chat_read_input(struct chat *chat)
{
	if (!chat_input_has_room(chat))
		return;
	const ssize_t count =
	    chat->options.person ? read_keys(chat) : read_lines(chat);
	if (count == 0)
		end_input(chat);
	else if (count == IO_FAIL)
		chat_fail(chat, EX_IOERR, "cannot read standard input: %s",
		    strerror(errno));
}
