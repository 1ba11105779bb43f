/*
 * The person's typing, from keys to lines of input: see chat_state.h. Asks
 * before it sends something that may be a mistake, such as many lines at once.
 */
#include <signal.h>
#include <unistd.h>

#include "commands/input.h"
#include "commands/words.h"
#include "person/account/account.h"
#include "person/account/fetching.h"
#include "person/chat_state.h"
#include "person/place.h"
#include "person/secret_question.h"
#include "session/alias.h"
#include "session/restricted.h"
#include "session/settings.h"
#include "shared/crypto/secret.h"
#include "shared/die.h"
#include "shared/grammar.h"
#include "shared/io.h"

static void
ring(struct chat *chat)
{
	out_put(&chat->console->out, STR("\a"));
}

/* The time in which Ctrl-C must be pressed again to quit. */
#define QUIT_AGAIN (2 * SEC)

/*
 * Quits when asked twice; once more, and it does not wait for the servers. A
 * key that was pressed to clear the line, or to end another program, does not
 * end the chat.
 */
static void
leave(struct chat *chat)
{
	const usec now = clock_mono();
	const bool again =
	    chat->console->quit_until > now || chat->console->leaving;

	if (fetching_interrupt(chat))
		return;
	chat->console->quit_until = now + QUIT_AGAIN;
	if (!again) {
		CHAT_REMARK(chat, STR("press Ctrl-C again to quit"));
		chat_warn_alone(chat);
		return;
	}
	if (chat->console->leaving)
		chat_end(chat, EX_OK);
	chat_leave(chat);
	chat->console->leaving = true;
}

static void
suspend(struct chat *chat)
{
	console_suspend(chat->console);
}

/* Returns why many lines cannot be sent here and now; empty if they can. */
static struct str
refuses_paste(const struct chat *chat, const struct where *where)
{
	if (chat_is_away(chat))
		return STR("not connected; paste it again later");
	return where_mute(where);
}

/* Asks before many lines are sent there. */
static void
ask_lines(struct chat *chat, const struct where *where)
{
	const size_t lines = paste_lines(&chat->console->typing.paste);
	const struct str pieces[] = { STR("send "), DECIMAL(lines),
		STR(" lines to "),
		where->kind == WHERE_GROUP ? STR("#") : STR(""), where->name,
		STR("? (y/n) ") };
	struct buf text;

	buf_init(&text, chat->console->question,
	    sizeof(chat->console->question) - 1);
	for (size_t i = 0; i < COUNT(pieces); i++)
		render_text(&text, pieces[i]);
	chat->console->question[buf_len(&text)] = '\0';
}

void
chat_offer(struct console *console, const struct place_kept *place)
{
	struct where where;
	struct chat *chat = place_find(place, console, &where);
	const struct str wrong = chat != NULL ? refuses_paste(chat, &where) :
						STR("you are no longer there");

	console->offered = *place;
	if (wrong.len > 0) {
		typing_forget(&console->typing);
		chat_refuse(chat != NULL ? chat : console->chat, &wrong, 1);
	} else if (console->typing.state == TYPING_ASKS_PASTE) {
		ask_lines(chat, &where);
		console->ui->measure(chat); /* no key has caused a draw */
	} else
		chat_say_paste(chat);
}

/* Asks before pasted lines are sent to the place where they were pasted. */
static void
ask_paste(struct chat *chat)
{
	struct place_kept place;

	place_keep(&place, chat);
	chat_offer(chat->console, &place);
}

/* Saves the line that the history has remembered last. */
static void
save_history(struct chat *chat)
{
	const struct edit *edit = &chat->console->typing.edit;
	struct error why;
	struct str line;

	if (history_get(&edit->history, 1, &line) &&
	    !history_file_add(&chat->console->history, line, &why))
		CHAT_TELL(chat, REMARK_MISTAKE, str_from(why.text));
}

/* Empties the line and adds it to the history. */
static void
keep_line(struct chat *chat)
{
	if (edit_done(&chat->console->typing.edit))
		save_history(chat);
}

