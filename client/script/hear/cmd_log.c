/*
 * forkcast log: prints past messages of a group, or of the talk with somebody,
 * from the server's history, or from the logs of the window. It reads the
 * history in pages: from the oldest on if there is a first one, otherwise from
 * the newest back, which it keeps until the oldest is there.
 */
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "conf/option.h"
#include "net/fetch.h"
#include "script/hear/hear.h"
#include "script/script.h"
#include "shared/codes.h"
#include "shared/names.h"
#include "system/files.h"
#include "text/match.h"
#include "text/when.h"
#include "views/logs.h"

static const struct usage usage = {
	"usage: forkcast log [-hjlTV] [-C COMMAND] [-a ID|TIME] [-b ID|TIME] [-c COUNT]\n"
	"       [-f NAME] [-g TEXT] [-n NAME] [-s ADDRESS] [-t SECONDS]\n"
	"       GROUP | @NAME",
	"a:b:c:f:g:jlT" SCRIPT_OPTIONS,
	"Print past messages in GROUP, or between your account and NAME, one "
	"per line.\n\n"
	"  -a ID|TIME     Only messages after event ID, or since TIME:\n"
	"                 " WHEN_FORMS ".\n"
	"  -b ID|TIME     Only messages before event ID, or before TIME.\n"
	"  -c COUNT       Only the last COUNT messages; default: 50, with -a no "
	"limit.\n"
	"  -f NAME        Only messages from NAME, or from an account if NAME "
	"is\n"
	"                 ~a:ACCOUNT; may be repeated.\n"
	"  -g TEXT        Only messages that contain TEXT.\n"
	"  -j             Print a JSON object for each message.\n"
	"  -l             Print lines of the window's logs, not of the server's "
	"history.\n"
	"  -T             Print the date and time before each "
	"message.\n" SCRIPT_HELP,
};

/* Messages printed without -a and -c. */
#define COUNT_DEFAULT 50

/* The most events in a page. */
#define PAGE_MOST 1000

/* What is kept of the messages, in bytes: a server could say more for ever. */
#define KEPT_MOST ((size_t)256 << 20)

/* A message that was found. */
struct found {
	struct found *next;
	size_t len;
	char line[]; /* of len bytes */
};

static struct {
	struct script script;
	struct printing printing;
	const char *target; /* a group, or "@NAME" */
	bool private; /* the talk with NAME */
	bool own; /* the window's logs are meant */
	char *groups[2]; /* the group to join, if need be */
	uint64_t after; /* 0: from the newest back */
	uint64_t before; /* 0: up to the newest */
	size_t most; /* messages to print; 0: no limit */
	struct fetch page;
	bool answered; /* the last command */
	bool outside; /* refused: of the group, we must be a member */
	bool any; /* there was an event, wanted or not */
	struct found *first; /* the oldest one that is not printed */
	struct found **place; /* where the page's next message goes */
	size_t count; /* of those that were found, printed or not */
	size_t kept; /* bytes of those not printed */
} past;

static void
take_option(char letter, char *value)
{
	if (letter == 'a')
		past.after = option_after(letter, value);
	else
		past.before = option_before(letter, value);
}

static void
read_log_options(struct script_options *options, int argc, char *const *argv)
{
	char *text = NULL;
	const struct option_row own[] = {
		{ 'a', .take = take_option },
		{ 'b', .take = take_option },
		{ 'c', .number = &past.most, .least = 1, .most = SIZE_MAX },
		{ 'f', .take = hear_take_sender },
		{ 'g', .text = &text },
		{ 'j', .flag = &past.printing.json },
		{ 'l', .flag = &past.own },
		{ 'T', .flag = &past.printing.dates },
		{ 0 },
	};

	script_read_options(options, &usage, own, argc, argv);
	if (text != NULL && text_check(str_from(text), LIMIT_TOPIC) != CODE_OK)
		die(EX_USAGE, "-g %s: must be a text of 1 to %d bytes", text,
		    LIMIT_TOPIC);
	if (argc - optind != 1)
		option_misused(&usage, "expected one group or @NAME");
	if (past.own && (past.printing.json || hear_senders() > 0))
		option_misused(&usage, "-l takes neither -f nor -j");
	past.target = argv[optind];
	struct str name = str_from(past.target);
	past.private = str_skip(&name, STR("@"));
	past.groups[0] = argv[optind];
	if (past.private)
		option_check_name(name);
	else
		option_check_groups(past.groups);
	if (past.most == 0 && past.after == 0)
		past.most = COUNT_DEFAULT;
	const bool on = past.after != 0 && text == NULL && past.most == 0;
	past.page = (struct fetch) { .way = on ? FETCH_ON : FETCH_BACK,
		.said = text == NULL,
		.text = text,
		.size = PAGE_MOST,
		.at = on ? past.after : past.before };
	/* A smaller page will do if all of it is printed. */
	if (past.most > 0 && past.most < PAGE_MOST && hear_senders() == 0)
		past.page.size = past.most;
}

