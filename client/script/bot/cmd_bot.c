/*
 * forkcast bot: hears groups and private messages, and says the lines of its
 * input, all under one name. With -x it runs a command for each message, and
 * says the lines that the command prints.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "net/wait.h"
#include "script/bot/bot_input.h"
#include "script/cmd.h"
#include "script/hear/printing.h"
#include "script/jobs.h"
#include "script/script.h"
#include "session/option.h"
#include "session/standard.h"
#include "shared/die.h"
#include "text/out.h"
#include "text/plural.h"
#include "text/words/heard.h"

static const struct usage usage = {
	"usage: forkcast bot [-hjRV] [-C COMMAND] [-k SECONDS] [-n NAME]\n"
	"       [-s ADDRESS] [-t SECONDS] [-x COMMAND] [GROUP]...",
	"jk:Rx:" SCRIPT_OPTIONS,
	"Print the messages in each GROUP and those sent to this client alone, "
	"and send\n"
	"each line of standard input, \"to #GROUP TEXT\" or \"to @NAME "
	"TEXT\", all under\n"
	"one name.\n\n"
	"  -j             Print a JSON object for each message.\n"
	"  -k SECONDS     Kill a command of -x that runs longer.\n"
	"  -R             Reconnect when the connection is lost.\n"
	"  -x COMMAND     Run COMMAND for each message instead of printing it, "
	"and send the\n"
	"                 lines that it prints instead of standard input.\n" SCRIPT_HELP,
};

static struct {
	struct script script;
	struct jobs_options jobs;
	usec limit; /* time for each command; 0: none */
	char *command[4]; /* sh -c COMMAND */
	struct out out;
	char **groups; /* to join, ended by a null */
	struct printing printing;
	size_t dropped; /* messages for which no command will run */
	int commands; /* read end of the pipe to which they print; or -1 */
} bot;

static const struct script_option own_options[] = {
	{ 'j', .flag = &bot.printing.json },
	{ 'k', .time = &bot.limit },
	{ 'x', .text = &bot.command[2] },
	{ 0 },
};

/* Takes the groups, which option_check_groups frees from a "#". */
static void
choose_groups(char *const *words)
{
	size_t count = 0;

	while (words[count] != NULL)
		count++;
	bot.groups = calloc(count + 1, sizeof(*bot.groups));
	if (bot.groups == NULL)
		die_errno(EX_OSERR, "no memory for the groups");
	for (size_t i = 0; i < count; i++)
		bot.groups[i] = words[i];
	option_check_groups(bot.groups);
}

/* The last line of a command need not have an LF. */
static void
command_ended(const struct jobs_end *end)
{
	(void)end;
	bot_input_cut();
}

static void
read_options(struct script_options *options, int argc, char *const *argv)
{
	static char shell[] = "/bin/sh", option[] = "-c";

	bot.command[0] = shell;
	bot.command[1] = option;
	script_read_options(options, &usage, own_options, argc, argv);
	option_check_order(argv);
	choose_groups(optind < argc ? argv + optind : options->groups);
	options->full = true;
	bot.jobs = (struct jobs_options) {
		.words = bot.command[2] != NULL ? bot.command : NULL,
		.what = "message",
		.most = 1,
		.limit = bot.limit,
		.json = bot.printing.json,
		.one_is_normal = true,
		.server = options->server,
		.ended = command_ended,
	};
}

/* Returns whether the bot runs commands. */
static bool
runs(void)
{
	return bot.jobs.words != NULL;
}

/* Returns the descriptor of the lines to send. */
static int
input(void)
{
	return runs() ? bot.commands : STDIN_FILENO;
}

/* Returns whether we were told to be in the group. */
static bool
is_of_ours(struct str group)
{
	char **ours = bot.groups;

	while (*ours != NULL && !str_caseeq(str_from(*ours), group))
		ours++;
	return *ours != NULL;
}

/* A note is never for a program: two bots would talk for ever. */
static bool
is_message(const struct heard *heard)
{
	const struct command *event = &heard->event;

	if (str_eq(heard->kind, STR("note")))
		return false;
	return event->rule->verb == VERB_TELL ||
	    (event->rule->verb == VERB_MSG && is_of_ours(event->arg[1]));
}

/* Drops a message; reports the first one at once. */
static void
drop_message(void)
{
	if (bot.dropped++ == 0)
		complain("dropping messages: %d are waiting for a command",
		    JOBS_WAITING);
}

