/*
 * From the person, or the input of a filter, to the server: see chat_state.h.
 */
#include <errno.h>
#include <signal.h>
#include <unistd.h>

#include "person/chat_state.h"
#include "person/help.h"
#include "person/input.h"
#include "shared/codes.h"
#include "shared/die.h"
#include "shared/grammar.h"
#include "shared/io.h"

/* Keys taken at once. Each may be a line's end, drawn with the question. */
#define KEYS_AT_ONCE 256
static_assert(KEYS_AT_ONCE * 32 + 2 * STREAM_ROOM < CHAT_STEP, "keys fit");

/* A line of input is not sent, and the pieces say why. */
static void
refuse(struct chat *chat, const struct str *pieces, size_t count)
{
	char why[CHAT_MESSAGE];

	(void)chat_showable(why, pieces, count);
	if (chat->options.person) {
		render_mistake(&chat->line,
		    (const struct str[]) { STR("not sent: "), str_from(why) },
		    2);
		chat_show(chat);
		return;
	}
	chat->unsent = true;
	if (session_name(&chat->session).len > 0)
		complain("line %zu not sent: %s", chat->lines, why);
	else
		chat_fail(chat, EX_NOPERM, "name refused: %s", why);
}
#define REFUSE(chat, ...)                                  \
	refuse(chat, (const struct str[]) { __VA_ARGS__ }, \
	    COUNT(((const struct str[]) { __VA_ARGS__ })))

/* Which groups we are in. */
static void
show_where(struct chat *chat)
{
	const struct joined *joined = &chat->session.joined;

	if (joined->count == 0)
		CHAT_REMARK(chat, STR("you are in no group"));
	for (size_t i = 0; i < joined->count && chat_has_room(chat); i++)
		CHAT_REMARK(chat, STR("you are in "), joined_at(joined, i),
		    i == joined_chosen(joined) ? STR(" (current)") : STR(""));
}

static void
choose(struct chat *chat, struct str group)
{
	char name[LIMIT_GROUP];
	const struct str copy = { name, group.len };

	/* It may point into the list that is about to change. */
	memcpy(name, group.at, group.len);
	joined_choose(&chat->session.joined, copy);
	CHAT_REMARK(chat, STR("current group: "), copy);
}

/* The client's own help, and the server's behind it. */
static void
show_help(struct chat *chat)
{
	struct str line;

	for (size_t i = 0; (line = help_line(i)).len > 0; i++)
		CHAT_REMARK(chat, line);
	SESSION_SAY(&chat->session, VERB_HELP, STR("help"));
}

/* Does what a line of input means; the session is ready. */
static void
obey(struct chat *chat, struct str line)
{
	struct session *session = &chat->session;
	const bool named = session_name(session).len > 0;
	const struct input input =
	    named ? input_read(line, &session->joined) : input_read_name(line);

	switch (input.meaning) {
	case MEANS_NOTHING:
		break;
	case MEANS_COMMAND:
		session_say(session, input.verb, input.word, input.count);
		break;
	case MEANS_CHOOSE:
		choose(chat, input.word[0]);
		break;
	case MEANS_WHERE:
		show_where(chat);
		break;
	case MEANS_KEYS:
		show_help(chat);
		break;
	case MEANS_MISTAKE:
		refuse(chat, input.word, input.count);
		break;
	}
}

/* Nothing that follows -n is a command. */
static void
say_name(struct chat *chat, struct str name)
{
	const enum code code = name_check(name);
	char room[CODE_SAID];

	if (code != CODE_OK)
		REFUSE(chat,
		    code_over(code, grammar_excess_of(ARG_NAME, name), room));
	else
		SESSION_SAY(&chat->session, VERB_NAME, STR("name"), name);
}

/* Says what the command line asks for; false if nothing is left of it. */
static bool
say_given(struct chat *chat)
{
	struct session *session = &chat->session;

	if (chat->password != NULL) {
		SESSION_SAY_ITSELF(
		    session, VERB_PASS, STR("pass"), str_from(chat->password));
		chat->password = NULL;
		return true;
	}
	if (chat->account != NULL) {
		SESSION_SAY_ITSELF(session, VERB_LOGIN, STR("login"),
		    str_from(chat->account), str_from(chat->options.secret));
		chat->account = NULL;
		return true;
	}
	if (chat->name != NULL) {
		say_name(chat, str_from(chat->name));
		chat->name = NULL;
		return true;
	}
	if (session_name(session).len == 0 || *chat->groups == NULL ||
	    chat->away.until != 0)
		return false;
	SESSION_SAY(session, VERB_JOIN, STR("join"), str_from(*chat->groups++));
	return true;
}