/* Returns whether to print the event, and fills in *heard then. */
static bool
is_wanted(struct heard *heard, const struct command *event)
{
	const uint64_t id = fetch_id(event);

	if (id <= past.after || (past.before != 0 && id >= past.before) ||
	    !heard_take(heard, event, session_name(&past.script.session)))
		return false;
	const enum verb verb = heard->event.rule->verb;
	return (verb == VERB_MSG || verb == VERB_TELL) && hear_includes(heard);
}

/*
 * Keeps a copy of the line: after those of the page, which goes before or after
 * the others; what is found by its text comes from the newest back, each.
 */
static void
keep_line(struct str line)
{
	struct found *found = malloc(sizeof(*found) + line.len);

	if (past.kept > KEPT_MOST)
		script_fail(&past.script, EX_UNAVAILABLE,
		    "too much to keep: use -a and -b to print less at a time");
	if (found == NULL)
		die_errno(EX_OSERR, "no memory for a message");
	memcpy(found->line, line.at, line.len);
	found->len = line.len;
	found->next = *past.place;
	*past.place = found;
	if (past.page.text == NULL)
		past.place = &found->next;
	past.count++;
	past.kept += line.len;
}

static void
drop_oldest(void)
{
	struct found *oldest = past.first;

	if (past.place == &oldest->next)
		past.place = &past.first;
	past.first = oldest->next;
	past.kept -= oldest->len;
	free(oldest);
}

static void
cmd_log_take_line(const struct command *line)
{
	const struct session *session = &past.script.session;
	struct command event;
	struct heard heard;

	switch (fetch_take(&past.page, session, line, &event)) {
	case FETCH_EVENT:
		past.any = true;
		if (is_wanted(&heard, &event))
			keep_line(line->arg[0]);
		return;
	case FETCH_GAP:
		hear_gap(str_from(past.target), &event);
		return;
	case FETCH_REFUSED:
		past.outside = !past.private && !past.outside &&
		    (str_eq(line->arg[1], code_word(CODE_NOT_MEMBER)) ||
			str_eq(line->arg[1], code_word(CODE_NO_SUCH_GROUP)));
		if (!past.outside)
			script_refuse(&past.script, line,
			    "cannot read the history of %s", past.target);
		past.answered = true;
		return;
	case FETCH_END:
		past.answered = true;
		return;
	case FETCH_NOTHING:
	case FETCH_TAGS:
	case FETCH_OTHER:
		break;
	}
	/* A refusal tells nothing. */
	if (session->answered == VERB_MODE && line->rule->verb == VERB_OK &&
	    !fetch_is_recorded(line))
		script_fail(&past.script, EX_UNAVAILABLE, "%s is not recorded",
		    past.target);
	past.answered = past.answered || session->answered == VERB_MODE ||
	    session->answered == VERB_LEAVE;
}

/* Waits until the last command is answered; false if the script is over. */
static bool
wait_for_answer(void)
{
	past.answered = false;
	while (!past.script.over && !past.answered)
		script_rest(&past.script, WAIT_FOR_EVER);
	return !past.script.over;
}

/* Moves messages to the output while there is room. */
static void
move_messages(void)
{
	struct command event;
	struct heard heard;

	while (
	    out_room(past.script.out) >= PRINTING_ROOM && past.first != NULL) {
		const struct str line = { past.first->line, past.first->len };
		/* It was parsed on arrival, and wanted. */
		(void)grammar_parse(line, FROM_SERVER, &event);
		(void)heard_take(&heard, &event, STR(""));
		hear_put(&past.printing, past.script.out, &heard);
		drop_oldest();
	}
}

/* Prints what was found; a signal ends that. */
static void
print(void)
{
	for (move_messages(); script_unwritten(&past.script) > 0 &&
	     past.script.status != EX_IOERR && past.script.signal == 0;
	     move_messages())
		script_rest(&past.script, WAIT_FOR_EVER);
}

/*
 * Reads page after page until none can have more to print. Joins the group if
 * that is needed; returns false if the script is over.
 */
