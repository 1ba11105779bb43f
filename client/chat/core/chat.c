/*
 * A chat from the first byte to the last: its loop waits for
 * the server, the keyboard, the output and signals at once, and blocks nowhere
 * else.
 */
#include "chat/core/chat_run.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sysexits.h>
#include <unistd.h>

#include "chat/core/chat_answers.h"
#include "chat/core/chat_input.h"
#include "chat/core/chat_link.h"
#include "chat/core/chat_set.h"
#include "chat/core/chat_typed.h"
#include "chat/core/console.h"
#include "chat/core/notify.h"
#include "chat/core/past.h"
#include "shared/crypto/secret.h"
#include "shared/die.h"
#include "shared/io.h"
#include "system/files.h"
#include "system/signals.h"
#include "system/term.h"

/* Writes output; nothing, if poll has reported that the terminal is gone. */
static void
write_output(struct chat *chat)
{
	struct out *out = &chat->console->out;

	if (buf_len(&out->waiting) == 0 || !out_write(out))
		chat_fail(chat, EX_IOERR, "terminal closed");
}

static void
heed_signals(struct chat *chat)
{
	struct console *console = chat->console;

	if (signals_end_signal() != 0) {
		/* Whose core could be a file of the login. */
		if (signals_end_signal() != SIGQUIT || !files_restricted())
			console->signal = signals_end_signal();
		chat_end(chat, EX_OK);
	}
	if (console->over)
		return;
	if (signals_next(SIGTSTP))
		chat_suspend(chat);
	if (signals_next(SIGCONT) && signals_end_signal() == 0) {
		(void)chat_take_terminal(chat);
		console->ui->measure(chat);
	}
	if (signals_next(SIGWINCH))
		console->ui->measure(chat);
}

/* Runs or checks the notify command. Returns when to check it next. */
static usec
look_at_notify(struct chat *chat)
{
	struct notify *notify = &chat->console->notify;
	const char *said = notify_check(notify, clock_mono());

	if (said != NULL)
		CHAT_TELL(chat, REMARK_MISTAKE, str_from(said));
	return notify_due(notify);
}

/*
 * Draws with the question that is open, and the end of its answer so far, or
 * with that for a name, which is answered by a line.
 */
static void
draw_question(struct chat *chat)
{
	struct console *console = chat->console;
	const struct typing *typing = &console->typing;
	const char *offered = chat->options.login;
	struct str shown =
	    typing->hidden ? STR("") : edit_line(&typing->answer);
	struct buf text;

	buf_init(&text, console->asked, sizeof(console->asked));
	if (typing->asks) {
		if (shown.len > CHAT_QUESTION / RENDER_TAB)
			shown = STR("...");
		(void)BUF_CAT(&text, str_from(console->question.text));
		render_text(&text, shown);
	} else if (typing->keys.pasting)
		(void)BUF_CAT(&text, STR("(pasting, Ctrl-C ends it) "));
	else if (session_name(&chat->session).len == 0 && chat->queued == 0 &&
	    !chat_is_offline(chat) &&
	    (link_is_begun(&chat->link) || chat->link.state == LINK_UNNAMED)) {
		(void)BUF_CAT(&text, STR("what is your name? "));
		if (offered != NULL && strcmp(chat->tried, offered) != 0)
			(void)BUF_CAT(
			    &text, STR("["), str_from(offered), STR("] "));
	}
	console->ui->draw(chat, buf_str(&text));
}

/* Keys read at once. Each may end a line, and then its row is drawn. */
#define KEYS_AT_ONCE 256
static_assert(KEYS_AT_ONCE * 32 < CHAT_STEP, "keys fit");

/*
 * Reads standard input once: keys that make lines, or in the stream lines that
 * the terminal has edited.
 */
static void
read_input(struct chat *chat)
{
	char keys[KEYS_AT_ONCE];
	const ssize_t count = io_read(STDIN_FILENO, keys, sizeof(keys));

	if (count > 0)
		chat_take_keys(chat, keys, (size_t)count);
	secret_wipe(keys, sizeof(keys));
	if (count == 0 && chat->console->window != NULL)
		chat_fail(chat, EX_IOERR, "terminal closed");
	else if (count == 0)
		chat_quit(chat); /* Ctrl-D */
	else if (count == IO_FAIL)
		chat_fail(chat, EX_IOERR, "cannot read standard input: %s",
		    strerror(errno));
}

/* The descriptors to wait for. */
enum { INPUT, OUTPUT, SERVER, VIA_SAYS, WATCHED };