/* Takes the next line of input; false if there is none. */
static bool
take_line(struct chat *chat)
{
	const struct excess over = { .limit = LIMIT_LINE };
	char room[CODE_SAID];
	struct str line;

	switch (buf_line(&chat->input, &line)) {
	case LINE_NONE:
		return false;
	case LINE_TOO_LONG:
		chat->lines++;
		REFUSE(chat, code_over(CODE_TOO_LONG, over, room));
		return true;
	case LINE_WHOLE:
		break;
	}
	const struct str whole = line;
	chat->lines++;
	if (line.len > 0 && line.at[line.len - 1] == '\r')
		line.len--;
	obey(chat, line);
	buf_drop_line(&chat->input, whole);
	return true;
}

void
chat_take_input(struct chat *chat)
{
	while (
	    !chat->over && chat_has_room(chat) && session_ready(&chat->session))
		if (!say_given(chat)) {
			chat_settle(chat);
			if (chat_is_away(chat) || !take_line(chat))
				return;
		}
}

/* One who is away can only go: any other line stays where it is. */
static void
take_line_away(struct chat *chat, struct str line)
{
	if (str_eq(line, STR("quit")) || str_eq(line, STR("/quit")))
		chat_end(chat, EX_OK);
	else
		CHAT_REMARK(chat,
		    STR("not connected; press Enter again once reconnected"));
}

/* The person wants to go: at the second time without waiting. */
static void
leave(struct chat *chat)
{
	if (chat->leaving || chat->session.quitting || chat_is_away(chat) ||
	    !BUF_CAT(&chat->input, STR("/quit\n")))
		chat_end(chat, EX_OK);
	chat->leaving = true;
}

/* A key has chosen a group; the status line shows it. */
static void
choose_number(struct chat *chat, size_t i)
{
	struct joined *joined = &chat->session.joined;

	if (i >= joined->count)
		out_put(&chat->out, STR("\a"));
	else if (chat->stream.status_len > 0)
		joined_choose(joined, joined_at(joined, i));
	else
		choose(chat, joined_at(joined, i));
}

/* The group so many behind the current one, round and round. */
static void
turn_to(struct chat *chat, size_t step)
{
	const struct joined *joined = &chat->session.joined;

	if (joined->count > 0)
		choose_number(
		    chat, (joined_chosen(joined) + step) % joined->count);
}

/* The question before many lines are said. */
static void
ask_paste(struct chat *chat)
{
	char digits[STR_DIGITS];
	const size_t lines = paste_lines(&chat->stream.paste);
	const struct str pieces[] = { STR("send "), str_number(lines, digits),
		STR(" lines to "), joined_current(&chat->session.joined),
		STR("? (y/n) ") };
	struct buf text;

	buf_init(&text, chat->question, sizeof(chat->question) - 1);
	for (size_t i = 0; i < COUNT(pieces); i++)
		render_text(&text, pieces[i]);
	chat->question[buf_len(&text)] = '\0';
}

/*
 * What was pasted is said as it stands: the space in front makes a text of
 * what looks like a command. The line that is being typed stays.
 */
static void
say_paste(struct chat *chat)
{
	struct str rest = paste_text(&chat->stream.paste);
	const size_t most =
	    rest.len + 2 * (paste_lines(&chat->stream.paste) + 1);
	char *room;

	if (chat_is_away(chat) || buf_room(&chat->input, &room) < most) {
		REFUSE(chat,
		    STR("not connected, or too much to send; paste it again "
			"later"));
		return;
	}
	while (rest.len > 0) {
		const char *end = memchr(rest.at, '\n', rest.len);
		const size_t len =
		    end != NULL ? (size_t)(end - rest.at) : rest.len;
		if (len > 0)
			(void)BUF_CAT(&chat->input, STR(" "),
			    (struct str) { rest.at, len }, STR("\n"));
		rest.at += len + (end != NULL);
		rest.len -= len + (end != NULL);
	}
}

/* The typed line is whole: what stands in front says what it is. */
static void
take_typed(struct chat *chat, struct str front)
{
	struct stream *stream = &chat->stream;

	if (chat_is_away(chat)) {
		take_line_away(chat, stream_line(stream));
		return;
	}
	/* There is room: keys are read only where it is. */
	(void)BUF_CAT(&chat->input, front, stream_line(stream), STR("\n"));
	stream_end_line(stream);
}

