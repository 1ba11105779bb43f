/*
 * forkcast bot: hears groups and private messages, and says the lines of its
 * input, "to #GROUP TEXT" or "to @NAME TEXT", all under one name. With -x it
 * runs a command for each message, and says the lines that the command prints.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "conf/option.h"
#include "conf/standard.h"
#include "script/cmd.h"
#include "script/hear/hear.h"
#include "script/jobs.h"
#include "script/lines.h"
#include "script/script.h"
#include "shared/io.h"
#include "text/plural.h"

static const struct usage usage = {
	"usage: forkcast bot [-hjRV] [-C COMMAND] [-n NAME] [-s ADDRESS]\n"
	"       [-t SECONDS] [-x COMMAND] [GROUP]...",
	"jRx:" SCRIPT_OPTIONS,
	"Print the messages in each GROUP and those sent to this client alone, "
	"and send\n"
	"each line of standard input, \"to #GROUP TEXT\" or \"to @NAME "
	"TEXT\", all under\n"
	"one name; \"note\" in place of \"to\" sends a note.\n\n"
	"  -j             Print a JSON object for each message.\n"
	"  -R             Reconnect when the connection is lost.\n"
	"  -x COMMAND     Run COMMAND for each message instead of printing it, "
	"and send\n"
	"                 the lines that it prints instead of standard input.\n" SCRIPT_HELP,
};

static struct {
	struct script script;
	struct lines lines;
	char *command[4]; /* sh -c COMMAND */
	struct out out;
	char *const *groups; /* to join, ended by a null */
	struct printing printing;
	size_t dropped; /* messages for which no command will run */
	int input; /* of the lines to send */
	bool runs; /* commands */
} bot;

/* Appends the command for a line: lines_init. */
static bool
compose(struct buf *command, struct str text, enum verb *verb)
{
	const struct str word = str_word(&text);
	const bool note = str_eq(word, STR("note"));

	if ((!note && !str_eq(word, STR("to"))) || text.at == NULL)
		return false;
	struct str to = str_word(&text);
	if (text.at == NULL || text.len == 0)
		return false;
	*verb = note ? VERB_NOTE : VERB_SEND;
	if (str_skip(&to, STR("#")))
		return BUF_CAT(command, note ? STR("note ") : STR("send "), to,
		    STR(" "), text);
	if (!str_skip(&to, STR("@")))
		return false;
	*verb = note ? VERB_NOTE : VERB_TELL;
	return BUF_CAT(
	    command, note ? STR("note @") : STR("tell "), to, STR(" "), text);
}

/* Reads what is there, and ends the last line, which need not have an LF. */
static void
command_ended(const struct jobs_end *end)
{
	(void)end;
	while (lines_reads(&bot.lines) && lines_read(&bot.lines, bot.input) > 0)
		continue;
	buf_end_line(&bot.lines.input);
}

/*
 * Makes the pipe to which the commands print. Its write end stays open, so the
 * input has no end.
 */
static int
open_pipe(void)
{
	int ends[2];

	if (pipe(ends) == -1 || !io_prepare(ends[0]) ||
	    fcntl(ends[1], F_SETFD, FD_CLOEXEC) == -1)
		die_errno(EX_OSERR, "cannot make a pipe for the commands");
	bot.input = ends[0];
	return ends[1];
}

static void
begin(int argc, char *const *argv)
{
	static char shell[] = "/bin/sh", option[] = "-c";
	static const struct script_option own[] = {
		{ 'j', .flag = &bot.printing.json },
		{ 'x', .text = &bot.command[2] },
		{ 0 },
	};
	struct script_options options;

	script_read_options(&options, &usage, own, argc, argv);
	option_check_order(argv);
	bot.command[0] = shell;
	bot.command[1] = option;
	bot.runs = bot.command[2] != NULL;
	bot.groups = optind < argc ? argv + optind : options.groups;
	option_check_groups(bot.groups);
	options.full = true;
	const struct jobs_options jobs = {
		.words = bot.runs ? bot.command : NULL,
		.what = "message",
		.most = 1,
		.json = bot.printing.json,
		.one_is_normal = true,
		.server = options.server,
		.output = bot.runs ? open_pipe() : 0,
		.ended = command_ended,
	};
	if (!bot.runs) {
		standard_need_input();
		standard_need_output();
	}
	out_init(&bot.out, STDOUT_FILENO);
	lines_init(&bot.lines, VERB_SEND, STR(""));
	bot.lines.compose = compose;
	bot.lines.most = 1; /* so that complaints are in order */
	bot.lines.form = "must be \"to #GROUP TEXT\" or \"to @NAME TEXT\", or "
			 "\"note\" in place of \"to\"";
	jobs_begin(&jobs);
	script_begin(&bot.script, &options, bot.groups);
}

