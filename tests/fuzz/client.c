/*
 * The client against a server that says what it likes: nothing reaches the
 * terminal that could do anything to it, and what the client says itself are
 * commands. The first byte: is it a person's, with times, in a window. Then a
 * script:
 *	<line	the server says it
 *	>line	it is typed
 *	!keys	so are these, in a window
 */

#include "client/chat/core/chat_state.h"
#include "shared/grammar.h"
#include "tests/fuzz/lib/fuzz.h"
#include "tests/fuzz/lib/wellformed.h"
#include "tests/lib/must.h"
#include "tests/lib/router/pace.h"
#include "tests/lib/window/windowed.h"

/* --- What may come to a terminal, or to a file -------------------------- */

/* Where to: each has the sequences of the one before and more. */
enum shown { SHOWN_FILE, SHOWN_STREAM, SHOWN_WINDOW };

/* Fixed sequences of client/chat/plain and client/text; others have a number.
 */
static const char *const of_stream[] = { "\033[2m", "\033[0m", "\033[J",
	"\033[H", "\033[2J", "\033[K", "\033[A", "\033[7m", "\033[?1049h",
	"\033[?1049l", "\r", "\a" };

/* Further fixed sequences, of client/term and client/chat/window/window.c. */
static const char *const of_window[] = { "\033[m", "\033[r", "\033[C", "\033[D",
	"\033M", "\033[6n", "\033[?2004h", "\033[?2004l", "\033[?7h",
	"\033[?7l", "\033[?1004h", "\033[?1004l", "\033[?1007s", "\033[?1007l",
	"\033[?1007h", "\033[?1007r", "\033[?1000h", "\033[?1000l",
	"\033[?1006h", "\033[?1006l", "\033[22;2t", "\033[23;2t", "\b" };

/* The final bytes of sequences with numbers. */
static const char *const finals[] = {
	[SHOWN_FILE] = "",
	[SHOWN_STREAM] = "Cm",
	[SHOWN_WINDOW] = "CDHmr",
};

/* They control the direction of writing; what is for a person isolates by two
 * others. */
static const char *const controls[] = { "\xe2\x80\x8e", "\xe2\x80\x8f",
	"\xe2\x80\xaa", "\xe2\x80\xab", "\xe2\x80\xac", "\xe2\x80\xad",
	"\xe2\x80\xae", "\xe2\x81\xa6", "\xe2\x81\xa7", "\xd8\x9c" };
static const char *const isolates[] = { "\xe2\x81\xa8", "\xe2\x81\xa9" };

static bool
begins(struct str text, const char *with)
{
	const struct str s = str_from(with);

	return text.len >= s.len && memcmp(text.at, s.at, s.len) == 0;
}

/* The length of the one with which the text begins, or 0. */
static size_t
one_of(struct str text, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (begins(text, words[i]))
			return strlen(words[i]);
	return 0;
}

/* The length of "ESC [ numbers C", or m and so on; 0: it is not that. */
static size_t
with_numbers(struct str text, enum shown where)
{
	size_t len = 2;

	if (!begins(text, "\033["))
		return 0;
	while (len < text.len && text.at[len] != '\0' &&
	    strchr("0123456789;", text.at[len]) != NULL)
		len++;
	return len > 2 && len < text.len && text.at[len] != '\0' &&
		strchr(finals[where], text.at[len]) != NULL ?
	    len + 1 :
	    0;
}

/* The length of the character at the front, which moves no cursor. */
static size_t
character(struct str text, enum shown where)
{
	const size_t len = wellformed_first(text);
	const unsigned char c = (unsigned char)text.at[0];

	if (len == 1)
		return (c >= ' ' && c != 0x7f) || c == '\n' ? 1 : 0;
	if (one_of(text, controls, COUNT(controls)) > 0 ||
	    (where == SHOWN_FILE &&
		one_of(text, isolates, COUNT(isolates)) > 0))
		return 0;
	/* C1 */
	return c == 0xc2 && (unsigned char)text.at[1] < 0xa0 ? 0 : len;
}

/* The length of the window's title, "ESC ] 2 ; text BEL", or 0. */
static size_t
title(struct str text)
{
	size_t at = 4;
	size_t len = 1;

	if (!begins(text, "\033]2;"))
		return 0;
	while (len > 0 && at < text.len && text.at[at] != '\a' &&
	    text.at[at] != '\n') {
		len = character(
		    (struct str) { text.at + at, text.len - at }, SHOWN_FILE);
		at += len;
	}
	return at < text.len && text.at[at] == '\a' ? at + 1 : 0;
}

/* The length of a link's sequence, "ESC ] 8 ; id ; address BEL", or 0. */
static size_t
link_sequence(struct str text)
{
	size_t at = 4;

	if (!begins(text, "\033]8;"))
		return 0;
	while (at < text.len && text.at[at] > ' ' && text.at[at] < 0x7f)
		at++;
	return at < text.len && text.at[at] == '\a' ? at + 1 : 0;
}

static size_t
sequence(struct str text, enum shown where)
{
	size_t len = 0;

	if (where >= SHOWN_STREAM)
		len = one_of(text, of_stream, COUNT(of_stream));
	if (len == 0 && where >= SHOWN_WINDOW)
		len = one_of(text, of_window, COUNT(of_window));
	if (len == 0 && where >= SHOWN_WINDOW)
		len = title(text);
	if (len == 0 && where >= SHOWN_WINDOW)
		len = link_sequence(text);
	return len > 0 ? len : with_numbers(text, where);
}

