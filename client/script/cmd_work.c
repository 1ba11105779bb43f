/*
 * forkcast work: takes items from boxes, runs a command for each, and answers
 * with done if the command succeeds, with back if it fails; if the output goes
 * to the poster, always with done and the exit status. Earlier boxes on the
 * command line go first.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "conf/files.h"
#include "conf/option.h"
#include "net/program.h"
#include "script/items.h"
#include "script/jobs.h"
#include "script/lines.h"
#include "script/script.h"
#include "shared/io.h"

static const struct usage usage = {
	"usage: forkcast work [-ehRV] [-C COMMAND] [-c COUNT] [-k SECONDS]\n"
	"       [-n NAME] [-o GROUP|@] [-P NUMBER] [-s ADDRESS] [-t SECONDS]\n"
	"       BOX [BOX... --] COMMAND [ARG]...",
	"c:ek:o:P:R" SCRIPT_OPTIONS,
	"Run COMMAND for each item of BOX, with the item on its standard "
	"input.\n\n"
	"  -c COUNT       Exit when COUNT items are done.\n"
	"  -e             Exit when the boxes are empty: with 75 if no item was "
	"done.\n"
	"  -k SECONDS     Kill a command that runs longer.\n"
	"  -o GROUP       Send the output of the commands to GROUP, or with @ "
	"to the\n"
	"                 poster of the item, with their exit status: no item "
	"is put\n"
	"                 back then.\n"
	"  -P NUMBER      Run up to NUMBER commands at once; default: 1.\n"
	"  -R             Reconnect when the connection is lost.\n" SCRIPT_HELP,
};

/* The target of the output that stands for the poster of the item. */
#define POSTER "@"

/* Time beyond -k before the server gives an item to somebody else. */
#define SPARE_TIME (60 * SEC)

/*
 * Limits of the time for which a place stays empty after its command has
 * failed: 1 s, 2 s, 4 s, ...
 */
#define REST_LEAST SEC
#define REST_MOST (60 * SEC)

static struct {
	struct script script;
	struct jobs_options jobs;
	struct items items;
	char *groups[ITEMS_BOXES + 2]; /* to join: boxes, and -o's */
	bool ends; /* -e */
	char *target; /* -o, or null */
	bool replies; /* the output goes to the items' posters */
	/* The output of the oldest item that has printed. */
	struct lines lines;
	bool printing; /* lines are of it */
	char id[LIMIT_ID + 1]; /* its ID */
	bool dropped; /* its poster does not take the output */
} work;

/*
 * Takes boxes and command: the first word is the box; with "--", so are all
 * words before that.
 */
static void
read_words(char *const *words)
{
	size_t count = 0, i = 0;

	while (words[count] != NULL && strcmp(words[count], "--") != 0)
		count++;
	char *const *command = words + count + 1;
	if (words[count] == NULL) {
		count = words[0] != NULL;
		command = words + count;
	}
	if (count == 0)
		option_misused(&usage, "missing box");
	if (count > ITEMS_BOXES)
		option_misused(&usage, "too many boxes");
	if (*command == NULL)
		option_misused(&usage,
		    "missing command. To chat in the group work, write "
		    "'#work'");
	memcpy(work.groups, words, count * sizeof(words[0]));
	/* The group for the output may be one of the boxes' already. */
	while (work.groups[i] != NULL && work.target != NULL &&
	    !str_caseeq(str_from(work.groups[i]), str_from(work.target)))
		i++;
	if (work.target != NULL && !work.replies)
		work.groups[i] = work.target;
	option_check_groups(work.groups);
	work.items.boxes = work.groups;
	work.items.box_count = count;
	work.jobs.words = command;
}

static void
read_options(struct script_options *options, int argc, char *const *argv)
{
	static const struct script_option own[] = {
		{ 'c', .number = &work.items.left, .most = SIZE_MAX - 1 },
		{ 'e', .flag = &work.ends },
		{ 'k', .time = &work.jobs.limit },
		{ 'o', .text = &work.target },
		{ 'P', .number = &work.jobs.most, .most = JOBS_MOST },
		{ 0 },
	};

	work.jobs.most = 1;
	work.items.left = SIZE_MAX;
	script_read_options(options, &usage, own, argc, argv);
	work.replies = work.target != NULL && strcmp(work.target, POSTER) == 0;
	read_words(argv + optind);
	work.jobs.what = "item";
	work.jobs.keeps = work.target != NULL;
	work.jobs.server = options->server;
	/* The server gives an unanswered item to somebody else after this. */
	const uint64_t seconds = (work.jobs.limit + SPARE_TIME + SEC - 1) / SEC;
	if (work.jobs.limit > 0 && seconds <= LIMIT_SECONDS)
		work.items.seconds = seconds;
	work.items.most = work.jobs.most;
}

/* Begins with the output anew, but keeps in mind that a line was not sent. */
static void
begin_output(void)
{
	const bool unsent = work.lines.unsent;

	lines_init(&work.lines, work.replies ? VERB_REPLY : VERB_SEND,
	    work.target != NULL ? str_from(work.target) : STR(""));
	work.lines.unsent = unsent;
	work.lines.quiet = work.replies;
	work.printing = false;
}

/*
 * Reads the output of the oldest item that has printed and sends as much as may
 * be sent now. The item is done when all of it is.
 */