/* A note is never for a program: two bots would talk for ever. */
static bool
is_message(const struct heard *heard)
{
	const struct command *event = &heard->event;
	char *const *ours = bot.groups;

	if (str_eq(heard->kind, STR("note")) || event->rule->verb == VERB_TELL)
		return event->rule->verb == VERB_TELL &&
		    !str_eq(heard->kind, STR("note"));
	if (event->rule->verb != VERB_MSG)
		return false;
	/* We may have been put into a group that we were not told of. */
	while (*ours != NULL && !str_caseeq(str_from(*ours), event->arg[1]))
		ours++;
	return *ours != NULL;
}

/* Reports how many messages were dropped, if any were. */
static void
tell_dropped(void)
{
	if (bot.dropped > 0)
		complain("%zu %s dropped", bot.dropped,
		    plural(bot.dropped, "message", "messages"));
	bot.dropped = 0;
}

/* The connection is read on, because commands wait for its answers. */
static void
cmd_bot_take_line(const struct command *line)
{
	const struct str me = session_name(&bot.script.session);
	struct heard heard;

	if (lines_heed(&bot.lines, &bot.script, line) ||
	    line->rule->args[0] != ARG_ID || !heard_take(&heard, line, me) ||
	    str_caseeq(heard_causer(&heard), me) || !is_message(&heard))
		return;
	if (!bot.runs)
		printing_put(&bot.printing, &bot.out, &heard);
	else if (jobs_waiting() < JOBS_WAITING)
		jobs_add(0, bot.script.line);
	else if (bot.dropped++ == 0)
		complain("dropping messages: %d are waiting for a command",
		    JOBS_WAITING);
}

static void
lose_answers(void)
{
	if (lines_lose(&bot.lines) == 0)
		return;
	complain("line %zu: no reply", bot.lines.number);
	bot.lines.unsent = true;
}

static bool
has_room(void)
{
	return out_room(&bot.out) >= PRINTING_ROOM;
}

static void
wait_for_more(void)
{
	const bool writes = buf_len(&bot.out.waiting) > 0;
	struct pollfd set[3] = { /* the server, the output, the input */
		[1] = { .fd = bot.runs ? -1 : STDOUT_FILENO,
		    .events = writes ? POLLOUT : 0 },
		[2] = { .fd = lines_reads(&bot.lines) ? bot.input : -1,
		    .events = POLLIN }
	};
	const usec until = session_ready(&bot.script.session) ?
	    lines_until(&bot.lines) :
	    WAIT_FOR_EVER;

	bot.script.deaf = !has_room();
	script_wait(
	    &bot.script, set, COUNT(set), usec_earlier(until, jobs_due()));
	if (set[1].revents != 0) {
		errno = EPIPE; /* with nothing to write, the reader has gone */
		if (!writes || !out_write(&bot.out))
			script_fail_output(&bot.script);
	}
	if (set[2].revents != 0 && lines_read(&bot.lines, bot.input) == IO_FAIL)
		script_fail(&bot.script, EX_IOERR,
		    "cannot read standard input: %s", strerror(errno));
}

static void
cmd_bot_turn(void)
{
	struct script *script = &bot.script;
	struct command line;

	while (!script->over && has_room() && script_take(script, &line))
		cmd_bot_take_line(&line);
	jobs_tend();
	/* Not at each message that makes room for another one. */
	if (jobs_waiting() <= JOBS_WAITING / 2)
		tell_dropped();
	if (!script->over)
		lines_say(&bot.lines, script);
	/* A bot with commands does not end with its input. */
	if (!bot.runs && script_joined(script) && lines_done(&bot.lines))
		script_end(script,
		    bot.lines.refused	 ? EX_NOPERM :
			bot.lines.unsent ? EX_DATAERR :
					   EX_OK);
	if (!script->over)
		wait_for_more();
}

/* Reports the lines that were not said, at the end. */
static void
tell_unsaid(void)
{
	lose_answers();
	const size_t unsaid =
	    lines_refused(&bot.lines) + lines_unsaid(&bot.lines);
	if (unsaid > 0)
		complain(
		    "%zu %s not sent", unsaid, plural(unsaid, "line", "lines"));
}

int
cmd_bot(int argc, char *const *argv)
{
	struct script *script = &bot.script;

	begin(argc, argv);
	script->lost = lose_answers;
	script->last_words = cmd_bot_take_line;
	script->tally = tell_unsaid;
	while (!script->over)
		cmd_bot_turn();
	script_leave(script);
	if (script->signal == 0 && !out_finish(&bot.out))
		script_fail_output(script);
	tell_dropped();
	jobs_abandon();
	if (jobs_failed() && script->status == EX_OK)
		script->status = EX_SOFTWARE;
	return script_finish(script);
}