/* The connection is read on, because commands wait for its answers. */
static void
take_message(const struct heard *heard)
{
	if (!runs())
		printing_put(&bot.printing, &bot.out, heard);
	else if (jobs_have_room())
		jobs_add(0, bot.script.line);
	else
		drop_message();
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

static void
cmd_bot_take_line(const struct command *line)
{
	const struct session *session = &bot.script.session;
	const struct str me = session_name(session);
	struct heard heard;

	if (bot_input_awaits(session_answered(session))) {
		bot_input_answered(line);
		return;
	}
	if (line->rule->args[0] == ARG_ID && heard_take(&heard, line, me) &&
	    !str_caseeq(heard_causer(&heard), me) && is_message(&heard))
		take_message(&heard);
}

static bool
has_room(void)
{
	return out_room(&bot.out) >= PRINTING_ROOM;
}

static void
take_lines(void)
{
	struct command line;

	while (
	    !bot.script.over && has_room() && script_take(&bot.script, &line))
		cmd_bot_take_line(&line);
}

/* Writes output; or the reader has gone, if there is nothing to write. */
static void
write_output(void)
{
	if (buf_len(&bot.out.waiting) == 0)
		errno = EPIPE;
	else if (out_write(&bot.out))
		return;
	script_fail_output(&bot.script);
}

/* Returns what to poll standard output for, and whether its reader is there. */
static struct pollfd
watch_output(void)
{
	const bool writes = buf_len(&bot.out.waiting) > 0;

	return (struct pollfd) { .fd = runs() ? -1 : STDOUT_FILENO,
		.events = writes ? POLLOUT : 0 };
}

static void
wait_for_more(usec until)
{
	struct pollfd set[3]; /* the server, the output, the input */

	bot.script.deaf = !has_room();
	set[1] = watch_output();
	set[2] = (struct pollfd) { .fd = bot_input_reads() ? input() : -1,
		.events = POLLIN };
	script_wait(
	    &bot.script, set, COUNT(set), usec_earlier(until, jobs_due()));
	if (set[1].revents != 0)
		write_output();
	if (set[2].revents != 0 && !bot_input_read())
		script_fail(&bot.script, EX_IOERR,
		    "cannot read standard input: %s", strerror(errno));
}

static void
cmd_bot_turn(void)
{
	take_lines();
	jobs_tend();
	/* Not at each message that makes room for another one. */
	if (jobs_waiting() <= JOBS_WAITING / 2)
		tell_dropped();
	const usec until = bot_input_say(&bot.script);
	/* A bot with commands does not end with its input. */
	if (!runs() && script_joined(&bot.script) && bot_input_done())
		script_end(&bot.script, bot_input_status());
	if (!bot.script.over)
		wait_for_more(until);
}

/*
 * Makes the pipe to which the commands print. Its write end stays open, so the
 * input has no end.
 */
static void
open_pipe(void)
{
	int ends[2];

	if (pipe(ends) == -1 || fcntl(ends[0], F_SETFD, FD_CLOEXEC) == -1 ||
	    fcntl(ends[1], F_SETFD, FD_CLOEXEC) == -1 ||
	    fcntl(ends[0], F_SETFL, O_NONBLOCK) == -1)
		die_errno(EX_OSERR, "cannot make a pipe for the commands");
	bot.commands = ends[0];
	bot.jobs.output = ends[1];
}

static void
finish_work(void)
{
	struct script *script = &bot.script;

	if (script->signal == 0 && !out_finish(&bot.out))
		script_fail_output(script);
	tell_dropped();
	jobs_abandon();
	if (jobs_failed() && script->status == EX_OK)
		script->status = EX_SOFTWARE;
}

int
cmd_bot(int argc, char *const *argv)
{
	struct script_options options;

	read_options(&options, argc, argv);
	if (runs()) {
		open_pipe();
	} else {
		standard_need_input();
		standard_need_output();
	}
	out_init(&bot.out, STDOUT_FILENO);
	bot_input_begin(input());
	jobs_begin(&bot.jobs);
	script_begin(&bot.script, &options, bot.groups);
	bot.script.lost = bot_input_lost;
	bot.script.last_words = cmd_bot_take_line;
	bot.script.tally = bot_input_tally;
	while (!bot.script.over)
		cmd_bot_turn();
	script_leave(&bot.script);
	finish_work();
	free(bot.groups);
	return script_finish(&bot.script);
}
