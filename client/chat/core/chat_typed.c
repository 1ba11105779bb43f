/*
 * The person's typing, from keys to lines of input, and the questions that take
 * all keys: see chat_typed.h.
 */
#include "chat/core/chat_typed.h"

#include <signal.h>
#include <sysexits.h>

#include "chat/core/chat_input.h"
#include "chat/core/chat_set.h"
#include "chat/core/complete.h"
#include "chat/core/console.h"
#include "chat/words/input.h"
#include "chat/words/words.h"
#include "shared/crypto/secret.h"
#include "shared/grammar.h"
#include "shared/message_lines.h"
#include "shared/names.h"

/* The time in which Ctrl-C must be pressed again to quit. */
#define QUIT_AGAIN (2 * SEC)

void
chat_quit(struct chat *chat)
{
	struct console *console = chat->console;
	const struct chat_place place = chat_place(chat);
	const struct str quit = STR("/quit");

	/* It is over once the server has answered, or at once if it cannot. */
	if (console->leaving || chat->session.quitting ||
	    chat->session.fd == -1 || !chat_queue(chat, &place, &quit, 1))
		chat_end(chat, EX_OK);
	console->leaving = true;
}

/*
 * Quits when asked twice: a key that was pressed to clear the line does not end
 * the chat.
 */
static void
leave(struct chat *chat)
{
	struct console *console = chat->console;
	const usec now = clock_mono();
	const bool again = console->quit_until > now || console->leaving;

	console->quit_until = now + QUIT_AGAIN;
	if (again)
		chat_quit(chat);
	else
		CHAT_REMARK(chat, STR("press Ctrl-C again to quit"));
}

/* --- Questions ---------------------------------------------------------- */

/* Takes the answer to the question, and calls who has asked. */
static void
answer_question(struct chat *chat)
{
	struct typing *typing = &chat->console->typing;
	char text[LIMIT_SECRET];
	struct str answer = { text, edit_line(&typing->answer).len };

	memcpy(text, edit_line(&typing->answer).at, answer.len);
	if (typing->hidden) {
		/* Any text will do. */
	} else if (str_caseeq(answer, STR("n")) ||
	    str_caseeq(answer, STR("no"))) {
		answer.at = NULL;
	} else if (!str_caseeq(answer, STR("y")) &&
	    !str_caseeq(answer, STR("yes"))) {
		CHAT_REMARK(chat, STR("type y or n, then Enter"));
		typing_ask(typing, false);
		return;
	}
	typing_wipe(typing);
	chat->console->question.take(chat, answer);
	secret_wipe(text, sizeof(text));
}

static void
take_no_answer(struct chat *chat)
{
	typing_wipe(&chat->console->typing);
	chat->console->question.take(chat, (struct str) { NULL, 0 });
}

/* --- Several lines ------------------------------------------------------ */

/* Returns why several lines cannot be sent there now; empty if they can. */
static struct str
refuses_lines(const struct chat *chat, const struct chat_place *place)
{
	const struct where where = chat_where(chat, place);

	if (chat_is_offline(chat))
		return STR("not connected; try again once reconnected");
	return words_mute(&where);
}

/*
 * Collects as many lines as one message may have. Returns why one of them
 * cannot be part of any; the rest then begins with it.
 */
static enum code
collect(struct message_lines *lines, struct str *rest)
{
	enum code code = CODE_OK;

	message_lines_clear(lines);
	while (rest->len > 0 && code == CODE_OK) {
		struct str left = *rest;
		const struct message_line line = { str_cut(&left, '\n'),
			false };
		code = message_lines_add(lines, line);
		if (code == CODE_OK)
			*rest = left;
	}
	return code == CODE_BAD_TEXT || !lines->has_text ? code : CODE_OK;
}

/*
 * Sends the paste there, as "/lines TO LENGTHS TEXT" for each of the few
 * messages that it makes. Returns false if nothing is sent, and the person was
 * told why.
 */
