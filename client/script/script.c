/* The common part of all commands for scripts: see script.h. */
#include "script/script.h"

#include <assert.h>
#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "conf/option.h"
#include "shared/codes.h"
#include "shared/crypto/secret.h"
#include "shared/names.h"
#include "system/files.h"
#include "system/signals.h"
#include "text/harmless.h"
#include "text/render.h"

/* How long the server may take, without -t. */
#define TIMEOUT (60 * SEC)

/* Time for closing the connection. */
#define LEAVE_TIME (2 * SEC)

/* The room for what is printed for a line of the server. */
#define LINE_ROOM ((size_t)2 * HARMLESS_TAB * LIMIT_LINE)
static_assert(LINE_ROOM < OUT_SIZE, "it can have that");

void
script_check_key(const char *key)
{
	if (key_check(str_from(key)) != CODE_OK)
		die(EX_DATAERR,
		    "invalid key \"%s\": must be 1 to %d bytes from a to z, "
		    "digits and . _ / -",
		    key, LIMIT_KEY);
}

void
script_read_options(struct script_options *options, const struct usage *usage,
    const struct option_row *own, int argc, char *const *argv)
{
	char *via = NULL, *file = NULL, *name = NULL, *server = NULL;
	const struct option_row common[] = {
		{ 'C', .text = &via },
		{ 'F', .text = &file },
		{ 'd', .flag = &options->syncs },
		{ 'n', .text = &name },
		{ 'R', .flag = &options->link.returns },
		{ 's', .text = &server },
		{ 't', .time = &options->link.timeout },
		{ 0 },
	};

	option_answer(usage, argc, argv);
	*options = (struct script_options) { .syncs = false };
	option_read(usage, own, common, argc, argv);
	const struct settings *settings =
	    settings_read(&(struct settings_given) { file, server, via, name });
	if (options->link.timeout == 0)
		options->link.timeout = TIMEOUT;
	settings_link(&options->link);
	options->groups = settings->groups;
	options->log = settings->log;
}

void
script_end(struct script *script, int status)
{
	if (script->over)
		return;
	script->over = true;
	script->status = status;
	script->link.options.returns = false;
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

const char *
script_why(const struct command *err, char room[SCRIPT_WHY])
{
	return render_string(room, SCRIPT_WHY, &err->arg[2], 1);
}

void
script_refuse(
    struct script *script, const struct command *err, const char *format, ...)
{
	const struct str code = err->arg[1];
	char what[SCRIPT_WHY], why[SCRIPT_WHY];
	va_list values;
	int status = EX_NOPERM;

	if (str_eq(code, code_word(CODE_UNAVAILABLE)))
		status = EX_UNAVAILABLE;
	else if (str_eq(code, code_word(CODE_SLOW_DOWN)))
		status = EX_TEMPFAIL;
	va_start(values, format);
	if (vsnprintf(what, sizeof(what), format, values) < 0)
		what[0] = '\0';
	va_end(values);
	script_fail(script, status, "%s: %s", what, script_why(err, why));
}

void
script_print(struct script *script, const struct str *pieces, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct str text = pieces[i];
		if (i > 0)
			out_put(script->out, STR(" "));
		for (size_t len; text.len > 0; str_drop(&text, len)) {
			struct str shown = harmless_replace(text, &len);
			if (text.at[0] == '\t') /* a program may split there */
				shown = (struct str) { text.at, 1 };
			out_put(script->out, shown);
		}
	}
	out_put(script->out, STR("\n"));
}

/*
 * Ends the script because standard output has failed with errno. The status
 * becomes EX_IOERR if all went well until now.
 */
static void
fail_output(struct script *script)
{
	const char *why = strerror(errno);
	const bool told = files_should_report();

	/* Nobody waits for what nobody reads. */
	script->dropped = true;
	if (script->out != NULL)
		buf_drop(&script->out->waiting, buf_len(&script->out->waiting));
	if (script->over && script->status != EX_OK)
		return;
	script->over = false;
	if (told)
		script_fail(script, EX_IOERR, STANDARD_FAILED, why);
	else
		script_end(script, EX_IOERR);
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
	char why[SCRIPT_WHY];

	if (script->session.answered != VERB_SYNC)
		return false;
	script->synced = line->rule->verb == VERB_OK;
	if (!script->synced)
		script_fail(script, EX_UNAVAILABLE,
		    "not known to be on the server's disk: %s",
		    script_why(line, why));
	return true;
}

size_t
script_unwritten(const struct script *script)
{
	return script->out != NULL ? buf_len(&script->out->waiting) : 0;
}

/* Returns whether no line of the server can be taken now. */
static bool
is_deaf(const struct script *script)
{
	return script->deaf || script_unwritten(script) > OUT_SIZE - LINE_ROOM;
}

/* Takes the lines that are there; returns whether there was any. */
static bool
take_lines(struct script *script)
{
	struct command line;
	bool any = false, ours;

	while (!script->over && !is_deaf(script) && script->take != NULL &&
	    link_next(&script->link, &line, &ours)) {
		any = true;
		if (ours && !heed_sync(script, &line))
			script->take(&line);
	}
	return any;
}

