/*
 * The way from the person, or from a filter's input, to the server: see
 * chat_state.h.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "chat/core/account.h"
#include "chat/core/chat_state.h"
#include "chat/words/input.h"
#include "chat/words/words.h"
#include "conf/alias.h"
#include "shared/codes.h"
#include "shared/crypto/secret.h"
#include "shared/die.h"
#include "shared/grammar.h"
#include "shared/io.h"
#include "shared/names.h"

/* Keys read at once. Each may end a line, and then its row is drawn. */
#define KEYS_AT_ONCE 256
static_assert(KEYS_AT_ONCE * 32 < CHAT_STEP, "keys fit");

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

/* Sends a command to the server. A person may see something of it at once. */
static void
say(struct chat *chat, const struct input *input, const struct where *where)
{
	const struct ui *ui = chat->console->ui;
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
	chat->away_waits = command.rule->verb == VERB_AWAY;
	if (chat->away_waits)
		(void)snprintf(chat->away_text, sizeof(chat->away_text), "%.*s",
		    command.count > 0 ? (int)command.arg[0].len : 0,
		    command.count > 0 ? command.arg[0].at : ""); /* fits */
	if (command.rule->verb == VERB_NAME)
		(void)snprintf(chat->tried, sizeof(chat->tried), "%.*s",
		    (int)command.arg[0].len, command.arg[0].at); /* fits */
	pending_names_say(chat, &command);
	if (ui->said != NULL)
		ui->said(chat, &command, where);
	if (chat->absent && !chat->reminded &&
	    (command.rule->verb == VERB_SEND ||
		command.rule->verb == VERB_TELL)) {
		CHAT_REMARK(chat, STR("you are still away; /away ends it"));
		chat->reminded = true;
	}
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
carry_out(
    struct chat *chat, const struct input *input, const struct where *where)
{
	switch (input->meaning) {
	case MEANS_NOTHING:
		break;
	case MEANS_COMMAND:
		if (!take_secret(chat, input))
			say(chat, input, where);
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
	const struct input input = words_say(text, where);

	carry_out(chat, &input, where);
}

struct where
chat_where(const struct chat *chat, const struct chat_place *place)
{
	const struct world *joined = &chat->session.joined;
	struct where where = chat->console->ui->where(chat);

	if (where.views && place != NULL) {
		where.kind = place->kind;
		where.name = (struct str) { place->name, place->len };
	}
	if (where.kind == WHERE_ALL && joined->count == 0)
		where.kind = WHERE_NOWHERE;
	where.joined = joined;
	where.me = chat_me(chat);
	where.person = chat->options.person;
	where.slash = where.person && chat->options.settings->slash;
	return where;
}

struct chat_place
chat_place(const struct chat *chat)
{
	const struct where where = chat->console->ui->where(chat);
	struct chat_place place = { .kind = where.kind };

	place.len = where.name.len < LIMIT_GROUP ? where.name.len : LIMIT_GROUP;
	if (place.len > 0)
		memcpy(place.name, where.name.at, place.len);
	return place;
}

bool
chat_queue(struct chat *chat, const struct chat_place *place,
    const struct str *pieces, size_t count)
{
	size_t len = 0;

	for (size_t i = 0; i < count; i++)
		len += pieces[i].len;
	if (len > CHAT_INPUT - chat->queued)
		return false;
	struct chat_line *line = malloc(sizeof(*line) + len);
	if (line == NULL)
		return false;
	*line = (struct chat_line) { .place = *place };
	for (size_t i = 0; i < count; i++) {
		if (pieces[i].len > 0)
			memcpy(line->text + line->len, pieces[i].at,
			    pieces[i].len);
		line->len += pieces[i].len;
	}
	struct chat_line **end = &chat->queue;
	while (*end != NULL)
		end = &(*end)->next;
	*end = line;
	chat->queued += len;
	return true;
}

/* Frees a line, which may have a secret. */
static void
free_line(struct chat_line *line)
{
	secret_wipe(line->text, line->len);
	free(line);
}

void
chat_queue_free(struct chat *chat)
{
	while (chat->queue != NULL) {
		struct chat_line *line = chat->queue;
		chat->queue = line->next;
		free_line(line);
	}
	chat->queued = 0;
}

/* Tells how to give the command that a text looks like. */
static void
tell_hint(struct chat *chat, const struct input *input)
{
	CHAT_REMARK(chat, input->wish, STR(", type /"), input->hint);
}

bool
chat_hints(struct chat *chat, struct str line)
{
	const struct where where = chat_where(chat, NULL);
	const struct input input = input_read(line, &where);

	if (where.me.len == 0 || input.meaning != MEANS_MISTAKE ||
	    input.wish.len == 0)
		return false;
	tell_hint(chat, &input);
	return true;
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
	return where->me.len == 0 ? input_read_name(line, chat->options.login) :
				    input_read(line, where);
}

bool
chat_asks_secret(enum action action)
{
	return action == ACTION_LOGIN || action == ACTION_REGISTER ||
	    action == ACTION_OPER || action == ACTION_ENROLL;
}

bool
chat_obey_now(struct chat *chat, struct str line)
{
	char room[LIMIT_LINE];
	const struct where where = chat_where(chat, NULL);
	const struct input input = read_input(chat, line, &where, room);

	if (input.meaning != MEANS_ACTION || !chat_asks_secret(input.action))
		return false;
	carry_out(chat, &input, &where);
	return true;
}

/* Carries out a line; one that needs a name first takes the one offered. */
static void
obey(struct chat *chat, struct str line, const struct chat_place *place)
{
	char room[LIMIT_LINE];
	const struct where where = chat_where(chat, place);
	const struct input input = read_input(chat, line, &where, room);

	if (input.needs_name && !chat->named && chat->options.login != NULL) {
		chat->named = true;
		chat->name = chat->options.login;
		if (!chat_queue(chat, place, &line, 1))
			take_mistake(chat, &input);
		return;
	}
	carry_out(chat, &input, &where);
	if (input.wish.len > 0 &&
	    (input.meaning == MEANS_MISTAKE || !chat->hinted[input.looks]))
		tell_hint(chat, &input);
	if (input.wish.len > 0)
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
	if (chat_asks_secret(input->action) || input->action == ACTION_CYCLE ||
	    input->action == ACTION_REDACT)
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
	const struct where where = chat_where(chat, NULL);
	const struct input input = read_input(chat, line, &where, room);

	if (input.meaning == MEANS_COMMAND && input.verb == VERB_QUIT)
		chat_end(chat, EX_OK);
	else if (is_alone(&input, &where))
		carry_out(chat, &input, &where);
	else
		return false;
	return true;
}

/* Sends the name given with -n, which is never read as a command. */
static void
say_name(struct chat *chat, struct str name)
{
	const struct where where = chat_where(chat, NULL);
	const struct input input = {
		.verb = VERB_NAME, .word = { STR("name"), name }, .count = 2
	};
	const enum code code = name_check(name);
	char room[CODE_SAID];

	if (code != CODE_OK && chat->options.person &&
	    memchr(name.at, ' ', name.len) != NULL)
		CHAT_TELL(chat, REMARK_MISTAKE, STR("a name has no spaces"));
	else if (code != CODE_OK)
		CHAT_REFUSE(chat,
		    code_over(code, grammar_excess_of(ARG_NAME, name), room));
	else
		say(chat, &input, &where);
}

/* Takes the next line that a person has typed; false if there is none. */
static bool
take_typed(struct chat *chat)
{
	struct chat_line *line = chat->queue;

	if (line == NULL)
		return false;
	chat->queue = line->next;
	chat->queued -= line->len;
	obey(chat, (struct str) { line->text, line->len }, &line->place);
	free_line(line);
	return true;
}

/* Takes the next line of a filter's input; false if there is none. */
static bool
take_line(struct chat *chat)
{
	const struct excess over = { .limit = LIMIT_LINE };
	const struct chat_place nowhere = { .kind = WHERE_NOWHERE };
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
	obey(chat, line, &nowhere);
	/* It may have a secret. */
	secret_wipe(chat->input.data + chat->input.start, whole.len);
	buf_drop_line(&chat->input, whole);
	return true;
}

void
chat_take_input(struct chat *chat)
{
	while (!chat_is_over(chat) && chat_has_room(chat) &&
	    link_is_begun(&chat->link) && !chat->away_waits) {
		if (account_say(chat))
			continue;
		if (chat->name != NULL) {
			say_name(chat, str_from(chat->name));
			chat->name = NULL;
			continue;
		}
		account_settled(chat);
		if (!take_typed(chat) && !take_line(chat))
			return;
	}
}

/* Ends the input. The last line of a filter's input need not have an LF. */
static void
end_input(struct chat *chat)
{
	chat->console->input_ended = true;
	buf_end_line(&chat->input);
	if (chat->options.person)
		chat_fail(chat, EX_IOERR, "terminal closed");
}

bool
chat_input_has_room(struct chat *chat)
{
	char *room;

	return chat_has_room(chat) && buf_room(&chat->input, &room) > 1;
}

void
chat_read_input(struct chat *chat)
{
	char keys[KEYS_AT_ONCE], *room = keys;
	ssize_t count;

	if (!chat_input_has_room(chat))
		return;
	if (chat->options.person) {
		count = io_read(STDIN_FILENO, keys, sizeof(keys));
		if (count > 0)
			chat_take_keys(chat, keys, (size_t)count);
		secret_wipe(keys, sizeof(keys));
	} else {
		/* A byte is left for a missing LF at the end. */
		const size_t size = buf_room(&chat->input, &room);
		count = io_read(STDIN_FILENO, room, size - 1);
		if (count > 0)
			buf_filled(&chat->input, (size_t)count);
	}
	if (count == 0)
		end_input(chat);
	else if (count == IO_FAIL)
		chat_fail(chat, EX_IOERR, "cannot read standard input: %s",
		    strerror(errno));
}
