/*
 * forkcast listen: writes the messages of groups, or runs a command for each.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "script/cmd.h"
#include "script/jobs.h"
#include "script/script.h"
#include "session/option.h"
#include "session/standard.h"
#include "shared/die.h"
#include "text/json.h"
#include "text/out.h"
#include "text/render.h"

static const struct usage usage = {
	"usage: forkcast listen [-ehjRrTV] [-c COUNT] [-i NAME] [-k SECONDS]\n"
	"       [-n NAME] [-P NUMBER] [-s ADDRESS] [-t SECONDS] [-x COMMAND]\n"
	"       [GROUP]...",
	"c:ei:jk:P:RrTx:" SCRIPT_OPTIONS,
	"Print the messages in each GROUP, one per line.\n\n"
	"  -c COUNT       Exit after COUNT messages.\n"
	"  -e             Print all events, not only messages.\n"
	"  -i NAME        Ignore NAME; may be repeated.\n"
	"  -j             Print a JSON object for each message.\n"
	"  -k SECONDS     Kill a command of -x that runs longer.\n"
	"  -P NUMBER      Run up to NUMBER commands at once; default: 1.\n"
	"  -R             Reconnect when the connection is lost.\n"
	"  -r             Print only the text.\n"
	"  -T             Print the time before each message.\n"
	"  -x COMMAND     Run COMMAND for each message instead of printing it."
	"\n" SCRIPT_HELP,
};

/* The maximum number of names to ignore. */
#define IGNORED_MOST 16

/* Least room in the output before an event is added: any event fits. */
#define STEP (OUT_SIZE / 2)
static_assert(JSON_ROOM < STEP && 2 * RENDER_ROOM < STEP, "an event fits");

static struct {
	struct script script;
	struct jobs_options jobs;
	char *command[4]; /* sh -c COMMAND */
	struct out out;
	char *const *groups;
	const char *ignored[IGNORED_MOST + 1]; /* ended by a null */
	size_t ignores;
	size_t most; /* events to take; 0: no limit */
	size_t taken;
	bool events; /* all events, not only messages */
	bool json;
	bool raw;
	bool times;
} listening;

static void
ignore(const struct script_options *options, const char *name)
{
	if (listening.ignores == IGNORED_MOST)
		script_usage(options, "too many -i, limit 16");
	listening.ignored[listening.ignores++] = name;
}

static void
read_option(struct script_options *options, int letter)
{
	switch (letter) {
	case 'c':
		listening.most = option_number('c', optarg, SIZE_MAX);
		break;
	case 'e':
		listening.events = true;
		break;
	case 'i':
		ignore(options, optarg);
		break;
	case 'j':
		listening.json = true;
		break;
	case 'k':
		listening.jobs.limit = option_time('k', optarg);
		break;
	case 'P':
		listening.jobs.most = option_number('P', optarg, JOBS_MOST);
		break;
	case 'R':
		options->returns = true;
		break;
	case 'r':
		listening.raw = true;
		break;
	case 'T':
		listening.times = true;
		break;
	case 'x':
		listening.command[2] = optarg;
		listening.jobs.words = listening.command;
		break;
	default:
		script_option(options, letter);
	}
}

static void
read_options(struct script_options *options, int argc, char *const *argv)
{
	static char shell[] = "/bin/sh", option[] = "-c";
	int letter;

	script_options(options, &usage, argc, argv);
	listening.jobs.most = 1;
	listening.jobs.what = "message";
	listening.command[0] = shell;
	listening.command[1] = option;
	while ((letter = usage_option(&usage, argc, argv)) != -1)
		read_option(options, letter);
	if (listening.raw && (listening.json || listening.events))
		script_usage(options, "-r cannot be combined with -e or -j");
	listening.groups = optind < argc ? argv + optind : options->groups;
	if (*listening.groups == NULL)
		script_usage(options, "missing group");
	option_check_order(argv);
	option_check_groups(listening.groups);
	listening.jobs.json = listening.json;
	listening.jobs.server = options->server;
}

static bool
is_ignored(const struct command *event)
{
	const size_t causer = grammar_causer(event->rule);
	const struct str name =
	    causer < event->count ? event->arg[causer] : STR("");

	for (const char **ignored = listening.ignored; *ignored != NULL;
	     ignored++)
		if (str_caseeq(name, str_from(*ignored)))
			return true;
	return false;
}

