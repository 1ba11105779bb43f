/*
 * forkcast listen: writes the messages of groups and the private ones, or runs
 * a command for each.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "conf/option.h"
#include "conf/standard.h"
#include "net/page.h"
#include "script/cmd.h"
#include "script/hear/bookmark.h"
#include "script/hear/follow.h"
#include "script/hear/hear.h"
#include "script/jobs.h"
#include "script/script.h"
#include "text/when.h"

static const struct usage usage = {
	"usage: forkcast listen [-ehjNRV] [-C COMMAND] [-a ID|TIME] [-c COUNT]\n"
	"       [-f NAME] [-k SECONDS] [-m FILE] [-n NAME] [-s ADDRESS]\n"
	"       [-t SECONDS] [-x COMMAND] [GROUP | @]...",
	"a:c:ef:jk:m:NRx:" SCRIPT_OPTIONS,
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
	"  -k SECONDS     Kill a command of -x that runs longer.\n"
	"  -m FILE        Keep the place in FILE, and continue there next time.\n"
	"  -N             Ignore notes, which no program should answer.\n"
	"  -R             Reconnect when the connection is lost.\n"
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

/*
 * With more messages waiting for commands, none of a group that is recorded is
 * taken, and no page is fetched; a page has at most as many lines as may wait
 * then.
 */
#define WAITING_ENOUGH 500
#define WAITING_MOST 32768

static struct {
	struct script script;
	struct jobs_options jobs;
	char *command[4]; /* sh -c COMMAND */
	struct out out;
	char *const *places; /* groups and "@", ended by a null */
	char **groups; /* those of them to join, ended by a null */
	bool private; /* "@" is one of them */
	struct senders wanted;
	size_t most; /* events to take; 0: no limit */
	size_t taken;
	uint64_t after; /* the past to begin with; 0: none */
	char *file; /* of the bookmark, or null */
	struct printing printing;
	bool events; /* all events, not only messages */
	bool no_notes;
	bool follows; /* groups are followed */
	struct several several; /* the message that is being taken */
	bool amid; /* more lines of it are to come */
	bool stopped; /* a command has failed, and the bookmark stays there */
	bool entered; /* a group's first place is not in the file yet */
	bool pending; /* events were printed since the bookmark was moved */
	/* Letters that are taken and not done, in any order. */
	uint64_t letter[LETTERS_MOST];
	size_t letters;
	uint64_t left; /* the first letter that is left for later; 0: none */
} listening;

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
	static const struct script_option own[] = {
		{ 'c', .number = &listening.most, .most = SIZE_MAX },
		{ 'e', .flag = &listening.events },
		{ 'j', .flag = &listening.printing.json },
		{ 'k', .time = &listening.jobs.limit },
		{ 'm', .text = &listening.file },
		{ 'N', .flag = &listening.no_notes },
		{ 'x', .text = &listening.command[2] },
		{ 0 },
	};
	int letter;

	script_options(options, &usage, argc, argv);
	while ((letter = script_next_option(options, own, argc, argv)) != -1)
		if (letter == 'a')
			listening.after = option_after('a', optarg);
		else
			senders_add(&listening.wanted, optarg);
	listening.places = optind < argc ? argv + optind : options->groups;
	if (*listening.places == NULL)
		script_usage(options, "missing group");
	option_check_order(argv);
	choose_groups();
	if (*listening.groups == NULL &&
	    (listening.after != 0 || listening.file != NULL))
		script_usage(options, "-a and -m require a group");
	options->full = true;
	listening.command[0] = shell;
	listening.command[1] = option;
	listening.jobs.words =
	    listening.command[2] != NULL ? listening.command : NULL;
	listening.jobs.what = "message";
	listening.jobs.most = 1;
	listening.jobs.json = listening.printing.json;
	/* With -m, 1 may be the failure for which the message is repeated. */
	listening.jobs.one_is_normal = listening.file == NULL;
	listening.jobs.server = options->server;
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
 * Returns whether to write the event, or to run the command for it, and fills
 * in *heard then. It must be of one of the groups asked for, or of none.
 */