/* Returns whether the server still owes answers to earlier lines. */
static bool
is_behind(const struct chat *chat)
{
	return buf_len(&chat->input) > 0 || !session_ready(&chat->session) ||
	    login_waits(&chat->login);
}

/* Returns whether a line is carried out now, not after answers to others. */
static bool
is_prompt(const struct chat *chat)
{
	return !is_behind(chat) && !fetching_holds(chat);
}

/*
 * Takes a line that asks for a secret. If it does not ask now, keys that have
 * been typed already may be the secret, and so may the next ones if it was
 * refused because the server is behind: that is seen too late.
 */
static void
take_asking(struct chat *chat)
{
	struct console *console = chat->console;

	chat_take_input(chat);
	if (typing_is_free(&console->typing) &&
	    (is_behind(chat) || console->keys_left > 0 ||
		io_pending(STDIN_FILENO) > 0))
		account_swallow(console);
}

/*
 * Gives a chat the line, with the prefix of where it was typed. Returns whether
 * it has taken it.
 */
static bool
give(struct chat *chat, struct str origin, struct str space, struct str line)
{
	if (chat_is_away(chat)) {
		if (chat_obey_alone(chat, line))
			return true;
		CHAT_REMARK(chat,
		    STR("not connected; press Enter again once reconnected"));
		return false;
	}
	if (secret_question_follows(line)) {
		chat_take_input(chat);
		if (!is_prompt(chat)) {
			CHAT_TELL(chat, REMARK_MISTAKE,
			    STR("the server has not answered yet; try again"));
			return true;
		}
	}
	if (BUF_CAT(&chat->input, origin, space, line, STR("\n")))
		return true;
	ring(chat);
	return false;
}

/*
 * Takes a whole typed line, which stays in the input line if it needs a server
 * that is not connected. The front is the prefix of where it was typed, and a
 * space if it is a text.
 */
static void
take_typed(struct chat *chat, const struct str front[2])
{
	const struct str line = typing_line(&chat->console->typing);
	const bool asks = secret_question_follows(line);

	if (!give(chat, front[0], front[1], line))
		return;
	chat->console->ui->taken(chat);
	keep_line(chat);
	if (asks && !chat_is_away(chat))
		take_asking(chat);
}

static void
do_line(struct chat *chat)
{
	const struct str front[] = { chat->console->ui->origin(chat), STR("") };

	take_typed(chat, front);
}

/* Does what was asked about the line, where it was asked. */
static void
take_asked(struct chat *chat, struct str space)
{
	const struct console *console = chat->console;
	const struct str front[] = { place_origin(&console->offered), space };
	struct where where;
	struct chat *asked = place_find(&console->offered, console, &where);

	if (asked != NULL)
		take_typed(asked, front);
	else
		ring(chat);
}

static void
do_asked(struct chat *chat)
{
	take_asked(chat, STR(""));
}

/* Sends the line that was asked about as a text. */
static void
say_asked(struct chat *chat)
{
	take_asked(chat, STR(" "));
}

/* Asks before doing a command that may be meant as a sentence. */
static void
ask_line(struct chat *chat, const struct command *command)
{
	const enum verb verb = command->rule->verb;
	const bool quits = verb == VERB_QUIT;
	const struct str pieces[] = {
		verb == VERB_TOPIC ? STR("set the topic of") :
				     command->rule->word,
		quits ? STR("") : STR(" #"),
		quits ? STR("") : command->arg[0],
		STR("? (y/n, s to send it) "),
	};
	struct buf text;

	buf_init(&text, chat->console->question,
	    sizeof(chat->console->question) - 1);
	for (size_t i = 0; i < COUNT(pieces); i++)
		render_text(&text, pieces[i]);
	chat->console->question[buf_len(&text)] = '\0';
	place_keep(&chat->console->offered, chat);
	typing_doubt(&chat->console->typing);
}

