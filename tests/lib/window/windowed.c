/* A chat with a window, without a process: see windowed.h. */
#include "windowed.h"

#include <stdlib.h>

#include "client/chat/core/chat_answers.h"
#include "client/chat/core/chat_input.h"
#include "client/chat/core/chat_link.h"
#include "client/chat/core/chat_typed.h"
#include "client/chat/core/console.h"
#include "client/chat/core/past.h"
#include "client/chat/window/window_ui.h"
#include "client/text/style.h"
#include "client/text/width.h"
#include "tests/lib/must.h"

/* Where there is and can be no file. */
#define NOWHERE "/dev/null/none"

const struct settings *
windowed_settings(void)
{
	static const char *const variables[] = { "HOME", "XDG_CONFIG_HOME",
		"XDG_STATE_HOME" };
	static const struct settings *settings;
	const char *key;

	MUST(setenv("TERM", "xterm-256color", 1) == 0, "out of memory");
	for (size_t i = 0; settings == NULL && i < COUNT(variables); i++)
		MUST(setenv(variables[i], NOWHERE, 1) == 0, "out of memory");
	if (settings == NULL)
		settings = settings_read(&(struct settings_given) { 0 });
	style_begin();
	for (size_t i = 0; (key = settings_key(i)) != NULL; i++)
		(void)settings_set(settings_find(key), NULL);
	(void)settings_set(settings_find("log"), "no");
	return settings;
}

/* The window takes the size of its terminal, which is none. */
static void
set_size(struct chat *chat, size_t rows, size_t columns)
{
	struct window *window = chat->console->window;

	MUST(canvas_resize(&window->canvas, rows, columns), "no memory");
}

void
windowed_link(struct chat *chat)
{
	chat->link.options = chat_link_options(chat);
	chat->link.session = &chat->session;
	chat->link.groups = chat->options.groups;
	chat->link.dial.fd = -1;
	chat->link.state = LINK_HERE;
	chat->link.step = LINK_GROUPS;
	chat->full = true;
	chat->link.until = 0;
}

static void
begin_chat(struct chat *chat, struct console *console)
{
	static char *const no_groups[] = { NULL };

	*console = (struct console) { .ui = &ui_window, .chat = chat };
	*chat = (struct chat) { .console = console,
		.options = {
		    .link = { .address = "127.0.0.1:1234", .returns = true },
		    .settings = windowed_settings(),
		    .groups = no_groups } };
	session_init(&chat->session, -1);
	windowed_link(chat);
	out_init(&chat->console->out, -1);
	chat->console->out.terminal = true;
	buf_init(&chat->console->line, chat->console->line_memory,
	    sizeof(chat->console->line_memory));
}

struct windowed *
windowed_begin(size_t rows, size_t columns)
{
	static struct windowed windowed;

	begin_chat(&windowed.chat, &windowed.console);
	windowed.console.ui->begin(&windowed.chat);
	set_size(&windowed.chat, rows, columns);
	vt_init(&windowed.vt, rows, columns);
	windowed.vt.window = true;
	windowed.console.ui->take(&windowed.chat);
	return &windowed;
}

void
windowed_turn(struct windowed *windowed)
{
	struct chat *chat = &windowed->chat;

	(void)chat_pause_keys(chat);
	chat_show_answers(chat);
	chat_take_input(chat);
	past_go_on(chat);
	buf_drop(&chat->session.out, buf_len(&chat->session.out));
	chat->console->ui->draw(chat,
	    chat->console->typing.asks ?
		str_from(chat->console->question.text) :
		STR(""));
}

void
windowed_hear(struct windowed *windowed, struct str lines)
{
	MUST(BUF_CAT(&windowed->chat.session.in, lines), "too much is said");
	windowed_turn(windowed);
}

size_t
windowed_drain(struct windowed *windowed)
{
	struct buf *waiting = &windowed->console.out.waiting;
	const struct str bytes = buf_str(waiting);

	vt_feed(&windowed->vt, bytes.at, bytes.len);
	buf_drop(waiting, bytes.len);
	return bytes.len;
}

void
windowed_join(struct windowed *windowed)
{
	struct chat *chat = &windowed->chat;

	chat_take_name(chat, "javad");
	windowed_turn(windowed);
	windowed_hear(windowed, STR("ok name javad\n"));
	windowed_turn(windowed);
	SESSION_SAY(&chat->session, VERB_JOIN, STR("join"), STR("dev"));
	windowed_hear(windowed,
	    STR("join 1700000000000000 dev javad\n"
		"ok topic dev -\nok mode dev n 0 - 0 -\n"
		"names dev javad ali\nok names dev 2\n"));
	(void)windowed_drain(windowed);
	chat->console->window->pressed = true;
	windowed_turn(windowed);
	(void)windowed_drain(windowed);
	MUST(world_has(&chat->session.joined, STR("dev")), "joined");
}

void
windowed_leave(struct windowed *windowed)
{
	struct chat *chat = &windowed->chat;

	chat->console->ui->give_back(chat);
	chat->console->ui->finish(chat);
}

void
windowed_end(struct windowed *windowed)
{
	struct chat *chat = &windowed->chat;

	typing_free(&chat->console->typing);
	session_free(&chat->session);
	link_end(&chat->link);
}