/* Heeds signals, and ends a command that has not ended by itself in time. */
static void
heed_signals(struct script *script)
{
	const int signal = signals_end_signal();

	if (script->stop != 0 && clock_mono() >= script->stop) {
		script->stop = 0; /* there is nothing more to wake up for */
		script_end(script, EX_OK);
	}
	if (signal == 0)
		return;
	script->signal = signal;
	script->signals++;
	(void)signals_next(signal); /* so that the next signal is seen */
	if (!script->finishes || script->signals > 1 ||
	    script->link.state != LINK_HERE)
		script_end(script, EX_OK);
	else if (!script->unhurried)
		script->stop = clock_mono() + script->options.link.timeout;
	script->link.options.returns = false;
}

void
script_wait(struct script *script, struct pollfd *set, size_t count, usec until)
{
	struct out *out = script->out;
	const bool writes = script_unwritten(script) > 0;

	for (size_t i = 0; i < count; i++)
		set[i].revents = 0;
	if (link_go_on(&script->link) || take_lines(script))
		return;
	set[0] = link_watch(&script->link, is_deaf(script));
	if (out != NULL) /* with no events, the reader's end is reported */
		set[1] =
		    (struct pollfd) { .fd =
					  writes || script->read ? out->fd : -1,
			    .events = writes ? POLLOUT : 0 };
	usec end = usec_earlier(until, link_due(&script->link));
	if (script->stop != 0)
		end = usec_earlier(end, script->stop);
	(void)signals_wait(set, count, end);
	heed_signals(script);
	errno = EPIPE; /* with nothing to write, the reader has gone */
	if (out != NULL && set[1].revents != 0 && (!writes || !out_write(out)))
		fail_output(script);
	link_turn(&script->link, set[0].revents != 0);
	(void)take_lines(script);
}

void
script_rest(struct script *script, usec until)
{
	struct pollfd set[2] = { [1] = { .fd = -1 } };

	script_wait(script, set, COUNT(set), until);
}

bool
script_write(struct script *script, size_t most)
{
	while (script_unwritten(script) > most && script->signal == 0)
		script_rest(script, WAIT_FOR_EVER);
	return script_unwritten(script) <= most;
}

/* What the link tells. */
static void
hear_link(void *owner, enum link_news news, const char *what, const char *time)
{
	(void)owner;
	(void)news;
	if (time == NULL)
		complain("%s", what);
	else
		complain("%s; trying again in %s", what, time);
}

static void
fail_by_link(void *owner, int status, const char *why)
{
	script_fail(owner, status, "%s", why);
}

static void
lose_answers(void *owner)
{
	const struct script *script = owner;

	if (script->lost != NULL)
		script->lost();
}

void
script_begin(struct script *script, const struct script_options *options,
    char *const *groups, void (*take)(const struct command *line))
{
	static char *const none[] = { NULL };
	static struct out output;
	struct command line;
	bool ours;

	*script = (struct script) { .options = *options };
	if (options->prints) {
		files_need_output();
		out_init(&output, STDOUT_FILENO);
		script->out = &output;
	}
	secret_hide(script, sizeof(*script));
	struct link_options *link = &script->options.link;
	link->owner = script;
	link->tell = hear_link;
	link->fail = fail_by_link;
	link->lost = lose_answers;
	link_begin(&script->link, &script->session, link, none);
	signals_begin(SIGNALS_SCRIPT);
	/* Lines after the last answer are the command's. */
	while (!script->over && script->session.owed_count > 0) {
		script_rest(script, WAIT_FOR_EVER);
		while (!script->over && script->session.owed_count > 0 &&
		    link_next(&script->link, &line, &ours))
			continue;
	}
	script->link.groups = groups != NULL ? groups : none;
	script->take = take;
}

void
script_ask(struct script *script, const struct script_options *options,
    enum verb verb, struct str question,
    void (*take)(const struct command *line))
{
	script_begin(script, options, NULL, take);
	if (!script->over)
		SESSION_SAY(&script->session, verb, question);
	while (!script->over)
		script_rest(script, WAIT_FOR_EVER);
}

/* Leaves what we have joined for the person's other connections, too. */
static void
leave_groups(struct session *session)
{
	const struct world *joined = &session->joined;

	for (size_t i = 0; i < joined->count; i++)
		if (joined->group[i]->brought)
			SESSION_ASK(session, VERB_LEAVE, STR("leave"),
			    world_at(joined, i));
}

void
script_leave(struct script *script)
{
	const usec timeout = script->options.link.timeout;
	const usec end =
	    clock_mono() + (timeout < LEAVE_TIME ? timeout : LEAVE_TIME);
	const size_t signals = script->signals;
	struct session *session = &script->session;
	struct command line;
	bool ours;

	script_end(script, EX_OK);
	if (session->fd == -1) {
		link_end(&script->link); /* ends the attempt to connect */
		return;
	}
	script->deaf = false;
	if (session_ready(session)) {
		leave_groups(session);
		SESSION_ASK(session, VERB_QUIT, STR("quit"));
	}
	while (session->hears && session->quitting && !session->ended &&
	    script->signals == signals && signals < 2 && clock_mono() < end) {
		script_rest(script, end);
		while (link_next(&script->link, &line, &ours))
			if (ours && script->takes_last)
				script->take(&line);
	}
	session_close(session);
}

int
script_finish(struct script *script)
{
	script_leave(script);
	(void)script_write(script, 0);
	session_free(&script->session);
	link_end(&script->link);
	if (script->message[0] != '\0')
		complain("%s", script->message);
	if (script->tally != NULL)
		script->tally();
	signals_finish();
	if (script->signal != 0)
		(void)raise(script->signal);
	return script->status;
}
