/*
 * forkcast listen: writes the messages of groups and the private ones, or runs
 * a command for each.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "script/cmd.h"
#include "script/jobs.h"
#include "script/script.h"
#include "session/option.h"
#include "session/standard.h"
#include "shared/die.h"
#include "shared/names.h"
#include "text/heard.h"
#include "text/json.h"
#include "text/out.h"
#include "text/render.h"

static const struct usage usage = {
	"usage: forkcast listen [-ehjNRrTV] [-c COUNT] [-f NAME] [-i NAME]\n"
	"       [-k SECONDS] [-n NAME] [-P NUMBER] [-s ADDRESS] [-t SECONDS]\n"
	"       [-x COMMAND] [GROUP | @]...",
	"c:ef:i:jk:NP:RrTx:" SCRIPT_OPTIONS,
	"Print the messages in each GROUP, one per line; with @, also those "
	"sent to this\n"
	"client alone.\n\n"
	"  -c COUNT       Exit after COUNT messages.\n"
	"  -e             Print all events, not only messages.\n"
	"  -f NAME        Print only events caused by NAME, or by an account "
	"if NAME is\n"
	"                 ~a:ACCOUNT; may be repeated.\n"
	"  -i NAME        Ignore NAME, or ~a:ACCOUNT; may be repeated.\n"
	"  -j             Print a JSON object for each message.\n"
	"  -k SECONDS     Kill a command of -x that runs longer.\n"
	"  -N             Ignore notes, which no program should answer.\n"
	"  -P NUMBER      Run up to NUMBER commands at once; default: 1.\n"
	"  -R             Reconnect when the connection is lost.\n"
	"  -r             Print only the text.\n"
	"  -T             Print the time before each message.\n"
	"  -x COMMAND     Run COMMAND for each message instead of printing it; "
	"not for\n"
	"                 notes, unless -e is given.\n" SCRIPT_HELP,
};

/* The maximum number of names to ignore, and of those to listen to. */
#define SENDERS_MOST 16

/* The word among the groups that asks for private messages. */
#define PRIVATE STR("@")

/* The prefix of an account in place of a name, as in the masks of a group. */
#define ACCOUNT STR("~a:")

/*
 * Least room in the output before a line is taken, and before an event is
 * added: any event fits, and a line may make two, a kick and the leave.
 */
#define STEP (OUT_SIZE / 4 * 3)
#define EVENT_STEP (STEP / 2)
static_assert(
    JSON_ROOM < EVENT_STEP && 2 * RENDER_ROOM < EVENT_STEP, "two events fit");

/* Names and accounts of clients. */
struct senders {
	struct str sender[SENDERS_MOST];
	size_t count;
};

static struct {
	struct script script;
	struct jobs_options jobs;
	char *command[4]; /* sh -c COMMAND */
	struct out out;
	char *const *places; /* groups and "@", ended by a null */
	char **groups; /* those of them to join, ended by a null */
	bool private; /* "@" is one of them */
	struct senders ignored;
	struct senders wanted; /* none: all */
	size_t most; /* events to take; 0: no limit */
	size_t taken;
	bool events; /* all events, not only messages */
	bool no_notes;
	bool json;
	bool raw;
	bool times;
} listening;

/* Takes a name of -f or -i. */
static void
add_sender(int letter, const char *text)
{
	struct senders *senders =
	    letter == 'f' ? &listening.wanted : &listening.ignored;
	const struct str whole = str_from(text);
	struct str name = whole;
	const bool account = str_skip(&name, ACCOUNT);

	if (senders->count == SENDERS_MOST)
		die(EX_USAGE, "too many -%c, limit %d", letter, SENDERS_MOST);
	if (name_spelling(name) != CODE_OK && !str_eq(name, STR(NAME_OPERATOR)))
		die(EX_USAGE, "-%c %s: not a valid name%s", letter, text,
		    account ? " of an account" : "");
	senders->sender[senders->count++] = whole;
}

static const struct script_option own_options[] = {
	{ 'c', .number = &listening.most, .most = SIZE_MAX },
	{ 'e', .flag = &listening.events },
	{ 'j', .flag = &listening.json },
	{ 'k', .time = &listening.jobs.limit },
	{ 'N', .flag = &listening.no_notes },
	{ 'P', .number = &listening.jobs.most, .most = JOBS_MOST },
	{ 'r', .flag = &listening.raw },
	{ 'T', .flag = &listening.times },
	{ 'x', .text = &listening.command[2] },
	{ 0 },
};