static bool
say_paste(struct chat *chat, const struct chat_place *place)
{
	static struct message_lines lines; /* too large for the stack */
	const struct where where = chat_where(chat, place);
	const struct str wrong = refuses_lines(chat, place);
	struct str text = typing_paste_text(&chat->console->typing.paste);
	struct str rest = text;
	enum code code = CODE_OK;
	size_t messages = 0;

	if (wrong.len > 0) {
		CHAT_REFUSE(chat, wrong);
		return false;
	}
	for (; rest.len > 0 && code == CODE_OK; messages++)
		code = collect(&lines, &rest);
	if (code != CODE_OK) {
		const struct excess over = { .limit = code == CODE_TOO_MANY ?
			    LIMIT_LINES :
			    LIMIT_LINES_TEXT };
		CHAT_REFUSE(chat, words_why(code, over));
		return false;
	}
	if (messages > CHAT_LINES - chat->queued) {
		CHAT_REFUSE(
		    chat, STR("too much to send at once; try again later"));
		return false;
	}
	while (text.len > 0 && collect(&lines, &text) == CODE_OK) {
		const struct str pieces[] = { STR("/lines "),
			where.kind == WHERE_PERSON ? STR("@") : STR(""),
			where.name, STR(" "), message_lines_lengths(&lines),
			STR(" "), message_lines_text(&lines) };
		(void)chat_queue(chat, place, pieces, COUNT(pieces));
	}
	return true;
}

static void
take_paste(struct chat *chat, struct str answer)
{
	if (answer.at != NULL)
		(void)say_paste(chat, &chat->console->question.place);
	else
		CHAT_REMARK(chat, STR("paste discarded"));
}

/* Asks before pasted lines are sent to the place where they were pasted. */
static void
ask_paste(struct chat *chat)
{
	const struct where where = chat_where(chat, NULL);
	const struct str wrong = refuses_lines(chat, NULL);

	if (chat->console->typing.asks)
		CHAT_REFUSE(chat,
		    STR("a question came meanwhile; paste the lines again"));
	else if (wrong.len > 0)
		CHAT_REFUSE(chat, wrong);
	else
		CHAT_ASK(chat, false, take_paste, STR("send "),
		    DECIMAL(typing_paste_lines(&chat->console->typing.paste)),
		    STR(" lines to "),
		    where.kind == WHERE_GROUP ? STR("#") : STR(""), where.name,
		    STR("? (y/n) "));
}

/* --- Lines -------------------------------------------------------------- */

/* Empties the line and adds it to the history, and to its file. */
static void
keep_line(struct chat *chat)
{
	struct edit *edit = &chat->console->typing.edit;
	struct error why;
	struct str line;

	if (chat->console->ui->taken != NULL)
		chat->console->ui->taken(chat);
	if (edit_done(edit) && history_get(&edit->history, 1, &line) &&
	    !history_save(&edit->history, line, &why))
		CHAT_TELL(chat, REMARK_MISTAKE, str_from(why.text));
}

/*
 * Keeps what was typed until there is a connection. What is typed after a text
 * is the next line of its message.
 */
static void
stay(struct chat *chat)
{
	struct edit *edit = &chat->console->typing.edit;

	edit->cursor = edit->len;
	if (edit->len > 0 && edit->text[0] != '/')
		(void)edit_replace(edit, edit->len, STR("\n"));
	CHAT_REMARK(
	    chat, STR("not connected; press Enter again once reconnected"));
}

/* Returns whether a line of the text begins as a command does. */
static bool
has_command(struct str text)
{
	while (text.len > 0)
		if (str_begins(str_cut(&text, '\n'), STR("/")))
			return true;
	return false;
}

/*
 * Sends what was typed as a message of several lines. It stays if refused: a
 * command typed behind a text that stayed is for somebody else, or for nobody.
 */
static void
end_lines(struct chat *chat, struct str text)
{
	const struct chat_place place = chat_place(chat);
	struct paste *paste = &chat->console->typing.paste;

	if (has_command(text))
		CHAT_REFUSE(chat,
		    STR("a command is a single line; put a space before the / "
			"to send it as a text"));
	else if (input_slips(text))
		CHAT_REFUSE(chat,
		    STR("one of the lines looks like a command with a "
			"secret"));
	else if (chat_is_offline(chat))
		stay(chat);
	else {
		typing_paste_begin(paste);
		typing_paste_add(paste, text);
		if (typing_paste_lines(paste) == 0)
			chat_ring(chat);
		else if (say_paste(chat, &place))
			keep_line(chat);
	}
}

/* Takes a line. It stays if it needs a server that is not connected. */
static void
obey_typed(struct chat *chat, const struct chat_place *place)
{
	const struct str line = edit_line(&chat->console->typing.edit);

	if (chat_obey_now(chat, line) ||
	    (!chat_is_offline(chat) && chat_queue(chat, place, &line, 1)))
		keep_line(chat);
	else if (chat_is_offline(chat))
		stay(chat);
	else
		chat_ring(chat);
}

static void
take_quit(struct chat *chat, struct str answer)
{
	if (answer.at != NULL)
		obey_typed(chat, &chat->console->question.place);
	else
		keep_line(chat); /* Up brings it back */
}

