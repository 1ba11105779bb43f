/* The common part of all commands for scripts: see script.h. */
#define _GNU_SOURCE /* ppoll, which POSIX has only since 2024 */
#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "net/dial.h"
#include "net/rejoin.h"
#include "script/script.h"
#include "script/script_state.h"
#include "session/signals.h"
#include "session/standard.h"
#include "shared/addr.h"
#include "shared/codes.h"
#include "shared/crypto/secret.h"
#include "shared/die.h"
#include "shared/grammar.h"
#include "shared/io.h"
#include "text/render.h"

#define BYE_SAID "disconnected by the server: %s"

/* Time for closing the connection. */
#define LEAVE_TIME (2 * SEC)

/* Extra time for reading what is there when an answer is overdue. */
#define LATE_TIME SEC

/* Silence of the server after which we ping it. */
#define SILENCE (60 * SEC)

void
script_end(struct script *script, int status)
{
	if (script->over)
		return;
	script->over = true;
	script->status = status;
}

void
script_fail(struct script *script, int status, const char *format, ...)
{
	va_list values;

	if (script->over)
		return;
	script_end(script, status);
	va_start(values, format);
	if (vsnprintf(
		script->message, sizeof(script->message), format, values) < 0)
		script->message[0] = '\0';
	va_end(values);
}

void
script_fail_output(struct script *script)
{
	const char *why = strerror(errno);
	const bool told = standard_should_report();

	if (script->over && script->status != EX_OK)
		return;
	script->over = false;
	if (told)
		script_fail(script, EX_IOERR, STANDARD_FAILED, why);
	else
		script_end(script, EX_IOERR);
}

/* Returns the exit status after the server has ended the connection. */
static int
status_of(enum bye bye)
{
	static const int statuses[BYE_COUNT] = {
		[BYE_KICKED] = EX_PROTOCOL,
		[BYE_SLOW_READER] = EX_PROTOCOL,
		[BYE_IDLE] = EX_PROTOCOL,
		[BYE_TOO_FAST] = EX_PROTOCOL,
		[BYE_PROTOCOL] = EX_PROTOCOL,
	};

	return statuses[bye] != 0 ? statuses[bye] : EX_UNAVAILABLE;
}

static bool
may_return(const struct script *script, struct str code)
{
	const bool named = session_name(&script->session).len > 0 ||
	    script->away.state == SCRIPT_HERE;

	return script->options.returns && rejoin_after(code, named);
}

/* Takes the server's last line. */
static void
take_bye(struct script *script, const struct command *line)
{
	char why[SCRIPT_MESSAGE / 2];
	enum bye bye;

	if (!bye_find(line->arg[0], &bye))
		bye = BYE_INTERNAL;
	(void)render_string(why, sizeof(why), &line->arg[1], 1);
	if (bye == BYE_QUIT && script->session.quitting)
		script_end(script, EX_OK);
	else if (may_return(script, line->arg[0]))
		(void)snprintf(script->bye, sizeof(script->bye), "%s", why);
	else
		script_fail(script, status_of(bye), BYE_SAID, why);
}

bool
script_joined(const struct script *script)
{
	return *script->groups == NULL && script->joining == NULL &&
	    script->away.state == SCRIPT_HERE;
}

bool
script_is_synced(struct script *script)
{
	struct session *session = &script->session;

	if (!script->options.syncs || script->synced)
		return true;
	if (!script->asked_sync && session_ready(session)) {
		SESSION_SAY(session, VERB_SYNC, STR("sync"));
		script->asked_sync = true;
	}
	return false;
}

/* Takes a line that may answer sync; returns true if it does. */
static bool
heed_sync(struct script *script, const struct command *line)
{
	char why[SCRIPT_MESSAGE / 2];

	if (session_answered(&script->session) != VERB_SYNC)
		return false;
	script->synced = line->rule->verb == VERB_OK;
	if (!script->synced)
		script_fail(script, EX_UNAVAILABLE,
		    "not known to be on the server's disk: %s",
		    render_string(why, sizeof(why), &line->arg[2], 1));
	return true;
}