static void
say_output(void)
{
	struct item *item = items_oldest(&work.items, ITEM_PRINTED);
	struct lines *lines = &work.lines;
	ssize_t count = 1;

	if (item == NULL)
		return;
	if (!work.printing) { /* the item may be moved, so its ID is kept */
		lines_restart(lines);
		work.printing = true;
		work.dropped = false;
		memcpy(work.id, item->id, sizeof(work.id));
		if (work.replies)
			lines->target = str_from(work.id);
	}
	while (count > 0 && lines_reads(lines)) {
		count = lines_read(lines, item->output);
		lines_say(lines, &work.script);
	}
	if (count == IO_FAIL)
		die_errno(EX_IOERR, "cannot read the output of a command");
	lines_say(lines, &work.script);
	if (!lines_done(lines))
		return;
	work.printing = false;
	io_close(&item->output);
	items_become(&work.items, item, ITEM_DONE);
}

/*
 * Takes a line of the server; false if it does not answer one of the output. If
 * a group refuses a line for good, this ends the script; if a poster does, the
 * rest of that item's output is dropped.
 */
static bool
heed_output(const struct command *line)
{
	char why[SCRIPT_WHY];

	if (work.target == NULL || !lines_heed(&work.lines, &work.script, line))
		return false;
	if (!work.lines.refused)
		return true;
	if (!work.replies) {
		script_end(&work.script, EX_NOPERM);
		return true;
	}
	work.lines.refused = false;
	(void)lines_unsaid(&work.lines);
	if (!work.dropped)
		complain("output of item %s dropped: %s", work.id,
		    script_why(line, why));
	work.dropped = true;
	return true;
}

static void
note_begun(struct str id)
{
	struct item *item = items_find(&work.items, id);

	if (item != NULL)
		items_become(&work.items, item, ITEM_RUNS);
}

/* Moves on an item whose command has ended and that we still have. */
static void
end_item(struct item *item, const struct jobs_end *end)
{
	usec time = REST_LEAST;

	item->output = end->output;
	item->status =
	    (uint8_t)(WIFSIGNALED(end->status) ? 128 + WTERMSIG(end->status) :
						 WEXITSTATUS(end->status));
	if (end->good || work.replies) {
		items_become(&work.items, item,
		    item->output != -1 ? ITEM_PRINTED : ITEM_DONE);
		return;
	}
	io_close(&item->output);
	if (item->status == PROGRAM_FAILED)
		script_fail(&work.script, EX_OSERR, "%s cannot be run",
		    work.jobs.words[0]);
	/* Its place stays empty, longer each time its item fails. */
	for (uint64_t i = 0; i < item->returned && time < REST_MOST; i++)
		time *= 2;
	item->rest = clock_mono() + usec_earlier(time, REST_MOST);
	items_become(&work.items, item, ITEM_BACK);
}

static void
note_ended(const struct jobs_end *end)
{
	struct item *item = items_find(&work.items, end->event->arg[0]);
	int output = end->output;

	if (item != NULL && !item->lost) {
		end_item(item, end);
		return;
	}
	io_close(&output);
	if (item == NULL)
		return;
	/* The server has it back, and gives it again, to others or to us. */
	complain("item %s is %s, but went back when the connection was lost",
	    item->id, end->good ? "done" : "not done");
	items_drop(&work.items, item);
}

static void
cmd_work_take_line(const struct command *line)
{
	if (heed_output(line))
		return;
	if (line->rule->verb == VERB_ITEM) {
		const struct item *item = items_take(&work.items, line);
		if (item != NULL)
			jobs_add(work.script.link.line);
	}
	items_heed(&work.items, line);
}

/*
 * Notes that the connection is lost: the boxes have all items back, and the
 * server knows nothing of us.
 */
static void
note_lost(void)
{
	jobs_forget();
	items_lose(&work.items);
	begin_output();
}

static void
wait_for_more(void)
{
	usec until = usec_earlier(jobs_due(), items_due(&work.items));
	struct pollfd set[1];

	until = usec_earlier(until, lines_until(&work.lines, &work.script));
	script_wait(&work.script, set, COUNT(set), until);
}

static void
cmd_work_turn(void)
{
	struct script *script = &work.script;

	if (script->signal != 0 && work.items.left > 0) {
		/* Running commands finish, waiting items are not begun. */
		if (!jobs_done())
			complain("waiting for running commands; a second "
				 "signal terminates them");
		jobs_forget();
		items_finish(&work.items);
	}
	jobs_tend();
	say_output();
	items_say(&work.items, work.ends);
	if (!items_are_over(&work.items) ||
	    (work.items.left > 0 &&
		!(work.ends && items_are_none(&work.items))))
		wait_for_more();
	else if (work.lines.unsent)
		script_end(script, EX_DATAERR);
	else
		script_end(
		    script, work.ends && !work.items.any ? EX_TEMPFAIL : EX_OK);
}

int
cmd_work(int argc, char *const *argv)
{
	struct script *script = &work.script;
	struct script_options options;
	struct pollfd set[1];

	read_options(&options, argc, argv);
	if (work.target == NULL)
		standard_need_output();
	work.jobs.begun = note_begun;
	work.jobs.ended = note_ended;
	work.items.script = script;
	items_init(&work.items);
	begin_output();
	jobs_begin(&work.jobs);
	script_begin(script, &options, work.groups, cmd_work_take_line);
	script->finishes = script->unhurried = true;
	script->lost = note_lost;
	while (!script->over)
		cmd_work_turn();
	script_leave(script);
	/*
	 * Running commands are waited for, though the server will not learn of
	 * their outcome. A second signal terminates them.
	 */
	jobs_forget();
	items_lose(&work.items);
	for (jobs_tend(); !jobs_done() && script->signals < 2; jobs_tend())
		script_wait(script, set, COUNT(set), jobs_due());
	jobs_abandon();
	items_free(&work.items);
	return script_finish(script);
}
