/*
 * forkcast listen: writes the messages of groups and the private ones, or runs
 * a command for each.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "net/wait.h"
#include "script/cmd.h"
#include "script/hear/bookmark.h"
#include "script/hear/follow.h"
#include "script/hear/mailbag.h"
#include "script/hear/printing.h"
#include "script/hear/senders.h"
#include "script/jobs.h"
#include "script/script.h"
#include "session/option.h"
#include "session/standard.h"
#include "shared/die.h"
#include "text/out.h"
#include "text/when.h"
#include "text/words/heard.h"

static const struct usage usage = {
	"usage: forkcast listen [-ehjNRrTvV] [-C COMMAND] [-a ID|TIME] [-c COUNT]\n"
	"       [-f NAME] [-i NAME] [-k SECONDS] [-m FILE] [-n NAME]\n"
	"       [-P NUMBER] [-s ADDRESS] [-t SECONDS] [-x COMMAND] [GROUP | @]...",
	"a:c:ef:i:jk:m:NP:RrTvx:" SCRIPT_OPTIONS,
	"Print the messages in each GROUP, one per line; with @, also those "
	"sent to this\n"
	"client alone.\n\n"
	"  -a ID|TIME     First print the messages after event ID, or since "
	"TIME:\n"
	"                 " WHEN_FORMS ".\n"
	"  -c COUNT       Exit after COUNT messages.\n"
	"  -e             Print all events, not only messages.\n"
	"  -f NAME        Print only events caused by NAME, or by an account "
	"if NAME is\n"
	"                 ~a:ACCOUNT; may be repeated.\n"
	"  -i NAME        Ignore NAME, or ~a:ACCOUNT; may be repeated.\n"
	"  -j             Print a JSON object for each message.\n"
	"  -k SECONDS     Kill a command of -x that runs longer.\n"
	"  -m FILE        Keep the place in FILE, and continue there next time.\n"
	"  -N             Ignore notes, which no program should answer.\n"
	"  -P NUMBER      Run up to NUMBER commands at once; default: 1.\n"
	"  -R             Reconnect when the connection is lost.\n"
	"  -r             Print only the text.\n"
	"  -T             Print the time before each message.\n"
	"  -v             Report the exit status of every command.\n"
	"  -x COMMAND     Run COMMAND for each message instead of printing it; "
	"not for\n"
	"                 notes, unless -e is given.\n" SCRIPT_HELP,
};

/* The word among the groups that asks for private messages. */
#define PRIVATE STR("@")

/*
 * Least room in the output before a line is taken: a line may make two events,
 * a kick and the leave.
 */
#define STEP (2 * PRINTING_ROOM)

/* With more messages waiting for commands, no past ones are fetched. */
#define WAITING_ENOUGH 500

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
	uint64_t after; /* the past to begin with; 0: none */
	char *file; /* of the bookmark, or null */
	struct printing printing;
	bool events; /* all events, not only messages */
	bool no_notes;
	bool stopped; /* a command has failed, and the bookmark stays there */
	bool entered; /* a group's first place is not in the file yet */
	bool amid; /* with -m, the last message taken is to have more lines */
	bool pending; /* events were printed since it was moved */
} listening;

static const struct script_option own_options[] = {
	{ 'c', .number = &listening.most, .most = SIZE_MAX },
	{ 'e', .flag = &listening.events },
	{ 'j', .flag = &listening.printing.json },
	{ 'k', .time = &listening.jobs.limit },
	{ 'm', .text = &listening.file },
	{ 'N', .flag = &listening.no_notes },
	{ 'P', .number = &listening.jobs.most, .most = JOBS_MOST },
	{ 'r', .flag = &listening.printing.raw },
	{ 'T', .flag = &listening.printing.times },
	{ 'v', .flag = &listening.jobs.tells_all },
	{ 'x', .text = &listening.command[2] },
	{ 0 },
};

/* Takes the value of -a, -f or -i. */
static void
take_value(int letter, const char *value)
{
	if (letter == 'a')
		listening.after = option_after('a', value);
	else if (letter == 'f')
		senders_add(&listening.wanted, 'f', value);
	else
		senders_add(&listening.ignored, 'i', value);
}

/* Sets groups to the places without "@". */
static void
choose_groups(void)
{
	size_t most = 0, count = 0;

	while (listening.places[most] != NULL)
		most++;
	listening.groups = calloc(most + 1, sizeof(*listening.groups));
	if (listening.groups == NULL)
		die_errno(EX_OSERR, "no memory for the groups");
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
		take_value(letter, optarg);
	if (listening.command[2] != NULL)
		listening.jobs.words = listening.command;
	if (listening.printing.raw &&
	    (listening.printing.json || listening.events))
		script_usage(options, "-r cannot be combined with -e or -j");
	listening.places = optind < argc ? argv + optind : options->groups;
	if (*listening.places == NULL)
		script_usage(options, "missing group");
	option_check_order(argv);
	choose_groups();
	if (*listening.groups == NULL &&
	    (listening.after != 0 || listening.file != NULL))
		script_usage(options, "-a and -m require a group");
	options->full = true;
	listening.jobs.json = listening.printing.json;
	/* With -m, 1 may be the failure for which the message is repeated. */
	listening.jobs.one_is_normal = listening.file == NULL;
	listening.jobs.server = options->server;
}

