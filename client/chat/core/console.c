/*
 * The console of a person, or of a filter: see chat_state.h. Its loop waits for
 * all servers, the keyboard, the output and signals at once, and blocks nowhere
 * else.
 */
#define _GNU_SOURCE /* ppoll, which POSIX has only since 2024 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "chat/core/account.h"
#include "chat/core/chat.h"
#include "chat/core/chat_state.h"
#include "conf/files.h"
#include "conf/signals.h"
#include "net/secret_command.h"
#include "net/wait.h"
#include "shared/crypto/secret.h"
#include "shared/die.h"
#include "term/term.h"

/*
 * Takes the terminal. If that fails, the terminal is gone, and the next read
 * from it fails as well.
 */
static void
take_terminal(struct console *console)
{
	(void)term_take();
	console->ui->take(console->chat);
}

static void
measure(struct console *console)
{
	console->ui->measure(console->chat);
}

void
console_suspend(struct console *console)
{
	if (restricted()) {
		CHAT_TELL(console->chat, REMARK_MISTAKE,
		    STR("suspending: " RESTRICTED_WHY));
		return;
	}
	console->ui->give_back(console->chat);
	(void)out_flush(&console->out); /* an error will recur later */
	term_give_back();
	signals_stop();
	if (signals_end_signal() == 0)
		take_terminal(console);
	measure(console);
}

/*
 * Writes output. With nothing to write it is called because poll has reported
 * an error: the reader has gone.
 */
static void
write_output(struct console *console)
{
	if (buf_len(&console->out.waiting) == 0)
		errno = EPIPE;
	else if (out_write(&console->out))
		return;
	if (standard_should_report())
		chat_fail(
		    console->chat, EX_IOERR, STANDARD_FAILED, strerror(errno));
	else
		chat_end(console->chat, EX_IOERR);
}

static void
heed_signals(struct console *console)
{
	if (signals_end_signal() != 0) {
		console->signal = signals_end_signal();
		chat_end(console->chat, EX_OK);
	}
	if (console->over)
		return;
	if (signals_next(SIGTSTP))
		console_suspend(console);
	if (signals_next(SIGCONT) && signals_end_signal() == 0) {
		take_terminal(console);
		measure(console);
	}
	if (signals_next(SIGWINCH))
		measure(console);
}

/*
 * Draws with the question that is open, and the end of its answer so far, or
 * with that for a name, which is answered by a line.
 */
static void
draw(struct console *console)
{
	struct chat *chat = console->chat;
	const struct session *session = &chat->session;
	const char *login = chat->options.login;
	const bool asks = session_name(session).len == 0 &&
	    chat->name == NULL && session->unsettled == 0 &&
	    !login_is_on(&chat->link.login) && !chat_is_away(chat);
	const struct typing *typing = &console->typing;
	struct str shown =
	    typing->hidden ? STR("") : edit_line(&typing->answer);
	struct buf text;

	buf_init(&text, console->asked, sizeof(console->asked));
	if (console->typing.asks) {
		if (shown.len > CHAT_QUESTION / RENDER_TAB)
			shown = STR("...");
		(void)BUF_CAT(&text, str_from(console->question.text));
		render_text(&text, shown);
	} else if (asks && login != NULL && !chat->named)
		(void)BUF_CAT(&text, STR("what is your name? ["),
		    str_from(login), STR("] "));
	else if (asks)
		(void)BUF_CAT(&text, STR("what is your name? "));
	console->ui->draw(chat, buf_str(&text));
}

/* The descriptors to wait for. */
enum { INPUT, OUTPUT, SERVER, VIA_SAYS, WATCHED };

/*
 * Fills the set with the descriptors to wait for: only those whose events can
 * be handled now.
 */
