/*
 * forkcast log: prints past messages of a group, or of the talk with somebody,
 * from the server's history. It reads them in pages: from the oldest on if
 * there is a first one, otherwise from the newest back.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "net/wait.h"
#include "script/cmd.h"
#include "script/hear/found.h"
#include "script/hear/gap.h"
#include "script/hear/printing.h"
#include "script/hear/senders.h"
#include "script/script.h"
#include "session/option.h"
#include "session/standard.h"
#include "shared/codes.h"
#include "shared/die.h"
#include "shared/limits.h"
#include "shared/names.h"
#include "text/out.h"
#include "text/render.h"
#include "text/when.h"
#include "text/words/heard.h"

static const struct usage usage = {
	"usage: forkcast log [-ehjrTV] [-C COMMAND] [-a ID|TIME] [-b ID|TIME] [-c COUNT]\n"
	"       [-f NAME] [-g TEXT] [-n NAME] [-s ADDRESS] [-t SECONDS]\n"
	"       GROUP | @NAME",
	"a:b:c:ef:g:jrT" SCRIPT_OPTIONS,
	"Print past messages in GROUP, or between your account and NAME, one "
	"per line.\n\n"
	"  -a ID|TIME     Only messages after event ID, or since TIME:\n"
	"                 " WHEN_FORMS ".\n"
	"  -b ID|TIME     Only messages before event ID, or before TIME.\n"
	"  -c COUNT       Only the last COUNT messages; default: 50, with -a no "
	"limit.\n"
	"  -e             Print all events, not only messages.\n"
	"  -f NAME        Only messages from NAME, or from an account if NAME "
	"is\n"
	"                 ~a:ACCOUNT; may be repeated.\n"
	"  -g TEXT        Only messages that contain TEXT.\n"
	"  -j             Print a JSON object for each message.\n"
	"  -r             Print only the text.\n"
	"  -T             Print the date and time before each "
	"message.\n" SCRIPT_HELP,
};

/* Messages printed without -a and -c. */
#define COUNT_DEFAULT 50

/* The most events in a page. */
#define PAGE_MOST 1000

static struct {
	struct script script;
	struct out out;
	struct printing printing;
	struct senders wanted; /* none: all */
	const char *target; /* a group, or "@NAME" */
	char *groups[2]; /* the group to join, if need be */
	char *text; /* of -g, or null */
	uint64_t after; /* 0: from the newest back */
	uint64_t before; /* 0: up to the newest */
	size_t most; /* messages to print; 0: no limit */
	size_t page; /* events to ask for at a time */
	bool events; /* all events, not only messages */
	bool broken; /* standard output has failed */
	/* The progress. */
	enum {
		LOG_ASKING, /* the next request is to be sent */
		LOG_READING, /* its reply is awaited */
		LOG_JOINING, /* the group must be joined first */
		LOG_CHECKING, /* whether the group is recorded */
		LOG_LEAVING /* we leave it again */
	} step;
	bool joined; /* by us */
	uint64_t own; /* the ID of that join, which nobody wants to see */
	uint64_t cursor; /* ID to go on from; 0: from the newest back */
	uint64_t oldest; /* ID of the first event of the page, or 0 */
	bool any; /* there was an event, wanted or not */
} past;

static bool
goes_back(void)
{
	return past.after == 0 || past.text != NULL || past.most > 0;
}

static const struct script_option own_options[] = {
	{ 'c', .number = &past.most, .most = SIZE_MAX },
	{ 'e', .flag = &past.events },
	{ 'g', .text = &past.text },
	{ 'j', .flag = &past.printing.json },
	{ 'r', .flag = &past.printing.raw },
	{ 'T', .flag = &past.printing.times },
	{ 0 },
};

/* Takes the value of -a, -b or -f. */
static void
take_value(int letter, const char *value)
{
	if (letter == 'a')
		past.after = option_after('a', value);
	else if (letter == 'b')
		past.before = option_before('b', value);
	else
		senders_add(&past.wanted, 'f', value);
}

static void
check_target(void)
{
	const struct str target = str_from(past.target);

	if (target.len > 0 && target.at[0] == '@')
		option_check_name(
		    (struct str) { target.at + 1, target.len - 1 });
	else
		option_check_groups(past.groups);
}

static void
read_options(struct script_options *options, int argc, char *const *argv)
{
	int letter;

	script_options(options, &usage, argc, argv);
	while ((letter = script_next_option(
		    options, own_options, argc, argv)) != -1)
		take_value(letter, optarg);
	past.printing.dates = past.printing.times;
	if (past.printing.raw && (past.printing.json || past.events))
		script_usage(options, "-r cannot be combined with -e or -j");
	if (past.text != NULL && past.events)
		script_usage(options, "-g cannot be combined with -e");
	if (past.text != NULL &&
	    text_check(str_from(past.text), LIMIT_TOPIC) != CODE_OK)
		die(EX_USAGE, "-g %s: must be a text of 1 to %d bytes",
		    past.text, LIMIT_TOPIC);
	if (argc - optind != 1)
		script_usage(options, "expected one group or @NAME");
	past.target = past.groups[0] = argv[optind];
	check_target();
	options->full = true;
	if (past.most == 0 && past.after == 0)
		past.most = COUNT_DEFAULT;
	past.page = PAGE_MOST;
	/* A smaller page will do if all of it is printed. */
	if (past.most > 0 && past.most < PAGE_MOST && past.wanted.count == 0)
		past.page = past.most;
}