/* Notes a line; false if it is not for the command. */
static bool
note(struct script *script, const struct command *line)
{
	const bool ping = line->rule->verb == VERB_PING;
	bool hidden = ping || session_hides(&script->session, line);

	const enum login_heard heard =
	    login_hear(&script->login, &script->session, line);
	session_note(&script->session, line);
	if (line->rule->verb == VERB_BYE)
		take_bye(script, line);
	if (script_heed_login(script, heard))
		hidden = true;
	if (script_heed_greeting(script, line) || heed_sync(script, line))
		hidden = true;
	script_settle(script);
	if (ping)
		SESSION_ASK(&script->session, VERB_PING, STR("ping"));
	return !hidden;
}

/*
 * Takes a line if it is about letters, and makes it the event in it. Without
 * takes_letters they stay in the mailbox, for another client.
 */
static bool
take_letter(struct script *script, struct command *line, bool *ours)
{
	struct command letter;

	switch (letters_take(&script->letters, line, &letter)) {
	case LETTERS_NONE:
		return false;
	case LETTERS_NEW:
		script->letter = line->arg[0];
		*line = letter;
		*ours = script->takes_letters;
		break;
	case LETTERS_NOTED:
		break;
	}
	return true;
}

/* Takes the next line; false if there is none. *ours: it is for the command. */
static bool
take_next(struct script *script, struct command *line, bool *ours)
{
	struct session *session = &script->session;

	if (script->holding)
		session_drop(session, script->line);
	script->holding = session_line(session, &script->line);
	if (!script->holding)
		return false;
	script->letter = STR("");
	*ours = false;
	if (!session_is_cut(session, script->line) &&
	    grammar_parse(script->line, FROM_SERVER, line) == CODE_OK &&
	    !take_letter(script, line, ours))
		*ours = note(script, line);
	return true;
}

bool
script_take(struct script *script, struct command *line)
{
	bool ours = false;

	while (!ours && take_next(script, line, &ours))
		continue;
	return ours;
}

void
script_report_letters(struct script *script, uint64_t unseen)
{
	uint64_t id;

	if (script->away.state != SCRIPT_HERE ||
	    !session_ready(&script->session))
		return;
	id = letters_report(&script->letters, unseen);
	if (id != 0)
		SESSION_SAY_ITSELF(
		    &script->session, VERB_DONE, STR("done"), DECIMAL(id));
}

static void
heed_signals(struct script *script)
{
	const int signal = signals_end_signal();

	if (signal == 0)
		return;
	script->signal = signal;
	script->signals++;
	(void)signals_next(signal); /* so that the next signal is seen */
	if (script->finishes && script->signals == 1 &&
	    script->away.state == SCRIPT_HERE)
		script->stop = script->unhurried ?
		    0 :
		    clock_mono() + script->options.timeout;
	else
		script_end(script, EX_OK);
}

/* Ends a command that has not ended by itself in time. */
static void
heed_stop(struct script *script)
{
	if (script->stop == 0 || clock_mono() < script->stop)
		return;
	script->stop = 0; /* there is nothing more to wake up for */
	script_end(script, EX_OK);
}

/* Returns whether the server has hung up, and all that it said is taken. */
static bool
has_hung_up(const struct script *script)
{
	const struct session *session = &script->session;

	return !script->over && session->fd != -1 && !session->hears &&
	    buf_len(&session->in) == 0;
}

/*
 * Handles the end of the connection. A command that has ended it may tell why;
 * returns false while it may still do so. Nothing is said to it then.
 */
static bool
heed_end(struct script *script)
{
	const int error = script->session.error;
	const char *why;

	if (via_is_ending(&script->via)) {
		script->session.speaks = false;
		return false;
	}
	why = via_drop(&script->via);
	if (why == NULL)
		why = error != 0 ? strerror(error) : "closed by the server";
	script_connection_lost(
	    script, EX_UNAVAILABLE, "connection lost: %s", why);
	return true;
}

/*
 * Returns whether the connection has just ended. Then there is nothing to wait
 * for but the time to reconnect.
 */