/* Whatever the answer, it is asked once, and the command is carried out. */
static void
take_keep(struct chat *chat, struct str answer)
{
	const struct setting *keep = settings_find("keep");
	struct error why; /* who leaves does not see it, and is asked again */

	if (settings_set(keep, answer.at != NULL ? "yes" : "no") == NULL)
		(void)settings_save(keep, NULL, &why);
	obey_typed(chat, &chat->console->question.place);
}

/* Takes what was typed; asks before a quit that may be a word of a text. */
static void
end_line(struct chat *chat)
{
	struct edit *edit = &chat->console->typing.edit;

	/* What has stayed ends with a line break, which is no part of it. */
	if (edit->len > 1 && edit->text[edit->len - 1] == '\n') {
		edit->cursor = edit->len;
		(void)edit_replace(edit, edit->len - 1, STR(""));
	}
	const struct str line = edit_line(edit);
	const struct where where = chat_where(chat, NULL);
	const struct chat_place place = chat_place(chat);

	if (line.len > 0 && memchr(line.at, '\n', line.len) != NULL)
		end_lines(chat, line);
	else if (!chat_is_offline(chat) && where.me.len > 0 &&
	    str_begins(line, STR("quit")) &&
	    input_read(line, &where).verb == VERB_QUIT)
		CHAT_ASK(chat, false, take_quit, STR("quit? (y/n) "));
	else if (input_read(line, &where).verb == VERB_QUIT &&
	    chat_must_ask_keep(chat))
		CHAT_ASK(chat, false, take_keep,
		    STR("join your groups again at the next start? (y/n) "));
	else
		obey_typed(chat, &place);
}

static void
refuse_paste(struct chat *chat)
{
	CHAT_REFUSE(chat, STR("paste too long, limit "), DECIMAL(PASTE_MOST),
	    STR(" bytes; in a line, "), DECIMAL(LIMIT_TEXT));
}

/* --- Keys --------------------------------------------------------------- */

static void
complete_word(struct chat *chat)
{
	if (!chat_complete(chat))
		chat_ring(chat);
}

static void
abort_chat(struct chat *chat)
{
	(void)chat;
	(void)raise(SIGQUIT);
}

static void (*const actions[TYPED_COUNT])(struct chat *chat) = {
	[TYPED_BELL] = chat_ring,
	[TYPED_LINE] = end_line,
	[TYPED_PASTE] = ask_paste,
	[TYPED_PASTE_LONG] = refuse_paste,
	[TYPED_ANSWER] = answer_question,
	[TYPED_NO_ANSWER] = take_no_answer,
	[TYPED_TAB] = complete_word,
	[TYPED_QUIT] = leave,
	[TYPED_SUSPEND] = chat_suspend,
	[TYPED_ABORT] = abort_chat,
};

static void
take_key(struct chat *chat, const struct key *key)
{
	if (key->kind == KEY_NONE || chat->console->ui->key(chat, key))
		return;
	const enum typed typed = typing_key(&chat->console->typing, key);
	if (typed != TYPED_TAB)
		chat->console->complete.active = false;
	if (actions[typed] != NULL)
		actions[typed](chat);
}

void
chat_take_keys(struct chat *chat, const char *bytes, size_t len)
{
	struct keys *keys = &chat->console->typing.keys;
	const usec now = clock_mono();
	/*
	 * A paste that stalls has not ended, for its rest would be typed. One
	 * Ctrl-C alone after a pause is no part of it, and ends it.
	 */
	const bool ends = keys->pasting && len == 1 && bytes[0] == '\003' &&
	    now >= chat->console->typed + KEYS_PAUSE * MSEC;

	for (size_t i = 0; i < len && !chat_is_over(chat); i++) {
		const struct key key =
		    ends ? keys_end_paste(keys) : keys_feed(keys, bytes[i]);
		take_key(chat, &key);
	}
	chat->console->typed = now;
	if (!keys->bad || keys->pasting)
		return;
	keys->bad = false;
	CHAT_REMARK(chat, STR("bytes that are not UTF-8 were left out"));
}

usec
chat_pause_keys(struct chat *chat)
{
	struct keys *keys = &chat->console->typing.keys;
	const usec end = chat->console->typed + KEYS_PAUSE * MSEC;

	if (!keys_wait(keys))
		return WAIT_FOR_EVER;
	if (clock_mono() < end)
		return end;
	const struct key key = keys_pause(keys);
	take_key(chat, &key);
	return WAIT_FOR_EVER;
}