static bool
is_wanted(struct heard *heard, const struct command *event)
{
	const struct str me = session_name(&listening.script.session);

	return event->rule->args[0] == ARG_ID && heard_take(heard, event, me) &&
	    is_wanted_kind(heard) &&
	    (!grammar_is_of_group(heard->event.rule) ||
		find_place(listening.groups, heard->event.arg[1]) !=
		    SIZE_MAX) &&
	    senders_include(&listening.wanted, heard);
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

/* Returns whether there is room for a line. */
static bool
has_room(void)
{
	return out_room(&listening.out) >= STEP &&
	    jobs_waiting() < (listening.follows ? WAITING_MOST : JOBS_WAITING);
}

/* Returns whether there is room for a page, and so for more of a group. */
static bool
has_room_for_page(void)
{
	return !has_enough() && out_room(&listening.out) >= STEP &&
	    jobs_waiting() < WAITING_ENOUGH;
}

/* Returns the ID of the first letter that is not done; 0: there is none. */
static uint64_t
first_letter(void)
{
	uint64_t first = listening.left;

	for (size_t i = 0; i < listening.letters; i++)
		if (first == 0 || listening.letter[i] < first)
			first = listening.letter[i];
	return first;
}

/* Notes that a letter is done, or is left for the next time. */
static void
end_letter(uint64_t id, bool good)
{
	size_t i = 0;

	while (i < listening.letters && listening.letter[i] != id)
		i++;
	if (i < listening.letters)
		listening.letter[i] = listening.letter[--listening.letters];
	if (!good && (listening.left == 0 || id < listening.left))
		listening.left = id;
}

/* Returns whether all letters but those that were left are reported as done. */
static bool
letters_are_settled(void)
{
	const struct letters *letters = &listening.script.link.letters;

	return listening.letters == 0 && !letters->are_open &&
	    letters_unreported(letters, first_letter()) == 0;
}

/* Ends the script if it has enough, and nothing is to be reported. */
static void
end_if_enough(void)
{
	if (has_enough() &&
	    (!listening.script.link.takes_letters || letters_are_settled()))
		script_end(&listening.script, EX_OK);
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
	const bool amid = several_note(&listening.several, event);
	struct heard heard;

	if (has_enough())
		return;
	if (is_wanted(&heard, event)) {
		listening.amid = amid;
		listening.pending = true;
		if (listening.file != NULL &&
		    grammar_is_of_group(heard.event.rule))
			bookmark_add(
			    heard.event.arg[1], page_id(&heard.event), amid);
		if (listening.jobs.words != NULL)
			jobs_add(rank(&heard.event), line);
		else
			print(&heard);
		listening.taken++;
	}
	end_if_enough();
}

/*
 * Takes a letter. It is done later; or here, if we do not want it, unless more
 * are to come after this program.
 */
static void
take_letter(const struct command *letter)
{
	const uint64_t id = page_id(letter);
	struct heard heard;

	if (has_enough() || listening.script.over ||
	    listening.letters == LETTERS_MOST) {
		end_letter(id, false);
	} else if (is_wanted(&heard, letter)) {
		listening.letter[listening.letters++] = id;
		take_event(letter, listening.script.letter);
	}
}

/*
 * Reports letters that were printed. If they were the last messages that we
 * wanted, the end has waited for that.
 */
static void
report_letters(void)
{
	struct script *script = &listening.script;

	if (!script->link.takes_letters)
		return;
	if (listening.jobs.words == NULL &&
	    buf_len(&listening.out.waiting) == 0)
		listening.letters = 0;
	link_report_letters(&script->link, first_letter());
	end_if_enough();
}

/*
 * Takes an event of now, or one that was fetched or kept. After a kick it takes
 * the leave, with the same ID: in full form the server does not send it.
 */
static void
cmd_listen_take_event(const struct command *event, struct str line)
{
	char memory[LIMIT_LINE];
	struct command leave;
	struct buf text;

	take_event(event, line);
	if (event->rule->verb != VERB_KICK ||
	    str_eq(grammar_name_of(event->arg[2]), event->arg[2]))
		return;
	const bool why = event->count > 4;
	buf_init(&text, memory, sizeof(memory));
	if (BUF_CAT(&text, STR("leave "), event->arg[0], STR(" "),
		event->arg[1], STR(" "), event->arg[3],
		why ? STR(" ") : STR(""), why ? event->arg[4] : STR("")) &&
	    grammar_parse(buf_str(&text), FROM_SERVER, &leave) == CODE_OK)
		take_event(&leave, buf_str(&text));
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
	if (letters_has(&listening.script.link.letters, id))
		end_letter(id, end->good);
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
	if (set[1].revents == 0)
		return;
	errno = EPIPE; /* with nothing to write, the reader has gone */
	if (!writes || !out_write(&listening.out))
		script_fail_output(&listening.script);
}

static void
cmd_listen_turn(void)
{
	struct script *script = &listening.script;
	struct command line;

	while (!script->over && has_room() && script_take(script, &line))
		cmd_listen_take_line(&line);
	/* Before any message of a group is printed or given to a command. */
	if (listening.entered) {
		listening.entered = false;
		keep_place();
	}
	jobs_tend();
	follow_go_on();
	note_printed();
	report_letters();
	if (!script->over)
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
		.has_room = has_room_for_page,
		.checks =
		    listening.file != NULL || listening.jobs.words != NULL,
		.strict = listening.file != NULL,
	};

	follow_begin(&options);
	listening.script.lost = follow_lost;
	listening.follows = true;
	for (char **group = listening.groups; *group != NULL; group++) {
		const struct str name = str_from(*group);
		const uint64_t place =
		    listening.file != NULL ? bookmark_place(name) : 0;
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
	listening.script.link.takes_letters =
	    listening.private || listening.events;
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
