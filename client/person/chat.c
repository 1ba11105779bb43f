/*
 * The loop of a chat: see chat.h. It waits for the server, the keyboard, the
 * output and signals at once, and blocks nowhere else.
 */
#define _GNU_SOURCE /* ppoll, which POSIX has only since 2024 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "person/chat.h"
#include "person/chat_state.h"
#include "session/signals.h"
#include "session/standard.h"
#include "session/wait.h"
#include "shared/die.h"
#include "text/term.h"

#define QUESTION STR("what is your name? ")

void
chat_end(struct chat *chat, int status)
{
	if (chat->console->over)
		return;
	chat->console->over = true;
	chat->console->status = status;
}

void
chat_fail(struct chat *chat, int status, const char *format, ...)
{
	va_list values;

	if (chat->console->over)
		return;
	chat_end(chat, status);
	va_start(values, format);
	if (vsnprintf(chat->console->message, sizeof(chat->console->message),
		format, values) < 0)
		chat->console->message[0] = '\0';
	va_end(values);
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

/*
 * Takes the terminal. If that fails, the terminal is gone, and the next read
 * from it fails as well.
 */
static void
take_terminal(struct chat *chat)
{
	(void)term_take();
	chat->console->ui->take(chat);
}

void
chat_suspend(struct chat *chat)
{
	chat->console->ui->give_back(chat);
	(void)out_flush(&chat->console->out); /* an error will recur later */
	term_give_back();
	signals_stop();
	if (signals_end_signal() == 0)
		take_terminal(chat);
	chat->console->ui->measure(chat);
}

/*
 * Ends the chat if the server has hung up without a bye, or if nothing is left
 * to do.
 */
static void
look_for_end(struct chat *chat)
{
	struct session *session = &chat->session;
	const bool done = chat_has_room(chat) && chat->console->input_ended &&
	    buf_len(&chat->input) == 0 && session->owed_count == 0 &&
	    session_ready(session);

	if (session->fd == -1)
		return;
	if (!session->hears && buf_len(&session->in) == 0)
		chat_connection_lost(chat, "connection lost: %s",
		    session->error != 0 ? strerror(session->error) :
					  "closed by the server");
	else if (done && chat->lines == 0 && session_name(session).len == 0)
		chat_fail(chat, EX_USAGE,
		    "no name: give one with -n, "
		    "or as the first line of input");
	else if (done)
		SESSION_SAY(session, VERB_QUIT, STR("quit"));
}

/*
 * Writes output. With nothing to write it is called because poll has reported
 * an error: the reader has gone.
 */
static void
write_output(struct chat *chat)
{
	if (buf_len(&chat->console->out.waiting) == 0)
		errno = EPIPE;
	else if (out_write(&chat->console->out))
		return;
	if (standard_should_report())
		chat_fail(chat, EX_IOERR, STANDARD_FAILED, strerror(errno));
	else
		chat_end(chat, EX_IOERR);
}

static void
heed_signals(struct chat *chat)
{
	if (signals_end_signal() != 0) {
		chat->console->signal = signals_end_signal();
		chat_end(chat, EX_OK);
	}
	if (chat->console->over)
		return;
	if (signals_next(SIGTSTP))
		chat_suspend(chat);
	if (signals_next(SIGCONT) && signals_end_signal() == 0) {
		take_terminal(chat);
		chat->console->ui->measure(chat);
	}
	if (signals_next(SIGWINCH))
		chat->console->ui->measure(chat);
}

static void
draw(struct chat *chat)
{
	const struct session *session = &chat->session;
	const bool asks = session_name(session).len == 0 &&
	    chat->name == NULL && session->unsettled == 0 &&
	    !chat_is_away(chat);

	if (chat->console->typing.state != TYPING_LINE)
		chat->console->ui->draw(
		    chat, str_from(chat->console->question));
	else
		chat->console->ui->draw(chat, asks ? QUESTION : STR(""));
}

enum { SERVER, INPUT, OUTPUT, CALL, WATCHED };

static struct pollfd
watched(int fd, short events)
{
	return (
	    struct pollfd) { .fd = events != 0 ? fd : -1, .events = events };
}

/*
 * Fills the set with the descriptors to wait for: only those whose events can
 * be handled now.
 */
static void
watch(struct chat *chat, struct pollfd set[WATCHED])
{
	const struct session *session = &chat->session;
	const bool room = chat_has_room(chat);
	const bool hears = session->hears && room;
	const bool speaks = session->speaks && buf_len(&session->out) > 0;
	const bool reads =
	    !chat->console->input_ended && chat_input_has_room(chat);
	const bool writes = buf_len(&chat->console->out.waiting) > 0;

	set[SERVER] = watched(session->fd,
	    (short)((hears ? POLLIN : 0) | (speaks ? POLLOUT : 0)));
	set[INPUT] = watched(STDIN_FILENO, reads ? POLLIN : 0);
	/* With no events, poll still reports that the reader is gone. */
	set[OUTPUT] = (struct pollfd) { .fd = chat->console->out.fd,
		.events = writes ? POLLOUT : 0 };
	set[CALL] = watched(chat->away.dial.fd, POLLIN);
}

/* Returns the time for ppoll, in *spec; null for 0, which means forever. */
static const struct timespec *
timespec_of(usec time, struct timespec *spec)
{
	*spec = clock_spec(time);
	return time > 0 ? spec : NULL;
}

/* Waits for something to do or a signal; then reads and writes. */
static void
wait_for(struct chat *chat, usec time)
{
	struct timespec spec;
	const sigset_t *mask = chat->options.person ? signals_mask() : NULL;
	struct pollfd set[WATCHED];

	watch(chat, set);
	if (ppoll(set, WATCHED, timespec_of(time, &spec), mask) == -1) {
		if (errno != EINTR)
			die_errno(EX_OSERR, "cannot wait for the server");
		return;
	}
	if (chat->options.person)
		signals_deliver_pending();
	if (set[SERVER].revents != 0)
		session_read(&chat->session);
	if (set[OUTPUT].revents != 0)
		write_output(chat);
	if (set[INPUT].revents != 0)
		chat_read_input(chat);
}

/* Returns the shorter time, where 0 is forever. */
static usec
earlier(usec a, usec b)
{
	if (a == 0 || b == 0)
		return a + b;
	return a < b ? a : b;
}

/* Runs or checks the notify command. Returns the time until the next check. */
static usec
look_at_notify(struct chat *chat)
{
	const usec now = clock_mono();
	const char *said = notify_check(&chat->console->notify, now);

	if (said != NULL)
		CHAT_TELL(chat, REMARK_MISTAKE, str_from(said));
	const usec due = notify_due(&chat->console->notify);
	if (due == WAIT_FOR_EVER)
		return 0;
	return due > now ? due - now : 1;
}

static void
chat_turn(struct chat *chat)
{
	heed_signals(chat);
	usec time = earlier(chat_come_back(chat), chat_pause_keys(chat));
	chat_show_answers(chat);
	chat_take_input(chat);
	chat_past_go_on(chat);
	chat_letters_go_on(chat);
	look_for_end(chat);
	time = earlier(time, chat_check_link(chat));
	time = earlier(time, look_at_notify(chat));
	if (buf_len(&chat->session.out) > 0)
		session_write(&chat->session);
	draw(chat);
	if (!chat->console->over)
		wait_for(chat, earlier(time, chat->console->ui->due(chat)));
}

static const struct ui *
choose_ui(const struct chat_options *options)
{
	if (!options->person)
		return &ui_filter;
	return options->plain || term_is_dumb() ? &ui_stream : &ui_window;
}

static void
chat_begin(struct chat *chat, int socket, const struct chat_options *options)
{
	struct error why;

	chat->options = *options;
	chat->password = options->password;
	chat->account = options->account;
	chat->name = options->name;
	chat->groups = options->groups;
	session_init(&chat->session, socket);
	status_notes_begin(&chat->status_notes);
	away_state_begin(&chat->away_state);
	notify_begin(&chat->console->notify, options->address);
	chat->away.dial.fd = -1;
	if (!record_open(&chat->record, options->log, &why))
		error_die(&why);
	out_init(&chat->console->out, STDOUT_FILENO);
	buf_init(&chat->input, chat->input_memory, sizeof(chat->input_memory));
	buf_init(&chat->console->line, chat->console->line_memory,
	    sizeof(chat->console->line_memory));
	chat->console->ui = choose_ui(options);
	chat->console->ui->begin(chat);
	if (!options->person)
		return;
	chat->console->colours = term_has_colours();
	chat->console->depth = depth_of_terminal();
	if (!history_file_open(&chat->console->history,
		&chat->console->typing.edit.history, &why))
		CHAT_TELL(chat, REMARK_MISTAKE, str_from(why.text));
	signals_begin(SIGNALS_TERMINAL);
	if (!term_take())
		die_errno(EX_OSERR, "cannot set the terminal mode");
	chat->console->ui->take(chat);
}

/*
 * Writes the remaining output; blocks. A failure sets the exit status, unless
 * the chat has failed already.
 */
static void
write_rest(struct chat *chat)
{
	if (out_finish(&chat->console->out) || chat->console->status != EX_OK)
		return;
	standard_complain();
	chat->console->status = EX_IOERR;
}

/*
 * Ends the chat: restores the terminal, then writes the remaining output and
 * prints why the chat ended. Does not return if a signal ends the process.
 */
static void
chat_finish(struct chat *chat)
{
	chat->console->ui->give_back(chat);
	term_give_back();
	chat->console->ui->finish(chat);
	if (chat->console->signal != 0)
		(void)out_flush(&chat->console->out);
	if (chat->options.person)
		signals_finish();
	if (chat->console->signal != 0)
		(void)raise(chat->console->signal);
	write_rest(chat);
	if (chat->console->message[0] != '\0')
		complain("%s", chat->console->message);
	typing_free(&chat->console->typing);
	session_free(&chat->session);
	chat_forget_away(chat);
	record_close(&chat->record);
}

int
chat_run(int socket, const struct chat_options *options)
{
	static struct console console;
	static struct chat chat = { .console = &console };

	chat_begin(&chat, socket, options);
	while (!console.over)
		chat_turn(&chat);
	chat_finish(&chat);
	return console.status;
}
