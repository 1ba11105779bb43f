/*
 * forkcast listen: writes the messages of groups and the private ones, or runs
 * a command for each. forkcast bot also says the lines of its input, "to #GROUP
 * TEXT" or "to @NAME TEXT", or those that its commands print, all under one
 * name.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "conf/option.h"
#include "net/fetch.h"
#include "script/hear/follow.h"
#include "script/hear/hear.h"
#include "script/jobs.h"
#include "script/lines.h"
#include "script/script.h"
#include "shared/io.h"
#include "system/files.h"
#include "text/when.h"

static const struct usage listen_usage = {
	"usage: forkcast listen [-ehjKNRV] [-C COMMAND] [-a ID|TIME] [-c COUNT]\n"
	"       [-f NAME] [-k SECONDS] [-m FILE] [-n NAME] [-s ADDRESS]\n"
	"       [-t SECONDS] [-x COMMAND] [GROUP | @]...",
	"a:c:ef:jKk:m:NRx:" SCRIPT_OPTIONS,
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
	"  -j             Print a JSON object for each message.\n"
	"  -K             Leave private messages unread, for another client.\n"
	"  -k SECONDS     Kill a command of -x that runs longer.\n"
	"  -m FILE        Keep the place in FILE, and continue there next time.\n"
	"  -N             Ignore notes, which no program should answer.\n"
	"  -R             Reconnect when the connection is lost.\n"
	"  -x COMMAND     Run COMMAND for each message instead of printing it; "
	"not for\n"
	"                 notes, unless -e is given.\n" SCRIPT_HELP,
};

static const struct usage bot_usage = {
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

/* The word among the groups that asks for private messages. */
#define PRIVATE STR("@")

/*
 * With more messages waiting for commands, none of a group that is recorded is
 * taken, and no page is fetched; a page has at most as many lines as may wait
 * then.
 */
#define WAITING_ENOUGH 500
#define WAITING_MOST 32768

static struct {
	struct script script;
	struct script_options options;
	struct jobs_options jobs;
	char *command; /* -x, or null */
	char **groups; /* to join, ended by a null */
	bool private; /* private messages are wanted */
	size_t most; /* events to take; 0: no limit */
	size_t taken;
	uint64_t after; /* the past to begin with; 0: none */
	char *file; /* of the places, or null */
	struct printing printing;
	bool events; /* all events, not only messages */
	bool no_notes;
	bool keeps; /* private messages stay unread */
	bool follows; /* groups are followed */
	struct several several; /* the message that is being taken */
	bool amid; /* more lines of it are to come */
	bool stopped; /* a command has failed, and the place stays there */
	bool moved; /* some event is done since the places were written */
	/* Of a bot: */
	bool speaks;
	int input; /* with its lines */
	struct lines lines;
	bool drops; /* messages, until there is room for more */
} listening;

static void
take_after(char letter, char *value)
{
	listening.after = option_after(letter, value);
}

/* Takes the groups, and "@" among them. */
static void
choose_groups(char *const *places)
{
	size_t count = 0;

	while (places[count] != NULL)
		count++;
	listening.groups = calloc(count + 1, sizeof(*listening.groups));
	if (listening.groups == NULL)
		die_errno(EX_OSERR, "no memory for the groups");
	count = 0;
	for (; *places != NULL; places++)
		if (str_eq(str_from(*places), PRIVATE))
			listening.private = true;
		else
			listening.groups[count++] = *places;
	option_check_groups(listening.groups);
}