static bool
is_gone(struct script *script)
{
	const struct session *session = &script->session;

	if (script->over || session->fd == -1)
		return false;
	if (script->bye[0] != '\0')
		script_connection_lost(
		    script, EX_UNAVAILABLE, BYE_SAID, script->bye);
	else if (!has_hung_up(script) || !heed_end(script))
		return false;
	script->bye[0] = '\0';
	return true;
}

static bool
is_owed(const struct script *script)
{
	return script->session.owed_count > 0;
}

/*
 * Returns when the next answer is overdue or, if none is awaited, when the
 * server has been silent for too long. While we do not read, or leave, neither
 * happens.
 */
static usec
end_of_patience(struct script *script)
{
	if (!script->session.hears || script->over)
		return WAIT_FOR_EVER;
	if (script->deaf) {
		script->quiet = script->session.owed_since = clock_mono();
		return WAIT_FOR_EVER;
	}
	return is_owed(script) ?
	    script->session.owed_since + script->options.timeout :
	    script->quiet + SILENCE;
}

/*
 * Returns whether the patience is exhausted. If something has come, an answer
 * may be in it, because we may have been stopped meanwhile: there is extra time
 * to read it.
 */
static bool
has_waited(struct script *script, usec patience, bool heard)
{
	const usec now = clock_mono();

	if (now < patience) {
		script->late = 0;
		return false;
	}
	if (script->late == 0)
		script->late = now;
	return !heard || (is_owed(script) && now - script->late >= LATE_TIME);
}

static void
lose_patience(struct script *script)
{
	script->late = 0;
	if (is_owed(script))
		script_connection_lost(script, EX_TEMPFAIL,
		    "no reply from the server for %.3g s",
		    (double)script->options.timeout / (double)SEC);
	else if (session_ready(&script->session))
		SESSION_SAY_ITSELF(&script->session, VERB_PING, STR("ping"));
}

/*
 * Returns what to poll for: the connection or, while reconnecting, the attempt.
 */
static struct pollfd
watch_server(const struct script *script)
{
	const struct session *session = &script->session;
	const bool hears = session->hears && !script->deaf;
	const bool speaks = session->speaks && buf_len(&session->out) > 0;

	if (session->fd == -1)
		return (struct pollfd) { .fd = script_away_fd(script),
			.events = POLLIN };
	return (struct pollfd) { .fd = hears || speaks ? session->fd : -1,
		.events =
		    (short)((hears ? POLLIN : 0) | (speaks ? POLLOUT : 0)) };
}

/* Waits; revents is 0 where nothing is ready. Returns how many are ready. */
static int
wait_for(struct pollfd *set, size_t count, usec until)
{
	struct timespec left;
	const int ready =
	    ppoll(set, (nfds_t)count, wait_left(until, &left), signals_mask());

	if (ready == -1 && errno != EINTR)
		die_errno(EX_OSERR, "cannot wait for the server");
	signals_deliver_pending();
	for (size_t i = 0; i < count && ready <= 0; i++)
		set[i].revents = 0;
	return ready;
}

/* Reads from the server, or continues to reconnect. */
static void
script_hear(struct script *script, bool ready)
{
	struct session *session = &script->session;

	if (session->fd != -1 && ready) {
		session_read(session);
		script->quiet = clock_mono();
	}
	script_come_back(script, ready);
}

/*
 * Returns until when to wait. For the command that has ended the connection it
 * is only a moment, even if something that needs the connection is overdue.
 */
static usec
end_of_wait(const struct script *script, usec patience, usec until)
{
	const usec look = program_tend();
	usec due = usec_earlier(patience, script_away_until(script));

	if (has_hung_up(script))
		return clock_mono() + PROGRAM_LOOK;
	if (script->stop != 0)
		due = usec_earlier(due, script->stop);
	if (look != 0)
		due = usec_earlier(due, clock_mono() + look);
	return usec_earlier(until, due);
}