static void
watch(struct console *console, struct pollfd set[WATCHED])
{
	struct chat *chat = console->chat;
	const bool room = chat_has_room(chat);
	const bool reads = !console->input_ended && chat_input_has_room(chat);
	const bool writes = buf_len(&console->out.waiting) > 0;

	set[INPUT] = (struct pollfd) { .fd = reads ? STDIN_FILENO : -1,
		.events = POLLIN };
	/* With no events, poll still reports that the reader is gone. */
	set[OUTPUT] = (struct pollfd) { .fd = console->out.fd,
		.events = writes ? POLLOUT : 0 };
	set[SERVER] =
	    link_watch(&chat->link, !room || !console->ui->ready(chat));
	set[VIA_SAYS] =
	    (struct pollfd) { .fd = room ? via_fd(&chat->link.via) : -1,
		    .events = POLLIN };
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
wait_for(struct console *console, usec time)
{
	struct timespec spec;
	const sigset_t *mask = console->person ? signals_mask() : NULL;
	struct pollfd set[WATCHED];

	watch(console, set);
	if (ppoll(set, WATCHED, timespec_of(time, &spec), mask) == -1) {
		if (errno != EINTR)
			die_errno(EX_OSERR, "cannot wait for the server");
		return;
	}
	if (console->person)
		signals_deliver_pending();
	link_turn(&console->chat->link, set[SERVER].revents != 0);
	if (set[OUTPUT].revents != 0)
		write_output(console);
	if (set[INPUT].revents != 0)
		chat_read_input(console->chat);
}

/* Runs or checks the notify command. Returns the time until the next check. */
static usec
look_at_notify(struct console *console)
{
	const usec now = clock_mono();
	const char *said = notify_check(&console->notify, now);

	if (said != NULL)
		CHAT_TELL(console->chat, REMARK_MISTAKE, str_from(said));
	const usec due = notify_due(&console->notify);
	if (due == WAIT_FOR_EVER)
		return 0;
	return due > now ? due - now : 1;
}

/* Returns the shorter time, where 0 is forever. */
static usec
sooner(usec a, usec b)
{
	if (a == 0 || b == 0)
		return a + b;
	return usec_earlier(a, b);
}

static void
console_turn(struct console *console)
{
	heed_signals(console);
	usec time = chat_pause_keys(console->chat);
	time = sooner(time, chat_turn(console->chat));
	time = sooner(time, look_at_notify(console));
	draw(console);
	if (console->ui->due != NULL)
		time = sooner(time, console->ui->due(console->chat));
	if (!console->over)
		wait_for(console, time);
}

/* Begins the terminal of a person. */
static void
begin_person(struct console *console)
{
	struct chat *chat = console->chat;

	style_begin();
	if (!restricted())
		history_load(&console->typing.edit.history);
	signals_begin(SIGNALS_TERMINAL);
	if (!term_take())
		die_errno(EX_OSERR, "cannot set the terminal mode");
	console->ui->take(chat);
}

static void
console_begin(struct console *console, struct chat *chat, int socket,
    const struct chat_options *options)
{
	console->person = options->person;
	console->chat = chat;
	chat->console = console;
	out_init(&console->out, STDOUT_FILENO);
	buf_init(
	    &console->line, console->line_memory, sizeof(console->line_memory));
	console->ui = !options->person || options->plain || term_is_dumb() ?
	    &ui_stream :
	    &ui_window;
	if (!via_tell(options->via))
		die_errno(EX_OSERR, "cannot set " VIA_VARIABLE);
	if (options->via != NULL)
		socket =
		    via_begin(&chat->link.via, options->via, options->person);
	if (socket == -1)
		die_errno(EX_OSERR, VIA_FAILED);
	chat_begin(chat, console, socket, options);
	if (console->ui->begin != NULL)
		console->ui->begin(chat);
	if (options->person)
		begin_person(console);
	account_begin(chat);
	if (options->secret_why != NULL)
		CHAT_TELL(chat, REMARK_MISTAKE, STR(SECRET_WHO ": "),
		    str_from(options->secret_why));
}

/*
 * Writes the remaining output; blocks. A failure sets the exit status, unless
 * the chat has failed already.
 */
static void
write_rest(struct console *console)
{
	if (out_finish(&console->out) || console->status != EX_OK)
		return;
	standard_complain();
	console->status = EX_IOERR;
}

/*
 * Ends the console: restores the terminal, then writes the remaining output and
 * prints why it has ended. Does not return if a signal ends the process.
 */
static void
console_finish(struct console *console)
{
	struct chat *chat = console->chat;

	console->ui->give_back(chat);
	term_give_back();
	if (console->ui->finish != NULL)
		console->ui->finish(chat);
	if (console->signal != 0)
		(void)out_flush(&console->out);
	chat_free(chat);
	free(chat);
	if (console->person)
		signals_finish();
	if (console->signal != 0)
		(void)raise(console->signal);
	write_rest(console);
	if (console->message[0] != '\0')
		complain("%s", console->message);
	typing_free(&console->typing);
}

int
chat_run(int socket, const struct chat_options *options)
{
	static struct console console;
	struct chat *chat = calloc(1, sizeof(*chat));

	if (chat == NULL)
		die_errno(EX_OSERR, "no memory for a chat");
	secret_hide(&console, sizeof(console));
	console_begin(&console, chat, socket, options);
	while (!console.over)
		console_turn(&console);
	console_finish(&console);
	return console.status;
}