static void
read_listen_options(const struct usage *usage, int argc, char *const *argv)
{
	static const struct option_row own[] = {
		{ 'a', .take = take_after },
		{ 'c', .number = &listening.most, .least = 1,
		    .most = SIZE_MAX },
		{ 'e', .flag = &listening.events },
		{ 'f', .take = hear_take_sender },
		{ 'j', .flag = &listening.printing.json },
		{ 'K', .flag = &listening.keeps },
		{ 'k', .time = &listening.jobs.limit },
		{ 'm', .text = &listening.file },
		{ 'N', .flag = &listening.no_notes },
		{ 'x', .text = &listening.command },
		{ 0 },
	};
	struct script_options *options = &listening.options;

	script_read_options(options, usage, own, argc, argv);
	char *const *places = optind < argc ? argv + optind : options->groups;
	if (*places == NULL && !listening.speaks)
		option_misused(usage, "missing group");
	option_check_order(argv);
	choose_groups(places);
	if (*listening.groups == NULL &&
	    (listening.after != 0 || listening.file != NULL))
		option_misused(usage, "-a and -m require a group");
	listening.jobs.line = listening.command;
	listening.jobs.what = "message";
	listening.jobs.json = listening.printing.json;
	/* With -m, 1 may be the failure for which the message is repeated. */
	listening.jobs.one_is_normal = listening.file == NULL;
}

static bool
is_wanted_kind(const struct heard *heard)
{
	const enum verb verb = heard->event.rule->verb;
	const bool note = str_eq(heard->kind, STR("note"));

	/* A bot or its command must not answer a note: two would never end. */
	if (note &&
	    (listening.no_notes ||
		(listening.command != NULL && !listening.events)))
		return false;
	return listening.events || verb == VERB_MSG ||
	    (verb == VERB_TELL && listening.private);
}

/* Returns whether the event is of one of the groups, or of none. */
static bool
is_wanted_group(const struct command *event)
{
	char *const *group = listening.groups;

	if (!grammar_is_of_group(event->rule))
		return true;
	while (*group != NULL && !str_caseeq(str_from(*group), event->arg[1]))
		group++;
	return *group != NULL;
}

/*
 * Returns whether to write the event, or to run the command for it, and fills
 * in *heard then.
 */
static bool
is_wanted(struct heard *heard, const struct command *event)
{
	const struct str me = session_name(&listening.script.session);

	return event->rule->args[0] == ARG_ID && heard_take(heard, event, me) &&
	    is_wanted_kind(heard) && is_wanted_group(&heard->event) &&
	    hear_includes(heard) &&
	    !(listening.speaks && str_caseeq(heard_causer(heard), me));
}

/* Returns whether no further event is to be taken. */
static bool
has_enough(void)
{
	return listening.stopped ||
	    (listening.most > 0 && listening.taken >= listening.most &&
		!listening.amid);
}

/* Returns whether there is room to print an event. */
static bool
can_print(void)
{
	return script_unwritten(&listening.script) <= OUT_SIZE - PRINTING_ROOM;
}

/*
 * Returns whether there is room for a line. A bot reads on, because its lines
 * wait for answers.
 */
static bool
has_room_for_line(void)
{
	return can_print() &&
	    (listening.speaks ||
		jobs_waiting() <
		    (listening.follows ? WAITING_MOST : JOBS_WAITING));
}

/* Returns whether there is room for a page, and so for more of a group. */
static bool
has_room_for_page(void)
{
	return !has_enough() && can_print() && jobs_waiting() < WAITING_ENOUGH;
}

/* Returns whether all that was taken is done. */
static bool
is_idle(void)
{
	return jobs_done() && script_unwritten(&listening.script) == 0 &&
	    !listening.script.dropped;
}

/* Leaves the event unread if it is a private message. */
static void
hold(const struct command *event)
{
	struct script *script = &listening.script;

	letters_hold(&script->link.letters, &script->session, event);
}

/*
 * Reports the letters that are done. Ends the script if it has enough, and
 * nothing is to be reported.
 */
static void
report_letters(void)
{
	struct link *link = &listening.script.link;
	const bool reports = link->takes_letters && !listening.keeps;
	const bool done = !reports ||
	    (is_idle() && letters_report(&link->letters, link->session));

	if (has_enough() && done)
		script_end(&listening.script, EX_OK);
}

/* Gives an event to a command; a bot reads on, so it drops some. */
static void
add_job(struct str line)
{
	if (!listening.speaks || jobs_waiting() < JOBS_WAITING) {
		jobs_add(line);
		return;
	}
	if (!listening.drops)
		complain("dropping messages: %d are waiting for a command",
		    JOBS_WAITING);
	listening.drops = true;
}