/* Returns whether the event comes from a client that we listen to. */
static bool
is_from_wanted(const struct heard *heard)
{
	return !senders_include(&listening.ignored, heard) &&
	    (listening.wanted.count == 0 ||
		senders_include(&listening.wanted, heard));
}

/* Returns the position of the name in the list; SIZE_MAX: it is not there. */
static size_t
find_place(char *const *places, struct str name)
{
	for (size_t i = 0; places[i] != NULL; i++)
		if (str_caseeq(str_from(places[i]), name))
			return i;
	return SIZE_MAX;
}

/* Returns whether the event is of one of the groups asked for, or of none. */
static bool
is_of_ours(const struct command *event)
{
	return !grammar_is_of_group(event->rule) ||
	    find_place(listening.groups, event->arg[1]) != SIZE_MAX;
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

/* Returns the position of the event's group, or of "@", as given; or 0. */
static size_t
rank(const struct command *event)
{
	const bool private = event->rule->verb == VERB_TELL;
	const struct str place = private ? PRIVATE : event->arg[1];
	const size_t i = private || grammar_is_of_group(event->rule) ?
	    find_place(listening.places, place) :
	    0;

	return i != SIZE_MAX ? i : 0;
}

/* Returns whether no further event is to be taken. */
static bool
has_enough(void)
{
	return listening.stopped ||
	    (listening.most > 0 && listening.taken >= listening.most &&
		!listening.amid);
}

static bool
has_room(void)
{
	return out_room(&listening.out) >= STEP && jobs_have_room();
}

/* Returns whether there is room for more events of the past. */
static bool
has_room_for_past(void)
{
	return !has_enough() && out_room(&listening.out) >= STEP &&
	    jobs_waiting() < WAITING_ENOUGH;
}

/* Notes in the bookmark that the event is not done yet. */
static void
note_pending(const struct command *event)
{
	uint64_t id = 0;

	listening.amid = false;
	listening.pending = true;
	if (listening.file == NULL || !grammar_is_of_group(event->rule))
		return;
	(void)str_to_number(event->arg[0], UINT64_MAX, &id); /* an ID */
	const uint64_t unfinished = follow_unfinished(event->arg[1]);
	bookmark_add(event->arg[1], id);
	bookmark_hold(event->arg[1], unfinished);
	listening.amid = unfinished != 0;
}

/* Prints an event; there may be no room for those that have waited. */
static void
print(const struct heard *heard)
{
	if (out_room(&listening.out) < PRINTING_ROOM &&
	    !out_finish(&listening.out))
		script_fail_output(&listening.script);
	else
		printing_put(&listening.printing, &listening.out, heard);
}

/* Takes an event, and its line, if we want it. */
static void
take_event(const struct command *event, struct str line)
{
	struct heard heard;

	if (has_enough() || !is_wanted(&heard, event))
		return;
	note_pending(&heard.event);
	if (listening.jobs.words != NULL)
		jobs_add(rank(&heard.event), line);
	else
		print(&heard);
	listening.taken++;
	if (has_enough() &&
	    (!listening.script.takes_letters ||
		mailbag_is_settled(&listening.script.letters)))
		script_end(&listening.script, EX_OK);
}

/*
 * Takes a letter. It is done later; or here, if we do not want it, unless more
 * are to come after this program.
 */
static void
take_letter(const struct command *letter)
{
	struct heard heard;
	uint64_t id = 0;

	(void)str_to_number(letter->arg[0], UINT64_MAX, &id); /* an ID */
	if (has_enough() || listening.script.over)
		mailbag_leave(id);
	else if (is_wanted(&heard, letter))
		mailbag_add(id);
	take_event(letter, listening.script.letter);
}

/*
 * Reports letters that were printed. If they were the last messages that we
 * wanted, the end has waited for that.
 */
static void
report_letters(void)
{
	struct script *script = &listening.script;

	if (!script->takes_letters)
		return;
	if (listening.jobs.words == NULL &&
	    buf_len(&listening.out.waiting) == 0)
		mailbag_all_done();
	script_report_letters(script, mailbag_first());
	if (has_enough() && mailbag_is_settled(&script->letters))
		script_end(script, EX_OK);
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

/* Takes an event of now, or one that follow.c has fetched or kept. */
static void
cmd_listen_take_event(const struct command *event, struct str line)
{
	take_event(event, line);
	if (event->rule->verb == VERB_KICK)
		take_kicked(event);
}

/*
 * Gives a group that we have entered its first place: before the messages that
 * may come together with our own join, or they would have none to be repeated
 * from.
 */
static void
begin_place(struct str group)
{
	const uint64_t place = follow_place(group);

	if (listening.file == NULL || place == 0 || bookmark_place(group) != 0)
		return;
	bookmark_reach(group, place);
	listening.entered = true;
}

static void
cmd_listen_take_line(const struct command *line)
{
	if (listening.script.letter.len > 0) {
		take_letter(line);
		return;
	}
	if (has_enough())
		return;
	const bool waits = follow_take(line);
	if (line->rule->verb == VERB_JOIN)
		begin_place(line->arg[1]);
	if (!waits)
		cmd_listen_take_event(line, listening.script.line);
}

static void
take_lines(void)
{
	struct script *script = &listening.script;
	struct command line;

	while (!script->over && has_room() && script_take(script, &line))
		cmd_listen_take_line(&line);
}

/* Writes into the bookmark how far we have come. */
static void
keep_place(void)
{
	for (char **group = listening.groups; *group != NULL; group++) {
		const struct str name = str_from(*group);
		const uint64_t place = follow_place(name);
		if (place != 0)
			bookmark_reach(name, place);
	}
	if (bookmark_save())
		return;
	complain("cannot write %s: %s", listening.file, strerror(errno));
	listening.stopped = true;
	script_end(&listening.script, EX_CANTCREAT);
}

/*
 * Takes the end of the command for an event, which may be a letter. Without -m,
 * another one may follow a failure.
 */
static void
cmd_listen_end(const struct jobs_end *end)
{
	uint64_t id = 0;

	(void)str_to_number(end->id, UINT64_MAX, &id); /* it is an ID */
	if (letters_has(&listening.script.letters, id))
		mailbag_end(id, end->good);
	if (listening.file == NULL)
		return;
	if (end->good) {
		bookmark_done(id);
		keep_place();
		return;
	}
	listening.stopped = true;
	jobs_forget();
	script_end(&listening.script, EX_SOFTWARE);
}

/*
 * Writes the first place of a group: before any message of it is printed or
 * given to a command.
 */
static void
note_entered(void)
{
	if (!listening.entered)
		return;
	listening.entered = false;
	keep_place();
}

/* Moves the bookmark after all that is printed. */
static void
note_printed(void)
{
	if (listening.file == NULL || listening.jobs.words != NULL ||
	    !listening.pending || buf_len(&listening.out.waiting) > 0)
		return;
	bookmark_all_done();
	listening.pending = false;
	keep_place();
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
	script_wait(&listening.script, set, COUNT(set),
	    usec_earlier(jobs_due(), follow_due()));
	if (set[1].revents != 0)
		write_output();
}

static void
cmd_listen_turn(void)
{
	jobs_make_room(follow_fetches() ? FOLLOW_LINES : 0);
	take_lines();
	note_entered();
	jobs_tend();
	follow_go_on();
	note_printed();
	report_letters();
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
	note_printed();
	if (listening.file != NULL)
		keep_place();
	if (jobs_failed() && script->status == EX_OK)
		script->status = EX_SOFTWARE;
}

/* Begins to follow the groups, from where the user wants. */
static void
begin_following(void)
{
	const struct follow_options options = {
		.script = &listening.script,
		.take = cmd_listen_take_event,
		.has_room = has_room_for_past,
		.checks =
		    listening.file != NULL || listening.jobs.words != NULL,
		.strict = listening.file != NULL,
	};

	follow_begin(&options);
	listening.script.lost = follow_lost;
	for (char **group = listening.groups; *group != NULL; group++) {
		const struct str name = str_from(*group);
		const uint64_t place = bookmark_place(name);
		if (place != 0)
			follow_from(name, place, true);
		else if (listening.after != 0)
			follow_from(name, listening.after, false);
	}
}

int
cmd_listen(int argc, char *const *argv)
{
	struct script_options options;

	read_options(&options, argc, argv);
	if (listening.jobs.words == NULL)
		standard_need_output();
	out_init(&listening.out, STDOUT_FILENO);
	if (listening.file != NULL)
		bookmark_open(listening.file);
	listening.jobs.ended = cmd_listen_end;
	jobs_begin(&listening.jobs);
	script_begin(&listening.script, &options, listening.groups);
	listening.script.last_words = cmd_listen_take_line;
	listening.script.takes_letters = listening.private || listening.events;
	if (options.returns || listening.after != 0 || listening.file != NULL)
		begin_following();
	while (!listening.script.over)
		cmd_listen_turn();
	script_leave(&listening.script);
	finish_work();
	follow_free();
	free(listening.groups);
	return script_finish(&listening.script);
}