/* Returns whether the event is of one of the groups asked for, or of none. */
static bool
is_of_ours(const struct command *event)
{
	if (!grammar_is_of_group(event->rule))
		return true;
	for (char *const *group = listening.groups; *group != NULL; group++)
		if (str_caseeq(event->arg[1], str_from(*group)))
			return true;
	return false;
}

/* Returns whether to write the line, or to run the command for it. */
static bool
is_wanted(const struct command *line)
{
	const enum verb verb = line->rule->verb;
	const bool event = line->rule->args[0] == ARG_ID;

	return event && (verb == VERB_MSG || listening.events) &&
	    is_of_ours(line) && !is_ignored(line);
}

static void
write_line(const struct command *event)
{
	const struct manner manner = { .stable = true,
		.times = listening.times };
	char memory[RENDER_ROOM];
	struct buf line;

	buf_init(&line, memory, sizeof(memory));
	render_line(&line, event, &manner);
	out_put_lines(&listening.out, buf_str(&line));
}

static void
write_event(const struct command *event)
{
	struct buf *to = &listening.out.waiting;

	if (listening.json)
		json_event(to, event);
	else if (listening.raw)
		(void)BUF_CAT(to, event->arg[3], STR("\n")); /* there is room */
	else
		write_line(event);
}

/* Returns the position of the event's group among those given, or 0. */
static size_t
rank(const struct command *event)
{
	size_t i = 0;

	if (!grammar_is_of_group(event->rule))
		return 0;
	while (listening.groups[i + 1] != NULL &&
	    !str_caseeq(event->arg[1], str_from(listening.groups[i])))
		i++;
	return i;
}

static bool
has_room(void)
{
	return out_room(&listening.out) >= STEP && jobs_have_room();
}

static void
cmd_listen_take_line(const struct command *line)
{
	const bool enough =
	    listening.most > 0 && listening.taken == listening.most;

	if (enough || !is_wanted(line))
		return;
	if (listening.jobs.words != NULL)
		jobs_add(rank(line), listening.script.line);
	else if (out_room(&listening.out) >= STEP)
		write_event(line);
	listening.taken++;
	if (listening.taken == listening.most)
		script_end(&listening.script, EX_OK);
}

static void
take_lines(void)
{
	struct script *script = &listening.script;
	struct command line;

	while (!script->over && has_room() && script_take(script, &line))
		cmd_listen_take_line(&line);
}

/*
 * Writes output. With nothing to write it is called because poll has reported
 * an error: the reader has gone.
 */
static void
write_output(void)
{
	if (buf_len(&listening.out.waiting) == 0)
		errno = EPIPE;
	else if (out_write(&listening.out))
		return;
	script_fail_output(&listening.script);
}

static void
wait_for_more(void)
{
	const bool writes = buf_len(&listening.out.waiting) > 0;
	/* With no events, poll still reports that the reader is gone. */
	struct pollfd set[2] = {
		[1] = { .fd = listening.jobs.words == NULL ? STDOUT_FILENO : -1,
		    .events = writes ? POLLOUT : 0 }
	};

	listening.script.deaf = !has_room();
	script_wait(&listening.script, set, COUNT(set), jobs_due());
	if (set[1].revents != 0)
		write_output();
}

static void
cmd_listen_turn(void)
{
	take_lines();
	jobs_tend();
	if (!listening.script.over)
		wait_for_more();
}

/*
 * Writes the remaining output and runs the waiting commands, unless a signal
 * ends the program.
 */
static void
finish_work(void)
{
	struct script *script = &listening.script;
	struct pollfd set[1];

	/* After a signal, a stopped reader is not waited for. */
	if (script->signal == 0 && !out_finish(&listening.out))
		script_fail_output(script);
	for (jobs_tend(); !jobs_done() && script->signal == 0; jobs_tend())
		script_wait(script, set, COUNT(set), jobs_due());
	jobs_abandon();
	if (jobs_failed() && script->status == EX_OK)
		script->status = EX_SOFTWARE;
}

int
cmd_listen(int argc, char *const *argv)
{
	struct script_options options;

	read_options(&options, argc, argv);
	if (listening.jobs.words == NULL)
		standard_need_output();
	out_init(&listening.out, STDOUT_FILENO);
	jobs_begin(&listening.jobs);
	script_begin(&listening.script, &options, listening.groups);
	listening.script.last_words = cmd_listen_take_line;
	while (!listening.script.over)
		cmd_listen_turn();
	script_leave(&listening.script);
	finish_work();
	return script_finish(&listening.script);
}