static bool
read_pages(void)
{
	struct script *script = &past.script;
	struct fetch *page = &past.page;
	const bool back = page->way == FETCH_BACK;
	bool more = true, joined = false;

	while (more) {
		if (back)
			past.place = &past.first;
		fetch_ask(page, &script->session, str_from(past.target));
		if (!wait_for_answer())
			return false;
		if (past.outside && !joined) {
			joined = true;
			script->link.groups = past.groups;
			while (!script->over && !link_is_joined(&script->link))
				script_rest(script, WAIT_FOR_EVER);
		} else if (back) {
			more = page->more && page->at > past.after &&
			    (past.most == 0 || past.count < past.most);
		} else {
			print();
			more = page->more &&
			    (past.before == 0 || page->at < past.before);
		}
		if (script->over)
			return false;
	}
	return true;
}

/*
 * Takes the next line of a log that is wanted off the text, without its ID,
 * which goes to *id; a remark has that of the event before it.
 */
static bool
next_own(struct str *text, struct str *line, uint64_t *id)
{
	const char *wanted = past.page.text;

	while (text->len > 0) {
		struct str rest = str_cut(text, '\n');
		*line = str_cut(&rest, '\t');
		if (rest.at != NULL)
			(void)str_to_number(str_cut(&rest, '+'), INT64_MAX, id);
		if ((past.after == 0 || *id > past.after) &&
		    (past.before == 0 || *id < past.before) &&
		    line->len >= LOGS_DATE &&
		    (wanted == NULL ||
			match_word(*line, LOGS_DATE, str_from(wanted)).end > 0))
			return true;
	}
	return false;
}

/*
 * Prints the lines of a log that are wanted, after the first ones that are to
 * be skipped. Returns how many there are.
 */
static size_t
print_day(const char *path, size_t skip, struct out *out)
{
	char memory[RENDER_ROOM], *file;
	struct str text = files_read(path, SIZE_MAX, &file), line;
	struct buf shown;
	uint64_t id = 0;
	size_t count = 0;

	while (next_own(&text, &line, &id)) {
		if (++count <= skip ||
		    (out_room(out) < PRINTING_ROOM &&
			!out_flush(out, OUT_FOR_EVER)))
			continue;
		if (!past.printing.dates)
			str_drop(&line, LOGS_DATE);
		buf_init(&shown, memory, sizeof(memory));
		render_text(&shown, line);
		(void)BUF_CAT(&shown, STR("\n")); /* it fits */
		out_put_lines(out, buf_str(&shown));
	}
	free(file);
	return count;
}

/* Prints lines of the window's logs, of which each day has one. */
static int
print_own(const struct script_options *options)
{
	static struct out out;
	char dir[LOGS_DIR], pattern[LOGS_NAME];
	struct str name = str_from(past.target);
	glob_t days = { 0 };
	size_t count = 0;

	files_need_output();
	out_init(&out, STDOUT_FILENO);
	logs_find(dir, options->log != NULL ? options->log : "",
	    options->link.via, options->link.address);
	(void)str_skip(&name, STR("@"));
	logs_name(past.private, name, LOGS_DAYS, pattern);
	if (chdir(dir) != 0 || glob(pattern, 0, NULL, &days) != 0)
		die(EXIT_FAILURE, "no log of %s is in %s", past.target, dir);
	size_t from = days.gl_pathc;
	while (from > 0 && (past.most == 0 || count < past.most))
		count += print_day(days.gl_pathv[--from], SIZE_MAX, &out);
	size_t skip =
	    past.most > 0 && count > past.most ? count - past.most : 0;
	for (; from < days.gl_pathc; from++) {
		const size_t had = print_day(days.gl_pathv[from], skip, &out);
		skip -= had < skip ? had : skip;
	}
	globfree(&days);
	if (!out_flush(&out, OUT_FOR_EVER)) {
		files_complain();
		return EX_IOERR;
	}
	return count > 0 ? EX_OK : EXIT_FAILURE;
}

int
cmd_log(int argc, char *const *argv)
{
	struct script *script = &past.script;
	struct script_options options;

	read_log_options(&options, argc, argv);
	if (past.own)
		return print_own(&options);
	options.prints = true;
	past.place = &past.first;
	script_begin(script, &options, NULL, cmd_log_take_line);
	script->read = true;
	struct session *session = &script->session;
	const struct str target = str_from(past.target);
	if (!script->over && read_pages()) {
		/* Perhaps there can be nothing. */
		if (!past.any && !past.private) {
			SESSION_SAY(session, VERB_MODE, STR("mode"), target);
			(void)wait_for_answer();
		}
		if (past.outside && !script->over) {
			SESSION_SAY(session, VERB_LEAVE, STR("leave"), target);
			(void)wait_for_answer();
		}
	}
	script_leave(script);
	for (size_t i = past.count; past.most > 0 && i > past.most; i--)
		drop_oldest();
	print();
	while (past.first != NULL)
		drop_oldest();
	if (past.count == 0 && script->status == EX_OK)
		script->status = EXIT_FAILURE;
	return script_finish(script);
}
