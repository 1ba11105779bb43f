/* A chat with one server: see chat_state.h. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <sysexits.h>

#include "chat/core/chat_state.h"
#include "chat/core/past.h"
#include "conf/files.h"
#include "net/wait.h"
#include "shared/crypto/secret.h"
#include "shared/die.h"
#include "shared/io.h"
#include "shared/names.h"

void
chat_end(struct chat *chat, int status)
{
	if (chat_is_over(chat))
		return;
	chat->console->over = true;
	chat->console->status = status;
}

void
chat_fail(struct chat *chat, int status, const char *format, ...)
{
	va_list values;

	char *message = chat->console->message;
	if (chat_is_over(chat))
		return;
	chat_end(chat, status);
	va_start(values, format);
	if (vsnprintf(message, CHAT_MESSAGE, format, values) < 0)
		message[0] = '\0';
	va_end(values);
}

bool
chat_is_over(const struct chat *chat)
{
	return chat->console->over;
}

bool
chat_has_room(struct chat *chat)
{
	return out_room(&chat->console->out) >= CHAT_STEP;
}

const char *
chat_safe_text(char room[CHAT_MESSAGE], const struct str *pieces, size_t count)
{
	return render_string(room, CHAT_MESSAGE, pieces, count);
}

struct str
chat_server(const struct chat *chat)
{
	const struct chat_options *options = &chat->options;
	const char *label = options->server->label;

	if (options->via == NULL)
		return str_from(options->address);
	if (label != NULL)
		return str_from(label);
	struct str rest = str_from(options->via);
	const struct str program = str_word(&rest);
	bool option = false;
	while (rest.at != NULL) {
		struct str word = str_word(&rest);
		const bool behind = option;
		option = word.len == 2 && word.at[0] == '-' &&
		    strchr("oiplFJ", word.at[1]) != NULL;
		if (str_eq(program, STR("ssh")) && !behind &&
		    word.at[0] != '-') {
			const char *at = memchr(word.at, '@', word.len);
			if (at != NULL)
				str_drop(&word, (size_t)(at - word.at) + 1);
			return word;
		}
		if (memchr(word.at, '.', word.len) != NULL &&
		    memchr(word.at, '/', word.len) == NULL &&
		    memchr(word.at, '=', word.len) == NULL)
			return word;
	}
	return program;
}

/* Ends the chat if nothing is left to do. */
static void
look_for_end(struct chat *chat)
{
	struct session *session = &chat->session;

	if (!chat->console->input_ended || !chat_has_room(chat) ||
	    buf_len(&chat->input) > 0 || session->owed_count > 0 ||
	    !link_is_begun(&chat->link))
		return;
	if (chat->lines == 0 && session_name(session).len == 0)
		chat_fail(chat, EX_USAGE,
		    "no name: give one with -n, "
		    "or as the first line of input");
	else
		SESSION_SAY(session, VERB_QUIT, STR("quit"));
}

usec
chat_turn(struct chat *chat)
{
	struct link *link = &chat->link;

	if (link->state == LINK_UNNAMED &&
	    (chat->queue != NULL || login_is_on(&link->login)))
		link_again(link);
	chat_hear_via(chat);
	chat_show_answers(chat);
	chat_take_input(chat);
	past_go_on(chat);
	look_for_end(chat);
	(void)link_go_on(link);
	const usec due = link_due(link);
	const usec now = clock_mono();
	if (due == WAIT_FOR_EVER)
		return 0;
	return due > now ? due - now : 1;
}

/* Opens the log file of the chat (-l), a line with its date for each event. */
static void
open_log(struct chat *chat)
{
	struct error why;

	chat->log = -1;
	if (chat->options.log != NULL &&
	    !logfile_open(&chat->log, chat->options.log, &why))
		error_die(&why);
}

void
chat_begin(struct chat *chat, struct console *console, int socket,
    const struct chat_options *options)
{
	secret_hide(chat, sizeof(*chat));
	chat->console = console;
	chat->options = *options;
	session_init(&chat->session, socket);
	chat_begin_link(chat);
	open_log(chat);
	buf_init(&chat->input, chat->input_memory, sizeof(chat->input_memory));
}

void
chat_free(struct chat *chat)
{
	link_end(&chat->link);
	session_free(&chat->session);
	chat_queue_free(chat);
	io_close(&chat->log);
}

void
chat_leave(struct chat *chat)
{
	const struct chat_place place = chat_place(chat);
	const struct str quit = STR("/quit");

	chat->leaving = true;
	if (chat->session.quitting || chat->session.fd == -1 ||
	    !chat_queue(chat, &place, &quit, 1))
		chat_end(chat, EX_OK);
}

void
chat_write_down(struct chat *chat, const struct command *line)
{
	const struct manner manner = {
		.stable = true,
		.times = true,
		.dates = true,
	};
	const char *file = chat->options.log;
	char memory[RENDER_ROOM];
	struct command plain = *line;
	struct buf text;

	if (chat->log == -1 || line->rule->args[0] != ARG_ID)
		return;
	if (plain.rule->verb == VERB_MSG)
		plain.arg[1] = audience_group(plain.arg[1]);
	buf_init(&text, memory, sizeof(memory));
	render_line(&text, &plain, &manner);
	if (io_write_all(chat->log, buf_str(&text).at, buf_len(&text)))
		return;
	const char *why = strerror(errno);
	io_close(&chat->log);
	if (chat->options.person)
		CHAT_TELL(chat, REMARK_MISTAKE, STR("no longer writing to "),
		    str_from(file), STR(": "), str_from(why));
	else
		complain("no longer writing to %s: %s", file, why);
}