static void
do_line(struct chat *chat)
{
	take_typed(chat, STR(""));
}

/* The space in front makes it a text. */
static void
say_line(struct chat *chat)
{
	take_typed(chat, STR(" "));
}

/* The question before a line is done that may be a sentence. */
static void
ask_line(struct chat *chat, const struct command *command)
{
	const bool quits = command->rule->verb == VERB_QUIT;
	const struct str pieces[] = {
		command->rule->verb == VERB_TOPIC ? STR("set the topic of ") :
						    command->rule->word,
		quits || command->rule->verb == VERB_TOPIC ? STR("") : STR(" "),
		quits ? STR("") : command->arg[0],
		STR("? (y/n, s to send it) "),
	};
	struct buf text;

	buf_init(&text, chat->question, sizeof(chat->question) - 1);
	for (size_t i = 0; i < COUNT(pieces); i++)
		render_text(&text, pieces[i]);
	chat->question[buf_len(&text)] = '\0';
	stream_doubt(&chat->stream);
}

static void
end_line(struct chat *chat)
{
	const struct session *session = &chat->session;
	struct command command;

	if (!chat_is_away(chat) && session_name(session).len > 0 &&
	    input_is_doubtful(stream_line(&chat->stream), &command))
		ask_line(chat, &command);
	else
		do_line(chat);
}

static void
refuse_paste(struct chat *chat)
{
	char digits[STR_DIGITS];

	REFUSE(chat, STR("paste too long, limit "),
	    str_number(PASTE_MOST, digits), STR(" bytes"));
}

static void
drop_paste(struct chat *chat)
{
	CHAT_REMARK(chat, STR("paste discarded"));
}

static void
complete_word(struct chat *chat)
{
	const struct choice choice = { .people = &chat->people,
		.joined = &chat->session.joined,
		.me = session_name(&chat->session) };

	stream_complete(&chat->stream, &choice);
}

static void
choose_next(struct chat *chat)
{
	turn_to(chat, 1);
}

static void
choose_previous(struct chat *chat)
{
	turn_to(chat, chat->session.joined.count - 1);
}

static void
choose_numbered(struct chat *chat)
{
	choose_number(chat, chat->stream.number - 1);
}

static void
abort_chat(struct chat *chat)
{
	chat_end(chat, EX_OK);
	chat->signal = SIGQUIT;
}

static void
take_key(struct chat *chat, char byte)
{
	static void (*const deeds[STREAM_EVENTS])(struct chat * chat) = {
		[STREAM_LINE] = end_line,
		[STREAM_PASTE] = ask_paste,
		[STREAM_PASTE_LONG] = refuse_paste,
		[STREAM_YES] = say_paste,
		[STREAM_NO] = drop_paste,
		[STREAM_DO] = do_line,
		[STREAM_SAY] = say_line,
		[STREAM_TAB] = complete_word,
		[STREAM_NEXT] = choose_next,
		[STREAM_PREVIOUS] = choose_previous,
		[STREAM_NUMBER] = choose_numbered,
		[STREAM_QUIT] = leave,
		[STREAM_SUSPEND] = chat_suspend,
		[STREAM_ABORT] = abort_chat,
	};
	const enum stream_event event = stream_key(&chat->stream, byte);

	if (deeds[event] != NULL)
		deeds[event](chat);
}

static void
take_keys(struct chat *chat, const char *bytes, size_t len)
{
	for (size_t i = 0; i < len && !chat->over; i++)
		take_key(chat, bytes[i]);
	if (stream_bad_key(&chat->stream))
		REFUSE(chat, STR("input is not valid UTF-8"));
}

/* The last line of a filter's input need not have an end. */
static void
end_input(struct chat *chat)
{
	const struct str rest = buf_str(&chat->input);

	chat->input_ended = true;
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
	    buf_room(&chat->input, &room) > EDIT_MOST + KEYS_AT_ONCE;
}

/* One read of a person's keys. */
static ssize_t
read_keys(struct chat *chat)
{
	char keys[KEYS_AT_ONCE];
	const ssize_t count = io_read(STDIN_FILENO, keys, sizeof(keys));

	if (count > 0)
		take_keys(chat, keys, (size_t)count);
	return count;
}

/* One read of a filter's lines; a byte is left for the end of the last. */
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