/* Ends the program if there is anything else in the text. */
static void
shown_check(struct str text, enum shown where)
{
	while (text.len > 0) {
		size_t len = character(text, where);
		if (len == 0)
			len = sequence(text, where);
		MUST(len > 0, "byte %02x is shown", (unsigned char)*text.at);
		text.at += len;
		text.len -= len;
	}
}

/* --- The chat ------------------------------------------------------------- */

enum { PERSON = 1, TIMES = 2, WINDOW = 4 };

/* The chat, and where it is if that is a window. */
static struct {
	struct chat *chat;
	struct windowed *windowed; /* or null */
	enum shown shown;
} test;

static void
begin_lines(struct chat *chat, unsigned char how)
{
	static char *const no_groups[] = { NULL };

	static struct console console;

	console = (struct console) { .chat = chat };
	*chat = (struct chat) { .console = &console,
		.options = { .person = how & PERSON,
		    .to.address = "127.0.0.1:1",
		    .settings = windowed_settings(),
		    .to.server = windowed_settings()->server,
		    .groups = no_groups } };
	session_init(&chat->session, -1);
	windowed_link(chat);
	/* The row of the chat before is on no screen now. */
	out_init(&chat->console->out, -1);
	ui_stream.give_back(chat);
	out_init(&chat->console->out, -1);
	buf_init(&chat->input, chat->input_memory, sizeof(chat->input_memory));
	buf_init(&chat->console->line, chat->console->line_memory,
	    sizeof(chat->console->line_memory));
	chat->console->ui = &ui_stream;
}

static void
begin(unsigned char how)
{
	static struct chat chat;

	test.windowed = how & WINDOW ? windowed_begin(10, 40) : NULL;
	if (test.windowed != NULL) {
		test.chat = &test.windowed->chat;
		test.shown = SHOWN_WINDOW;
	} else {
		begin_lines(&chat, how);
		test.chat = &chat;
		test.shown = how & PERSON ? SHOWN_STREAM : SHOWN_FILE;
	}
	(void)settings_set(
	    settings_find("times"), how & TIMES ? "yes" : "auto");
}

static bool
has_word(struct str line, struct str word)
{
	for (size_t i = 0; i + word.len <= line.len; i++)
		if (str_caseeq((struct str) { line.at + i, word.len }, word))
			return true;
	return false;
}

/* Would it write a file or run a command? Nobody fuzzes that. */
static bool
is_let_be(struct str line)
{
	static const struct str words[] = { { "log", 3 }, { "notify", 6 },
		{ "alias", 5 }, { "url", 3 } };

	for (size_t i = 0; i < COUNT(words); i++)
		if (has_word(line, words[i]))
			return true;
	return false;
}

/* Without those that end a line or the program. */
static void
type(struct str keys)
{
	static const char ends[] = { '\r', '\x1a', '\x1c' };

	for (size_t i = 0; i < keys.len; i++)
		if (memchr(ends, keys.at[i], sizeof(ends)) == NULL)
			chat_take_keys(test.chat, &keys.at[i], 1);
}

/* Input beyond the room is never read. */
static void
take_step(struct str step)
{
	struct chat *chat = test.chat;
	const struct str line = { step.at + 1, step.len - 1 };

	if (step.at[0] == '<')
		(void)BUF_CAT(&chat->session.in, line, STR("\n"));
	else if (step.at[0] == '!' && test.windowed != NULL)
		type(line);
	else if (!is_let_be(line))
		(void)BUF_CAT(&chat->input, line, STR("\n"));
}

/* The terminal takes it. */
static void
check(void)
{
	struct buf *waiting = &test.chat->console->out.waiting;

	shown_check(buf_str(waiting), test.shown);
	if (test.windowed != NULL) {
		(void)windowed_drain(test.windowed);
		MUST(test.windowed->vt.foreign == 0,
		    "the terminal does not know that");
	}
	buf_drop(waiting, buf_len(waiting));
}

/* The server reads what the client has said. */
static void
read_commands(struct buf *out)
{
	struct command command;
	struct str line;

	while (buf_len(out) > 0) {
		MUST(buf_line(out, &line) == LINE_WHOLE, "it ends in a line");
		MUST(grammar_parse(line, FROM_CLIENT, &command) == CODE_OK,
		    "no command: \"%.*s\"", (int)line.len, line.at);
		buf_drop_line(out, line);
	}
}

static void
draw(struct chat *chat)
{
	if (test.windowed != NULL)
		pace(SEC);
	chat->console->ui->draw(chat, STR(""));
}

static void
turn(struct chat *chat)
{
	const char *at = chat->console->message;

	chat_show_answers(chat);
	check();
	chat_take_input(chat);
	past_go_on(chat);
	check();
	read_commands(&chat->session.out);
	draw(chat);
	check();
	MUST(memchr(at, '\0', CHAT_MESSAGE) != NULL, "its message has no end");
	MUST(session_name(&chat->session).len <= LIMIT_NAME,
	    "its name is too long");
	MUST(chat->session.unsettled <= chat->session.owed_count,
	    "more answers matter than are owed");
}

static void
end(struct chat *chat)
{
	if (test.windowed != NULL) {
		windowed_leave(test.windowed);
		check();
		windowed_end(test.windowed);
		return;
	}
	link_end(&chat->link);
	session_free(&chat->session);
}

void
fuzz(struct str input)
{
	struct str step;

	begin(fuzz_byte(&input));
	while (!chat_is_over(test.chat) && fuzz_line(&input, &step)) {
		if (step.len > 0)
			take_step(step);
		turn(test.chat);
	}
	/* The end of the connection, with half a line. */
	test.chat->session.hears = false;
	turn(test.chat);
	end(test.chat);
}