/* Prints an event; at the end there may be no room. */
static void
print(const struct heard *heard)
{
	struct script *script = &listening.script;

	if (script_write(script, OUT_SIZE - PRINTING_ROOM))
		hear_put(&listening.printing, script->out, heard);
	listening.moved = true;
}

/*
 * Takes an event, and its line, if we want it. Returns whether more are wanted.
 */
static bool
take_event(const struct command *event, struct str line)
{
	const bool amid = several_note(&listening.several, event);
	struct heard heard;

	if (!has_enough() && is_wanted(&heard, event)) {
		listening.amid = amid;
		if (listening.command != NULL)
			add_job(line);
		else
			print(&heard);
		listening.taken++;
	}
	return !has_enough();
}

static void
cmd_listen_take_line(const struct command *line)
{
	const struct str letter = listening.script.link.letter;
	const bool held = has_enough() || listening.script.over;

	if (held)
		hold(line);
	if (letter.len > 0 && !held)
		(void)take_event(line, letter);
	else if (letter.len == 0 && !has_enough() &&
	    !(listening.speaks &&
		lines_heed(&listening.lines, &listening.script, line)) &&
	    !follow_take(line))
		(void)take_event(line, listening.script.link.line);
	listening.script.deaf = !has_room_for_line();
}

/*
 * Writes into the file how far we have come. If nothing that was taken is still
 * to be done, that is behind all that came.
 */
static void
keep_place(void)
{
	if (listening.moved && is_idle() && !listening.stopped) {
		listening.moved = false;
		follow_all_done();
	}
	if (follow_save())
		return;
	complain("cannot write %s: %s", listening.file, strerror(errno));
	listening.stopped = true;
	script_end(&listening.script, EX_CANTCREAT);
	if (listening.script.status == EX_OK) /* it had come to its end */
		listening.script.status = EX_CANTCREAT;
}

/*
 * Takes the end of the command for an event, which may be a letter. Without -m,
 * another one may follow a failure.
 */
static void
cmd_listen_end(const struct jobs_end *end)
{
	const struct command *event = end->event;
	const uint64_t id = fetch_id(event);

	if (!end->good)
		hold(event);
	/* A bot says all that the command has printed; an LF may be missing. */
	while (listening.speaks && lines_reads(&listening.lines) &&
	    lines_read(&listening.lines, listening.input) > 0)
		continue;
	if (listening.speaks)
		buf_end_line(&listening.lines.input);
	if (listening.file != NULL && !end->good) {
		listening.stopped = true;
		jobs_forget();
		script_end(&listening.script, EX_SOFTWARE);
		return;
	}
	listening.moved = true;
	/* A message is done when none of its lines waits. */
	if (grammar_is_of_group(event->rule) && !jobs_has(event->arg[0]))
		follow_done(event->arg[1], id);
	keep_place();
}

static void
wait_for_more(void)
{
	listening.script.deaf = !has_room_for_line();
	lines_wait(&listening.lines, &listening.script,
	    listening.speaks ? listening.input : -1,
	    usec_earlier(jobs_due(), follow_due()));
}

/* Says lines of a bot; without commands, it ends with its input. */
static void
speak(void)
{
	struct lines *lines = &listening.lines;

	/* Not at each message that makes room for another one. */
	if (jobs_waiting() <= JOBS_WAITING / 2)
		listening.drops = false;
	lines_say(lines, &listening.script);
	if (listening.command == NULL &&
	    link_is_joined(&listening.script.link) && lines_done(lines))
		script_end(&listening.script, lines->status);
}

static void
cmd_listen_turn(void)
{
	struct script *script = &listening.script;

	/* A group has a place before its first message is printed or run for.
	 */
	keep_place();
	jobs_tend();
	keep_place();
	follow_go_on();
	report_letters();
	if (listening.speaks && !script->over)
		speak();
	if (!script->over)
		wait_for_more();
}

/*
 * Writes the remaining output and runs the waiting commands, unless a signal
 * ends the program. A bot could not say what they print.
 */