/* Sets groups to the places without "@". */
static void
choose_groups(void)
{
	size_t count = 0;

	for (char *const *place = listening.places; *place != NULL; place++)
		count++;
	listening.groups = calloc(count + 1, sizeof(*listening.groups));
	if (listening.groups == NULL)
		die_errno(EX_OSERR, "no memory for the groups");
	count = 0;
	for (char *const *place = listening.places; *place != NULL; place++)
		if (str_eq(str_from(*place), PRIVATE))
			listening.private = true;
		else
			listening.groups[count++] = *place;
	option_check_groups(listening.groups);
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
	while ((letter = script_next_option(
		    options, own_options, argc, argv)) != -1)
		add_sender(letter, optarg);
	if (listening.command[2] != NULL)
		listening.jobs.words = listening.command;
	if (listening.raw && (listening.json || listening.events))
		script_usage(options, "-r cannot be combined with -e or -j");
	listening.places = optind < argc ? argv + optind : options->groups;
	if (*listening.places == NULL)
		script_usage(options, "missing group");
	option_check_order(argv);
	choose_groups();
	options->full = true;
	listening.jobs.json = listening.json;
	listening.jobs.server = options->server;
}

static bool
is_one_of(const struct senders *senders, const struct heard *heard)
{
	const struct str name = heard_causer(heard);

	for (size_t i = 0; i < senders->count; i++) {
		struct str sender = senders->sender[i];
		if (str_skip(&sender, ACCOUNT) ?
			str_caseeq(heard->account, sender) :
			str_caseeq(name, sender))
			return true;
	}
	return false;
}

/* Returns whether the event comes from a client that we listen to. */
static bool
is_from_wanted(const struct heard *heard)
{
	return !is_one_of(&listening.ignored, heard) &&
	    (listening.wanted.count == 0 ||
		is_one_of(&listening.wanted, heard));
}

/* Returns whether the event is of one of the groups asked for, or of none. */
static bool
is_of_ours(const struct command *event)
{
	if (!grammar_is_of_group(event->rule))
		return true;
	for (char **group = listening.groups; *group != NULL; group++)
		if (str_caseeq(event->arg[1], str_from(*group)))
			return true;
	return false;
}

static bool
is_wanted_kind(const struct heard *heard)
{
	const enum verb verb = heard->event.rule->verb;
	const bool note = str_eq(heard->kind, STR("note"));

	if (note && listening.no_notes)
		return false;
	if (listening.events)
		return true;
	/* A command may be a bot's, which must not answer a note. */
	if (note && listening.jobs.words != NULL)
		return false;
	return verb == VERB_MSG || (verb == VERB_TELL && listening.private);
}

/*
 * Returns whether to write the line, or to run the command for it, and fills in
 * *heard then.
 */
static bool
is_wanted(struct heard *heard, const struct command *line)
{
	return line->rule->args[0] == ARG_ID &&
	    heard_take(heard, line, session_name(&listening.script.session)) &&
	    is_wanted_kind(heard) && is_of_ours(&heard->event) &&
	    is_from_wanted(heard);
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
write_event(const struct heard *heard)
{
	struct buf *to = &listening.out.waiting;

	if (listening.json)
		json_event(to, heard);
	else if (listening.raw) /* there is room */
		(void)BUF_CAT(to, heard->event.arg[3], STR("\n"));
	else
		write_line(&heard->event);
}

/* Returns the position of the event's group, or of "@", as given; or 0. */
static size_t
rank(const struct command *event)
{
	const bool private = event->rule->verb == VERB_TELL;
	const struct str place = private ? PRIVATE : event->arg[1];

	if (!private && !grammar_is_of_group(event->rule))
		return 0;
	for (size_t i = 0; listening.places[i] != NULL; i++)
		if (str_caseeq(place, str_from(listening.places[i])))
			return i;
	return 0;
}

static bool
has_room(void)
{
	return out_room(&listening.out) >= STEP && jobs_have_room();
}

/* Takes an event, and its line, if we want it. */
static void
take_event(const struct command *event, struct str line)
{
	struct heard heard;
	const bool enough =
	    listening.most > 0 && listening.taken == listening.most;

	if (enough || !is_wanted(&heard, event))
		return;
	if (listening.jobs.words != NULL)
		jobs_add(rank(&heard.event), line);
	else if (out_room(&listening.out) >= EVENT_STEP)
		write_event(&heard);
	listening.taken++;
	if (listening.taken == listening.most)
		script_end(&listening.script, EX_OK);
}

/*
 * Takes the leave that follows a kick, with the same ID: in full form the
 * server does not send it.
 */
static void
take_kicked(const struct command *kick)
{
	const bool full = !str_eq(grammar_name_of(kick->arg[2]), kick->arg[2]);
	const bool why = kick->count > 4;
	char memory[LIMIT_LINE];
	struct command leave;
	struct buf line;

	buf_init(&line, memory, sizeof(memory));
	if (!full ||
	    !BUF_CAT(&line, STR("leave "), kick->arg[0], STR(" "), kick->arg[1],
		STR(" "), kick->arg[3], why ? STR(" ") : STR(""),
		why ? kick->arg[4] : STR("")))
		return;
	if (grammar_parse(buf_str(&line), FROM_SERVER, &leave) == CODE_OK)
		take_event(&leave, buf_str(&line));
}

static void
cmd_listen_take_line(const struct command *line)
{
	take_event(line, listening.script.line);
	if (line->rule->verb == VERB_KICK)
		take_kicked(line);
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
	free(listening.groups);
	return script_finish(&listening.script);
}