void
script_wait(struct script *script, struct pollfd *set, size_t count, usec until)
{
	struct session *session = &script->session;

	script_say_join(script);
	if (session->speaks && buf_len(&session->out) > 0)
		session_write(session);
	for (size_t i = 0; i < count; i++)
		set[i].revents = 0;
	if (is_gone(script))
		return;
	const usec patience = end_of_patience(script);
	const usec end = end_of_wait(script, patience, until);
	set[0] = watch_server(script);
	const int ready = wait_for(set, count, end);
	heed_signals(script);
	heed_stop(script);
	if (has_waited(script, patience, ready > 0))
		lose_patience(script);
	else if (!has_hung_up(script))
		script_hear(script, set[0].revents != 0);
}

/* Waits for nothing but the server. */
static void
wait_for_server(struct script *script, usec until)
{
	struct pollfd set[1];

	script_wait(script, set, COUNT(set), until);
}

/*
 * Sends password and name, and waits until they are accepted or refused. Lines
 * after the last answer are the command's.
 */
static void
introduce(struct script *script)
{
	struct command line;
	bool ours;

	script_greet(script);
	while (!script->over && script->session.owed_count > 0) {
		wait_for_server(script, WAIT_FOR_EVER);
		while (!script->over && script->session.owed_count > 0 &&
		    take_next(script, &line, &ours))
			continue;
	}
}

/* Returns a socket connected to the server; ends the program without one. */
static int
script_connect(struct script *script)
{
	const struct script_options *options = &script->options;
	struct connect_failure failure;
	int fd;

	if (options->via != NULL) {
		fd = via_begin(&script->via, options->via, false);
		if (fd == -1)
			die_errno(EX_OSERR, VIA_FAILED);
		return fd;
	}
	fd = connect_to(
	    options->server, clock_mono() + options->timeout, &failure);
	if (fd == -1)
		die(failure.status, "%s", failure.why);
	return fd;
}

/*
 * Gets the secret of the account if a command prints it; ends the program if
 * that fails. Before connecting: the server does not wait long for a name.
 */
static void
need_secret(struct script *script)
{
	struct script_options *options = &script->options;

	if (options->account == NULL || options->nameless ||
	    options->secret_command == NULL)
		return;
	options->secret = secret_command_run(
	    &script->secret_command, options->secret_command, options->timeout);
	if (options->secret == NULL)
		die(EX_NOPERM, "cannot log in as %s: " SECRET_WHO ": %s",
		    options->account, script->secret_command.why);
}

void
script_begin(struct script *script, const struct script_options *options,
    char *const *groups)
{
	static char *const none[] = { NULL };

	*script = (struct script) { .options = *options, .groups = none };
	secret_hide(script, sizeof(*script));
	if (options->command != NULL)
		script->options.via = options->command;
	if (!via_tell(script->options.via))
		die_errno(EX_OSERR, "cannot set " VIA_VARIABLE);
	script->away.dial.fd = -1;
	need_secret(script);
	session_init(&script->session, script_connect(script));
	signals_begin(SIGNALS_SCRIPT);
	if (!options->nameless)
		introduce(script);
	script->groups = groups;
}

void
script_leave(struct script *script)
{
	const usec timeout = script->options.timeout;
	const usec end =
	    clock_mono() + (timeout < LEAVE_TIME ? timeout : LEAVE_TIME);
	const size_t signals = script->signals;
	struct session *session = &script->session;
	struct command line;

	if (session->fd == -1) {
		script_forget_away(script); /* ends the attempt to connect */
		return;
	}
	script_end(script, EX_OK);
	script->deaf = false;
	if (session_ready(session))
		SESSION_SAY(session, VERB_QUIT, STR("quit"));
	while (session->hears && session->quitting && !session->ended &&
	    script->signals == signals && signals < 2 && clock_mono() < end) {
		wait_for_server(script, end);
		while (script_take(script, &line))
			if (script->last_words != NULL)
				script->last_words(&line);
	}
	io_close(&session->fd);
	session->hears = false;
	session->speaks = false;
}

int
script_finish(struct script *script)
{
	script_leave(script);
	session_free(&script->session);
	via_end(&script->via);
	script_forget_away(script);
	if (script->message[0] != '\0')
		complain("%s", script->message);
	if (script->tally != NULL)
		script->tally();
	signals_finish();
	if (script->signal != 0)
		(void)raise(script->signal);
	return script->status;
}
