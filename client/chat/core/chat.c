/* A chat with one server: see chat_state.h. */
#include <stdarg.h>
#include <stdio.h>
#include <sysexits.h>

#include "chat/core/chat_state.h"
#include "chat/core/past.h"
#include "shared/crypto/secret.h"
#include "shared/io.h"

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
		    memchr("oiplFJ", word.at[1], 6) != NULL;
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

/*
 * Handles the end of the connection. A command that has ended it may tell why;
 * returns the time to look again until then, or 0.
 */
static usec
hung_up(struct chat *chat)
{
	const int error = chat->session.error;
	const char *why;

	if (program_is_ending(&chat->via))
		return PROGRAM_LOOK;
	why = program_drop(&chat->via);
	chat_hear_via(chat);
	if (why == NULL)
		chat_connection_lost(chat, "connection lost: %s",
		    error != 0 ? strerror(error) : "closed by the server");
	else
		chat_connection_lost(chat, "connection lost: " VIA ": %s", why);
	return 0;
}

/*
 * Ends the chat if the server has hung up without a bye, or if nothing is left
 * to do. Returns the time to look again, 0 for none.
 */
static usec
look_for_end(struct chat *chat)
{
	struct session *session = &chat->session;
	const bool done = chat_has_room(chat) && chat->console->input_ended &&
	    buf_len(&chat->input) == 0 && session->owed_count == 0 &&
	    session_ready(session);

	if (session->fd == -1)
		return 0;
	if (!session->hears && buf_len(&session->in) == 0)
		return hung_up(chat);
	if (done && chat->lines == 0 && session_name(session).len == 0)
		chat_fail(chat, EX_USAGE,
		    "no name: give one with -n, "
		    "or as the first line of input");
	else if (done)
		SESSION_SAY(session, VERB_QUIT, STR("quit"));
	return 0;
}

usec
chat_turn(struct chat *chat)
{
	usec time = chat_come_back(chat);

	chat_hear_via(chat);
	chat_show_answers(chat);
	chat_take_input(chat);
	past_go_on(chat);
	time = chat_sooner(time, look_for_end(chat));
	time = chat_sooner(time, chat_check_link(chat));
	if (buf_len(&chat->session.out) > 0)
		session_write(&chat->session);
	return time;
}

void
chat_begin(struct chat *chat, struct console *console, int socket,
    const struct chat_options *options)
{
	secret_hide(chat, sizeof(*chat));
	chat->console = console;
	chat->options = *options;
	chat->password = options->password;
	chat->account = options->account;
	chat->name = options->name;
	chat->groups = options->groups;
	session_init(&chat->session, socket);
	chat->away.dial.fd = -1;
	chat_open_log(chat);
	buf_init(&chat->input, chat->input_memory, sizeof(chat->input_memory));
}

void
chat_free(struct chat *chat)
{
	session_free(&chat->session);
	chat_queue_free(chat);
	(void)program_drop(&chat->via);
	chat_forget_away(chat);
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
