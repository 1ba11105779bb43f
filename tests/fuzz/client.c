/*
 * The client against a server that says what it likes: nothing reaches the
 * terminal that could do anything to it, and what the client says itself are
 * commands. The first byte: is it a person's, with times. Then a script:
 *	<line	the server says it
 *	>line	it is typed
 */
#include "client/person/chat_state.h"
#include "shared/grammar.h"
#include "tests/fuzz/lib/fuzz.h"
#include "tests/fuzz/lib/shown.h"
#include "tests/lib/must.h"

enum { PERSON = 1, TIMES = 2 };

static void
begin(struct chat *chat, unsigned char how)
{
	static char *const no_groups[] = { NULL };

	*chat = (struct chat) { .options = { .person = how & PERSON,
				    .times = how & TIMES },
		.groups = no_groups };
	session_init(&chat->session, -1);
	asides_begin(&chat->asides);
	chat->away.dial.fd = -1;
	chat->record.fd = -1;
	out_init(&chat->out, -1);
	buf_init(&chat->input, chat->input_memory, sizeof(chat->input_memory));
	buf_init(&chat->line, chat->line_memory, sizeof(chat->line_memory));
	chat->face = chat->options.person ? &face_stream : &face_filter;
	stream_init(&chat->stream, &chat->out, &chat->typing);
	stream_resize(&chat->stream, 40, 10);
	chat->colours = true;
}

/* What there is no room for is never read. */
static void
take_step(struct chat *chat, struct str step)
{
	const struct str line = { step.at + 1, step.len - 1 };
	struct buf *to = step.at[0] == '<' ? &chat->session.in : &chat->input;

	(void)BUF_CAT(to, line, STR("\n"));
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
turn(struct chat *chat)
{
	const bool person = chat->options.person;
	const char *at = chat->message;

	chat_show_answers(chat);
	shown_check(&chat->out.waiting, person);
	chat_take_input(chat);
	shown_check(&chat->out.waiting, person);
	read_commands(&chat->session.out);
	if (person)
		stream_draw(&chat->stream);
	shown_check(&chat->out.waiting, person);
	MUST(memchr(at, '\0', CHAT_MESSAGE) != NULL, "its message has no end");
	MUST(chat->session.name_len <= LIMIT_NAME, "its name is too long");
	MUST(chat->session.unsettled <= chat->session.owed_count,
	    "more answers matter than are owed");
}

void
fuzz(struct str input)
{
	static struct chat chat;
	struct str step;

	begin(&chat, fuzz_byte(&input));
	while (!chat.over && fuzz_line(&input, &step)) {
		if (step.len > 0)
			take_step(&chat, step);
		turn(&chat);
	}
	/* The end of the connection, with half a line. */
	chat.session.hears = false;
	turn(&chat);
	chat_forget_away(&chat);
	stream_free(&chat.stream);
	session_free(&chat.session);
}
