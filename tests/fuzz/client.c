/*
 * The client against a server that says what it likes: nothing reaches the
 * terminal that could do anything to it, and what the client says itself are
 * commands. The first byte: with times, in a window. Then a script:
 *	<line	the server says it
 *	>line	it is typed
 *	!keys	so are these, in a window
 */

#include "client/chat/core/chat_answers.h"
#include "client/chat/core/chat_input.h"
#include "client/chat/core/chat_typed.h"
#include "client/chat/core/console.h"
#include "client/chat/core/past.h"
#include "client/chat/plain/stream.h"
#include "shared/grammar.h"
#include "tests/fuzz/lib/fuzz.h"
#include "tests/lib/must.h"
#include "tests/lib/router/pace.h"
#include "tests/lib/window/windowed.h"

/* --- What may come to a terminal ------------------------------------------ */

/* They control the direction of writing; two others isolate. */
static const char *const controls[] = { "\xe2\x80\x8e", "\xe2\x80\x8f",
	"\xe2\x80\xaa", "\xe2\x80\xab", "\xe2\x80\xac", "\xe2\x80\xad",
	"\xe2\x80\xae", "\xe2\x81\xa6", "\xe2\x81\xa7", "\xd8\x9c" };

static bool
is_harmless(struct str text)
{
	for (; text.len > 0; str_drop(&text, 1))
		for (size_t i = 0; i < COUNT(controls); i++)
			if (str_begins(text, str_from(controls[i])))
				return false;
	return true;
}

/* --- The chat ------------------------------------------------------------- */

enum { TIMES = 2, WINDOW = 4 };

/* The chat, and where it is if that is a window. */
static struct {
	struct chat *chat;
	struct windowed *windowed; /* or null */
	struct vt vt; /* without a window */
} test;

static void
begin_lines(struct chat *chat)
{
	static char *const no_groups[] = { NULL };

	static struct console console;

	console = (struct console) { .chat = chat };
	*chat = (struct chat) { .console = &console,
		.options = {
		    .link = { .address = "127.0.0.1:1", .returns = true },
		    .settings = windowed_settings(),
		    .groups = no_groups } };
	session_init(&chat->session, -1);
	windowed_link(chat);
	/* The row of the chat before is on no screen now. */
	out_init(&chat->console->out, -1);
	ui_stream.give_back(chat);
	out_init(&chat->console->out, -1);
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
	} else {
		begin_lines(&chat);
		test.chat = &chat;
		vt_init(&test.vt, 10, 40);
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
	static const struct str words[] = { { "log", 3 }, { "notify", 6 } };

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
	const struct chat_place place = chat_place(chat);
	const struct str line = { step.at + 1, step.len - 1 };

	if (step.at[0] == '<')
		(void)BUF_CAT(&chat->session.in, line, STR("\n"));
	else if (step.at[0] == '!' && test.windowed != NULL)
		type(line);
	else if (!is_let_be(line))
		(void)chat_queue(chat, &place, &line, 1);
}

/* The terminal takes it. */
static void
check(void)
{
	struct buf *waiting = &test.chat->console->out.waiting;
	const struct str text = buf_str(waiting);
	const struct vt *vt = &test.vt;

	MUST(is_harmless(text), "a control is shown");
	if (test.windowed != NULL) {
		vt = &test.windowed->vt;
		(void)windowed_drain(test.windowed);
	} else {
		vt_feed(&test.vt, text.at, text.len);
	}
	MUST(vt->foreign == 0, "the terminal does not know that");
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