static void
finish_work(void)
{
	struct script *script = &listening.script;

	(void)script_write(script, 0);
	while (!listening.speaks && script->signal == 0) {
		jobs_tend();
		if (jobs_done())
			break;
		script_rest(script, jobs_due());
	}
	listening.moved = true;
	keep_place();
	jobs_abandon();
	if (jobs_failed() && script->status == EX_OK)
		script->status = EX_SOFTWARE;
}

/* Appends the command for a line of a bot: lines_init. */
static bool
compose_bot(struct buf *command, struct str text, enum verb *verb)
{
	const struct str word = str_word(&text);
	const bool note = str_eq(word, STR("note"));

	if ((!note && !str_eq(word, STR("to"))) || text.at == NULL)
		return false;
	struct str to = str_word(&text);
	if (text.at == NULL || text.len == 0)
		return false;
	const bool group = str_skip(&to, STR("#"));
	if (!group && !str_skip(&to, STR("@")))
		return false;
	*verb = note ? VERB_NOTE : group ? VERB_SEND : VERB_TELL;
	return BUF_CAT(command, grammar_row(*verb, FROM_CLIENT)->word,
	    note && !group ? STR(" @") : STR(" "), to, STR(" "), text);
}

/* Notes that the connection is lost and will be restored. */
static void
note_lost(void)
{
	follow_lost();
	if (lines_lose(&listening.lines) == 0)
		return;
	complain("line %zu: no reply", listening.lines.number);
	if (listening.lines.status == EX_OK)
		listening.lines.status = EX_DATAERR;
}

/* Reports the lines of a bot that were not said, at the end. */
static void
tell_unsaid(void)
{
	note_lost();
	lines_tell(lines_unsaid(&listening.lines), " not sent");
}

/* Listens until the end; returns the exit status. */
static int
listen_on(void)
{
	struct script *script = &listening.script;
	const struct follow_options following = {
		.script = script,
		.take = take_event,
		.has_room = has_room_for_page,
		.groups = listening.groups,
		.after = listening.after,
		.file = listening.file,
	};

	listening.options.prints = listening.command == NULL;
	listening.follows = !listening.speaks &&
	    (listening.options.link.returns || listening.after != 0 ||
		listening.file != NULL);
	if (listening.follows)
		follow_begin(&following);
	listening.jobs.ended = cmd_listen_end;
	jobs_begin(&listening.jobs);
	script_begin(
	    script, &listening.options, listening.groups, cmd_listen_take_line);
	script->takes_last = true;
	script->lost = note_lost;
	script->read = true;
	if (listening.speaks)
		script->tally = tell_unsaid;
	else
		script->link.takes_letters =
		    listening.private || listening.events;
	while (!script->over)
		cmd_listen_turn();
	script_leave(script);
	finish_work();
	free(listening.groups);
	return script_finish(script);
}

int
cmd_listen(int argc, char *const *argv)
{
	read_listen_options(&listen_usage, argc, argv);
	return listen_on();
}

int
cmd_bot(int argc, char *const *argv)
{
	int ends[2];

	listening.speaks = listening.private = listening.no_notes = true;
	read_listen_options(&bot_usage, argc, argv);
	lines_init(&listening.lines, VERB_SEND, STR(""));
	listening.lines.compose = compose_bot;
	listening.lines.most = 1; /* so that complaints are in order */
	listening.lines.form =
	    "must be \"to #GROUP TEXT\" or \"to @NAME TEXT\", or "
	    "\"note\" in place of \"to\"";
	listening.input = STDIN_FILENO;
	if (listening.command == NULL) {
		files_need_input();
		return listen_on();
	}
	/* Its write end stays open, so the input has no end. */
	if (pipe(ends) == -1 || !io_prepare(ends[0]) ||
	    fcntl(ends[1], F_SETFD, FD_CLOEXEC) == -1)
		die_errno(EX_OSERR, "cannot make a pipe for the commands");
	listening.input = ends[0];
	listening.jobs.output = ends[1];
	return listen_on();
}