/* Returns why what was typed cannot be sent as several lines, or nothing. */
static struct str
refuses_lines(struct chat *chat, struct str text)
{
	struct str none = STR("");
	const struct where where = chat->console->ui->where(chat, &none);

	if (text.at[0] == '/')
		return STR("a command is a single line; put a space before the "
			   "/ to send it as a text");
	if (input_slips(text))
		return STR("one of the lines looks like a command with a "
			   "secret");
	if (chat_is_away(chat))
		return STR("not connected; press Enter again once reconnected");
	return where_mute(&where);
}

/* Sends what was typed as a message of several lines. It stays if refused. */
static void
end_lines(struct chat *chat, struct str text)
{
	struct console *console = chat->console;
	struct paste *paste = &console->typing.paste;
	const struct str wrong = refuses_lines(chat, text);

	if (wrong.len > 0) {
		CHAT_REFUSE(chat, wrong);
		return;
	}
	paste_begin(paste);
	paste_add(paste, text);
	place_keep(&console->offered, chat);
	if (paste_lines(paste) == 0)
		ring(chat);
	else if (chat_say_lines(chat)) {
		console->ui->taken(chat);
		keep_line(chat);
	}
}

static void
end_line(struct chat *chat)
{
	const struct session *session = &chat->session;
	const struct str line = typing_line(&chat->console->typing);
	struct command command;

	if (line.len > 0 && memchr(line.at, '\n', line.len) != NULL)
		end_lines(chat, line);
	else if (!chat_is_away(chat) && session_name(session).len > 0 &&
	    input_is_doubtful(line, chat->options.settings->slash, &command))
		ask_line(chat, &command);
	else if (chat_is_away(chat) || !chat_hints(chat, line))
		do_line(chat);
}

static void
refuse_paste(struct chat *chat)
{
	CHAT_REFUSE(chat, STR("paste too long, limit "), DECIMAL(PASTE_MOST),
	    STR(" bytes"));
}

/* Tells that a pasted line would make the line too long for a message. */
static void
refuse_pasted_line(struct chat *chat)
{
	const struct typing *typing = &chat->console->typing;
	const struct excess over = { .limit = LIMIT_TEXT,
		.len =
		    typing_line(typing).len + paste_text(&typing->paste).len };

	CHAT_REFUSE(chat, words_why(CODE_TOO_LONG, over));
}

static void
drop_paste(struct chat *chat)
{
	CHAT_REMARK(chat, STR("paste discarded"));
}

static void
complete_word(struct chat *chat)
{
	const struct choice choice = chat_choice(chat);

	if (!typing_complete(&chat->console->typing, &choice))
		ring(chat);
}

/*
 * Takes the answer to a question about an account. Text that does not answer it
 * is an ordinary line.
 */
static void
take_answer(struct chat *chat)
{
	struct typing *typing = &chat->console->typing;
	const bool answered = account_answered(chat->console);
	const struct edit *edit = &typing->edit;

	if (!answered &&
	    edit_replace(
		&typing->edit, edit->cursor, answer_shown(&typing->answer)) &&
	    typing_line(typing).len > 0)
		end_line(chat);
	if (typing->state != TYPING_ASKS_ANSWER)
		answer_begin(&typing->answer, false);
}

/*
 * Takes a line that was typed while a question is open, and does not answer it,
 * as if there were none. One that would be asked about itself, or may not be
 * whole, stays. A question for a secret takes the place of this one.
 */
static void
take_other(struct chat *chat)
{
	struct typing *typing = &chat->console->typing;
	const struct str typed = answer_text(&typing->answer);
	const struct str front[] = { chat->console->ui->origin(chat), STR("") };
	const bool asks = secret_question_follows(typed);
	char memory[sizeof(typing->answer.text)];
	const struct str line = { memory, typed.len };
	struct command command;

	if (typed.len == sizeof(memory) ||
	    (!chat_is_away(chat) &&
		input_is_doubtful(
		    typed, chat->options.settings->slash, &command))) {
		ring(chat);
		return;
	}
	if (!chat_is_away(chat) && chat_hints(chat, typed))
		return;
	memcpy(memory, typed.at, typed.len);
	const bool taken = give(chat, front[0], front[1], line);
	if (taken) {
		answer_begin(&typing->answer, false);
		if (edit_remember(&typing->edit, line))
			save_history(chat);
	}
	secret_wipe(memory, sizeof(memory));
	if (!taken || !asks || chat_is_away(chat))
		return;
	if (typing->state == TYPING_ASKS_PASTE)
		drop_paste(chat);
	typing_forget(typing);
	take_asking(chat);
}

