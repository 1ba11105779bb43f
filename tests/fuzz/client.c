/*
 * The client against a server that says what it likes: nothing reaches the
 * terminal that could do anything to it, and what the client says itself are
 * commands. The first byte: is it a person's, with times, in a window. Then a
 * script:
 *	<line	the server says it
 *	>line	it is typed
 *	!keys	so are these, in a window
 */
#include "client/person/chat_state.h"
#include "client/person/past.h"
#include "shared/grammar.h"
#include "tests/fuzz/lib/fuzz.h"
#include "tests/fuzz/lib/shown.h"
#include "tests/lib/must.h"
#include "tests/lib/router/pace.h"
#include "tests/lib/window/windowed.h"

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

	console = (struct console) { .chat = chat, .colours = true };
	*chat = (struct chat) { .console = &console,
		.options = { .person = how & PERSON,
		    .times = how & TIMES,
		    .address = "127.0.0.1:1",
		    .settings = windowed_settings(),
		    .server = windowed_settings()->server },
		.groups = no_groups };
	session_init(&chat->session, -1);
	whois_notes_begin(&chat->whois_notes);
	away_state_begin(&chat->away_state);
	chat->away.dial.fd = -1;
	chat->record.fd = -1;
	out_init(&chat->console->out, -1);
	buf_init(&chat->input, chat->input_memory, sizeof(chat->input_memory));
	buf_init(&chat->console->line, chat->console->line_memory,
	    sizeof(chat->console->line_memory));
	chat->console->ui = chat->options.person ? &ui_stream : &ui_filter;
	stream_init(&chat->console->stream, &chat->console->out,
	    &chat->console->typing);
	stream_resize(&chat->console->stream, 40);
}

static void
begin(unsigned char how)
{
	static struct chat chat;

	test.windowed = how & WINDOW ? windowed_begin(10, 40) : NULL;
	if (test.windowed != NULL) {
		test.chat = &test.windowed->chat;
		test.chat->options.times = how & TIMES;
		test.shown = SHOWN_WINDOW;
		return;
	}
	begin_lines(&chat, how);
	test.chat = &chat;
	test.shown = how & PERSON ? SHOWN_STREAM : SHOWN_FILE;
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
	if (test.windowed != NULL) {
		pace(SEC);
		chat->console->ui->draw(chat, STR(""));
	} else if (chat->options.person) {
		stream_draw(&chat->console->stream);
	}
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
	chat_forget_away(chat);
	stream_free(&chat->console->stream);
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