static bool
is_wanted_kind(const struct heard *heard)
{
	const enum verb verb = heard->event.rule->verb;

	return past.events || verb == VERB_MSG || verb == VERB_TELL;
}

/* Returns whether to print the event, and fills in *heard then. */
static bool
is_wanted(struct heard *heard, const struct command *event)
{
	return heard_take(heard, event, session_name(&past.script.session)) &&
	    is_wanted_kind(heard) &&
	    (past.wanted.count == 0 || senders_include(&past.wanted, heard));
}

static bool
has_enough(void)
{
	return past.most > 0 && found_count() >= past.most;
}

/* Returns whether the event lies between -a and -b. */
static bool
is_within(uint64_t id)
{
	return id > past.after && (past.before == 0 || id < past.before);
}

/* Takes the line after "past". */
static void
take_past(struct str line)
{
	struct command event;
	struct heard heard;
	uint64_t id;

	if (grammar_parse(line, FROM_SERVER, &event) != CODE_OK)
		return;
	if (event.rule->verb == VERB_GAP) {
		gap_tell(str_from(past.target), &event);
		return;
	}
	if (event.rule->args[0] != ARG_ID ||
	    !str_to_number(event.arg[0], UINT64_MAX, &id))
		return;
	if (past.oldest == 0)
		past.oldest = id;
	if (id != past.own && is_within(id) && is_wanted(&heard, &event))
		found_add(line);
}

/* Returns where the lines of a page go. */
static enum found_order
order(void)
{
	if (past.text != NULL)
		return FOUND_NEWEST_FIRST;
	return goes_back() ? FOUND_BEFORE : FOUND_AFTER;
}

/* Asks for the next page; without -e, only messages count. */
static void
ask(void)
{
	struct session *session = &past.script.session;
	const struct str target = str_from(past.target);
	const struct str page = DECIMAL(past.page);
	const struct str cursor = DECIMAL(past.cursor);

	if (past.text != NULL)
		SESSION_SAY(session, VERB_HISTORY, STR("history"), target,
		    STR("find"), page, cursor, str_from(past.text));
	else if (past.cursor == 0)
		SESSION_SAY(session, VERB_HISTORY, STR("history"), target,
		    past.events ? STR("last") : STR("said last"), page);
	else if (goes_back())
		SESSION_SAY(session, VERB_HISTORY, STR("history"), target,
		    past.events ? STR("before") : STR("said before"), cursor,
		    page);
	else
		SESSION_SAY(session, VERB_HISTORY, STR("history"), target,
		    past.events ? STR("after") : STR("said after"), cursor,
		    page);
	past.oldest = 0;
	found_begin_page(order());
	past.step = LOG_READING;
}

/* Ends the reading; a group that we have joined is left. */
static void
leave(void)
{
	if (past.joined && session_ready(&past.script.session)) {
		SESSION_SAY(&past.script.session, VERB_LEAVE, STR("leave"),
		    str_from(past.target));
		past.step = LOG_LEAVING;
	} else {
		script_end(&past.script, EX_OK);
	}
}

/* Ends the reading. If there was nothing, asks whether there can be anything.
 */
static void
end_reading(void)
{
	struct session *session = &past.script.session;

	if (past.any || past.target[0] == '@' || !session_ready(session)) {
		leave();
		return;
	}
	SESSION_SAY(session, VERB_MODE, STR("mode"), str_from(past.target));
	past.step = LOG_CHECKING;
}

/* Takes "ok mode G LETTERS ...", or a refusal, which tells nothing. */
static void
take_mode(const struct command *line)
{
	struct str rest = line->arg[1];

	if (line->rule->verb == VERB_OK && line->count == 2) {
		(void)str_word(&rest);
		const struct str letters = str_word(&rest);
		if (letters.len > 0 &&
		    memchr(letters.at, 'H', letters.len) == NULL)
			script_fail(&past.script, EX_UNAVAILABLE,
			    "%s is not recorded", past.target);
	}
	leave();
}

/* Returns whether no page after one that ended there can have more to print. */
static bool
is_last_page(uint64_t count, uint64_t next)
{
	if (count < past.page || next == 0 || next == past.cursor)
		return true;
	if (goes_back())
		return has_enough() || next <= past.after;
	return past.before != 0 && next >= past.before;
}