static void
ask_again(struct chat *chat)
{
	CHAT_REMARK(chat, STR("type y or n, then Enter"));
}

static void
drop_answer(struct chat *chat)
{
	answer_begin(&chat->console->typing.answer, false);
	account_cancelled(chat->console);
}

static void
abort_chat(struct chat *chat)
{
	chat_end(chat, EX_OK);
	if (!restricted()) /* whose core could be a file of the login */
		chat->console->signal = SIGQUIT;
}

static void (*const actions[TYPED_COUNT])(struct chat *chat) = {
	[TYPED_BELL] = ring,
	[TYPED_LINE] = end_line,
	[TYPED_PASTE] = ask_paste,
	[TYPED_PASTE_LONG] = refuse_paste,
	[TYPED_PASTE_FULL] = refuse_pasted_line,
	[TYPED_YES] = chat_say_paste,
	[TYPED_NO] = drop_paste,
	[TYPED_DO] = do_asked,
	[TYPED_SAY] = say_asked,
	[TYPED_TAB] = complete_word,
	[TYPED_UNANSWERED] = ask_again,
	[TYPED_OTHER] = take_other,
	[TYPED_ANSWER] = take_answer,
	[TYPED_NO_ANSWER] = drop_answer,
	[TYPED_QUIT] = leave,
	[TYPED_SUSPEND] = suspend,
	[TYPED_ABORT] = abort_chat,
};

static void
take_key(struct chat *chat, const struct key *key)
{
	if (key->kind == KEY_NONE || chat->console->ui->key(chat, key))
		return;
	const enum typed typed = typing_key(&chat->console->typing, key);
	if (actions[typed] != NULL)
		actions[typed](chat);
}

/* The time without input after which a paste has ended. */
#define PASTE_PAUSE SEC

/* Ends a paste whose end has not come: what has come is a paste. */
static void
end_paste(struct chat *chat)
{
	const struct key end = { .kind = KEY_PASTE_END };

	keys_end_paste(&chat->console->typing.keys);
	take_key(chat, &end);
}

void
chat_take_keys(struct chat *chat, const char *bytes, size_t len)
{
	struct console *console = chat->console;

	/* One alone is typed, and no part of the text. */
	if (console->typing.keys.pasting && len == 1 && bytes[0] == '\003') {
		end_paste(chat);
		return;
	}
	/* A key may drop the rest. */
	console->keys_left = len;
	while (console->keys_left > 0 && !console->over) {
		const struct key key = keys_feed(
		    &console->typing.keys, bytes[len - console->keys_left]);
		console->keys_left--;
		take_key(console->chat, &key);
	}
	chat->console->typed = clock_mono();
	if (typing_was_bad(&chat->console->typing))
		CHAT_REFUSE(chat, STR("input is not valid UTF-8"));
}

usec
chat_pause_keys(struct chat *chat)
{
	const usec now = clock_mono();
	const bool pasting = chat->console->typing.keys.pasting;
	const usec end =
	    chat->console->typed + (pasting ? PASTE_PAUSE : KEYS_PAUSE * MSEC);

	if (pasting && now >= end)
		end_paste(chat);
	if (pasting)
		return now < end ? end - now : 0;
	if (!keys_wait(&chat->console->typing.keys))
		return 0;
	if (now < end)
		return end - now;
	const struct key key = keys_pause(&chat->console->typing.keys);
	take_key(chat, &key);
	return 0;
}