/*
 * Waits until then for something to do or a signal, only for what can be
 * handled now; then reads and writes.
 */
static void
wait_until(struct chat *chat, usec due)
{
	struct console *console = chat->console;
	const bool room = chat_has_room(chat);
	const bool writes = buf_len(&console->out.waiting) > 0;
	if (!room)
		due = usec_earlier(due, console->out.moved + CONSOLE_STOPPED);
	struct pollfd set[WATCHED] = {
		[INPUT] = { .fd = room ? STDIN_FILENO : -1, .events = POLLIN },
		/* With no events, poll still tells that the reader is gone. */
		[OUTPUT] = { .fd = console->out.fd,
		    .events = writes ? POLLOUT : 0 },
		[SERVER] = link_watch(&chat->link, !room),
		[VIA_SAYS] = { .fd = room ? dial_via_fd(&chat->link.via) : -1,
		    .events = POLLIN },
	};

	(void)signals_wait(set, WATCHED, due);
	link_turn(&chat->link, set[SERVER].revents != 0);
	if (set[OUTPUT].revents != 0)
		write_output(chat);
	if (set[INPUT].revents != 0)
		read_input(chat);
}

/* Asks once for the message of the day, which comes after the first joins. */
static void
ask_motd(struct chat *chat)
{
	if (chat->greeted || !link_is_begun(&chat->link) ||
	    !session_ready(&chat->session) ||
	    session_name(&chat->session).len == 0)
		return;
	chat->greeted = true;
	SESSION_ASK(&chat->session, VERB_MOTD, STR("motd"));
}

/* Does what is due, and waits for more. */
static void
do_due(struct chat *chat)
{
	struct console *console = chat->console;
	struct link *link = &chat->link;

	heed_signals(chat);
	usec due = chat_pause_keys(chat);
	if (link->state == LINK_UNNAMED &&
	    (chat->queued > 0 || login_is_on(&link->login)))
		link_again(link);
	chat_hear_via(chat);
	chat_show_answers(chat);
	chat_take_input(chat);
	past_go_on(chat);
	(void)link_go_on(link);
	ask_motd(chat);
	due = usec_earlier(due, link_due(link));
	due = usec_earlier(due, look_at_notify(chat));
	draw_question(chat);
	if (console->ui->due != NULL)
		due = usec_earlier(due, console->ui->due(chat));
	if (!console->over)
		wait_until(chat, due);
}

static void
begin_terminal(struct chat *chat)
{
	struct console *console = chat->console;

	if (!files_restricted())
		history_load(&console->typing.edit.history);
	signals_begin(SIGNALS_TERMINAL);
	if (!chat_take_terminal(chat))
		die_errno(EX_OSERR, "cannot set the terminal mode");
}

static void
begin_chat(struct chat *chat, struct console *console,
    const struct chat_options *options)
{
	secret_hide(console, sizeof(*console));
	secret_hide(chat, sizeof(*chat));
	console->chat = chat;
	console->ui = options->ui;
	out_init(&console->out, STDOUT_FILENO);
	console->out.drops = true;
	buf_init(
	    &console->line, console->line_memory, sizeof(console->line_memory));
	chat->console = console;
	chat->options = *options;
	chat_begin_link(chat);
	if (console->ui->begin != NULL)
		console->ui->begin(chat);
	begin_terminal(chat);
}

/*
 * Ends the chat: restores the terminal, then writes the remaining output, which
 * blocks, and prints why it has ended. Does not return if a signal ends the
 * process.
 */
static void
finish(struct chat *chat)
{
	struct console *console = chat->console;

	chat_keep(chat);
	chat_give_back(chat);
	term_give_back();
	if (console->ui->finish != NULL)
		console->ui->finish(chat);
	if (console->signal != 0)
		(void)out_flush(&console->out, OUT_SHORTLY);
	link_end(&chat->link);
	session_free(&chat->session);
	signals_finish();
	if (console->signal != 0)
		(void)raise(console->signal);
	if (!out_flush(&console->out, OUT_FOR_EVER) &&
	    console->status == EX_OK) {
		files_complain();
		console->status = EX_IOERR;
	}
	if (console->message[0] != '\0')
		complain("%s", console->message);
	typing_free(&console->typing);
}

int
chat_run(const struct chat_options *options)
{
	static struct console console;
	static struct chat chat;

	begin_chat(&chat, &console, options);
	while (!console.over)
		do_due(&chat);
	finish(&chat);
	return console.status;
}