/* Takes "ok history T COUNT LASTID". */
static void
take_end(struct str rest)
{
	uint64_t count = 0, last = 0;

	(void)str_word(&rest);
	if (!str_to_number(str_word(&rest), UINT64_MAX, &count) ||
	    !str_to_number(str_word(&rest), UINT64_MAX, &last))
		count = 0;
	past.any = past.any || count > 0;
	if (goes_back() && past.text == NULL)
		last = past.oldest;
	if (is_last_page(count, last)) {
		end_reading();
		return;
	}
	past.cursor = last;
	past.step = LOG_ASKING;
}

/* Takes the refusal of a request; of the group, we may have to be a member. */
static void
take_refusal(const struct command *err)
{
	const bool stranger = str_eq(err->arg[1], code_word(CODE_NOT_MEMBER)) &&
	    past.target[0] != '@' && !past.joined;
	char why[SCRIPT_MESSAGE / 2];

	if (stranger) {
		past.joined = true;
		past.script.groups = past.groups;
		past.step = LOG_JOINING;
		return;
	}
	if (str_eq(err->arg[1], code_word(CODE_BAD_COMMAND)))
		script_fail(&past.script, EX_PROTOCOL,
		    "the server is too old: it has no command history");
	script_fail(&past.script,
	    str_eq(err->arg[1], code_word(CODE_UNAVAILABLE)) ? EX_UNAVAILABLE :
							       EX_NOPERM,
	    "cannot read the history of %s: %s", past.target,
	    render_string(why, sizeof(why), &err->arg[2], 1));
}

static bool
is_own_join(const struct command *line)
{
	return past.step == LOG_JOINING && line->rule->verb == VERB_JOIN &&
	    str_caseeq(grammar_actor(line), session_name(&past.script.session));
}

static void
cmd_log_take_line(const struct command *line)
{
	const enum verb answered = session_answered(&past.script.session);

	if (is_own_join(line))
		(void)str_to_number(
		    line->arg[0], UINT64_MAX, &past.own); /* an ID */
	if (line->rule->verb == VERB_PAST)
		take_past(line->arg[0]);
	else if (answered == VERB_HISTORY && line->rule->verb == VERB_ERR)
		take_refusal(line);
	else if (answered == VERB_HISTORY)
		take_end(line->arg[1]);
	else if (answered == VERB_MODE)
		take_mode(line);
	else if (answered == VERB_LEAVE)
		script_end(&past.script, EX_OK);
}

/* Moves lines to the output while there is room. */
static void
print(void)
{
	struct command event;
	struct heard heard;
	struct str line;

	while (out_room(&past.out) >= PRINTING_ROOM && found_next(&line)) {
		/* It was parsed on arrival, and wanted. */
		(void)grammar_parse(line, FROM_SERVER, &event);
		(void)heard_take(&heard, &event, STR(""));
		printing_put(&past.printing, &past.out, &heard);
		found_drop();
	}
}

/* Waits for the server and for standard output. */
static void
wait_for_either(void)
{
	const bool writes = buf_len(&past.out.waiting) > 0;
	struct pollfd set[2] = { [1] = { .fd = STDOUT_FILENO,
				     .events = writes ? POLLOUT : 0 } };

	script_wait(&past.script, set, COUNT(set), WAIT_FOR_EVER);
	if (set[1].revents == 0)
		return;
	errno = EPIPE; /* with nothing to write, the reader has gone */
	if (!writes || !out_write(&past.out)) {
		script_fail_output(&past.script);
		past.broken = true;
	}
}

static void
cmd_log_turn(void)
{
	struct script *script = &past.script;
	struct command line;

	while (!script->over && script_take(script, &line))
		cmd_log_take_line(&line);
	if (script->over)
		return;
	if (past.step == LOG_JOINING && script_joined(script))
		past.step = LOG_ASKING;
	if (!goes_back())
		print();
	if (past.step == LOG_ASKING && buf_len(&past.out.waiting) == 0 &&
	    session_ready(&script->session))
		ask();
	wait_for_either();
}

/* Prints the rest, which a signal ends. */
static void
print_rest(void)
{
	if (past.most > 0)
		found_keep_last(past.most);
	for (print(); buf_len(&past.out.waiting) > 0 && !past.broken &&
	     past.script.signal == 0;
	     print())
		wait_for_either();
}

int
cmd_log(int argc, char *const *argv)
{
	static char *const none[] = { NULL };
	struct script *script = &past.script;
	struct script_options options;

	read_options(&options, argc, argv);
	standard_need_output();
	out_init(&past.out, STDOUT_FILENO);
	past.cursor = goes_back() ? past.before : past.after;
	script_begin(script, &options, none);
	while (!script->over)
		cmd_log_turn();
	script_leave(script);
	const bool found = found_count() > 0;
	print_rest();
	found_free();
	if (!found && script->status == EX_OK)
		script->status = EXIT_FAILURE;
	return script_finish(script);
}
