/*
 * forkcast work: takes items from boxes, runs a command for each, and answers
 * with done if the command succeeds, with back if it fails; with -F, always
 * with done and the exit status. Earlier boxes on the command line go first.
 */
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "net/wait.h"
#include "script/cmd.h"
#include "script/jobs.h"
#include "script/script.h"
#include "script/work/census.h"
#include "script/work/credits.h"
#include "script/work/item_output.h"
#include "script/work/jobs_in_progress.h"
#include "script/work/work_words.h"
#include "session/option.h"
#include "session/standard.h"
#include "shared/die.h"
#include "shared/io.h"
#include "text/plural.h"

static const struct usage usage = {
	"usage: forkcast work [-eFhRV] [-C COMMAND] [-c COUNT] [-k SECONDS]\n"
	"       [-n NAME] [-o GROUP|@] [-P NUMBER] [-s ADDRESS] [-t SECONDS]\n"
	"       BOX... [--] COMMAND [ARG]...",
	"c:eFk:o:P:R" SCRIPT_OPTIONS,
	"Run COMMAND for each item of BOX, with the item on its standard "
	"input.\n\n"
	"  -c COUNT       Exit when COUNT items are done.\n"
	"  -e             Exit when the boxes are empty: with 75 if no item was "
	"done.\n"
	"  -F             Report failures to the poster; do not put the item "
	"back.\n"
	"  -k SECONDS     Kill a command that runs longer.\n"
	"  -o GROUP       Send the output of the commands to GROUP, or with @ "
	"to the\n"
	"                 poster of the item.\n"
	"  -P NUMBER      Run up to NUMBER commands at once; default: 1.\n"
	"  -R             Reconnect when the connection is lost.\n" SCRIPT_HELP,
};

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
	struct in_progress in_progress;
	struct credits credits;
	struct item_output output;
	char *groups[CREDITS_BOXES + 2]; /* to join: boxes, and -o's */
	struct census census; /* with -e */
	size_t count; /* -c */
	size_t finished; /* items done */
	bool ends; /* -e */
	bool reports; /* -F */
	char *target; /* -o, or null */
} work;

/* Adds a group to those to be joined, unless it is there already. */
static void
add_group(char *group)
{
	size_t i = 0;

	while (work.groups[i] != NULL &&
	    !str_caseeq(str_from(work.groups[i]), str_from(group)))
		i++;
	work.groups[i] = group;
}

static void
read_words(const struct script_options *options, char *const *words)
{
	const struct work_words found =
	    work_words_read(options, words, CREDITS_BOXES);

	memcpy(work.groups, found.boxes, found.count * sizeof(words[0]));
	if (work.target != NULL && strcmp(work.target, ITEM_OUTPUT_POSTER) != 0)
		add_group(work.target);
	option_check_groups(work.groups);
	work.credits.boxes = work.groups;
	work.credits.count = found.count;
	work.jobs.words = found.command;
}

static void
read_options(struct script_options *options, int argc, char *const *argv)
{
	static const struct script_option own[] = {
		{ 'c', .number = &work.count, .most = SIZE_MAX - 1 },
		{ 'e', .flag = &work.ends },
		{ 'F', .flag = &work.reports },
		{ 'k', .time = &work.jobs.limit },
		{ 'o', .text = &work.target },
		{ 'P', .number = &work.jobs.most, .most = JOBS_MOST },
		{ 0 },
	};

	work.jobs.most = 1;
	work.count = SIZE_MAX;
	script_read_options(options, &usage, own, argc, argv);
	read_words(options, argv + optind);
	work.jobs.what = "item";
	work.jobs.keeps = work.target != NULL;
	work.jobs.server = options->server;
}

/*
 * Returns the seconds after which the server gives an unanswered item to
 * somebody else; 0: never.
 */
static uint64_t
seconds(void)
{
	const usec limit = work.jobs.limit;
	const uint64_t count =
	    limit > 0 ? (limit + SPARE_TIME + SEC - 1) / SEC : 0;

	return count <= LIMIT_SECONDS ? count : 0;
}

static void
say_done(const struct in_progress_item *item)
{
	struct session *session = &work.script.session;

	if (item->status == 0)
		SESSION_SAY(
		    session, VERB_DONE, STR("done"), str_from(item->id));
	else
		SESSION_SAY(session, VERB_DONE, STR("done"), str_from(item->id),
		    DECIMAL(item->status));
}

static void
say_back(const struct in_progress_item *item)
{
	SESSION_SAY(
	    &work.script.session, VERB_BACK, STR("back"), str_from(item->id));
}

/* Sends done or back, if there is room. */
static void
answer_for(struct in_progress_item *item)
{
	const enum in_progress_state state = item->state;
	const bool done = state == IN_PROGRESS_DONE;

	in_progress_become(&work.in_progress, item,
	    done ? IN_PROGRESS_ANSWERED : IN_PROGRESS_RETURNED);
	if (done)
		credits_hold_back(&work.credits, item->box);
	if (!credits_ready(&work.credits)) {
		in_progress_become(&work.in_progress, item, state);
		return;
	}
	if (done) {
		say_done(item);
		credits_await_next(&work.credits, item->box);
	} else {
		say_back(item);
		credits_lose_one(&work.credits, item->box);
	}
}

static void
answer_for_all(enum in_progress_state state)
{
	struct in_progress_item *item;

	while (credits_ready(&work.credits) &&
	    (item = in_progress_oldest(&work.in_progress, state)) != NULL)
		answer_for(item);
}

/*
 * Forgets an item that the server has taken back. It will give the item again,
 * to others or to us.
 */
static void
forget_lost(struct in_progress_item *item, bool good)
{
	complain("item %s is %s, but went back when the connection was lost",
	    item->id, good ? "done" : "not done");
	in_progress_drop(&work.in_progress, item);
}

/* Keeps the place of a failed command empty, longer each time its item fails.
 */
static void
rest(const struct in_progress_item *item)
{
	usec time = REST_LEAST;

	for (uint64_t i = 0; i < item->returned && time < REST_MOST; i++)
		time *= 2;
	in_progress_rest(&work.in_progress,
	    clock_mono() + (time < REST_MOST ? time : REST_MOST));
}

static void
note_begun(struct str id)
{
	struct in_progress_item *item = in_progress_find(&work.in_progress, id);

	if (item == NULL)
		return;
	in_progress_become(&work.in_progress, item, IN_PROGRESS_RUNS);
}

/* Returns the exit status as the shell shows it. */
static uint8_t
status_for_done(int status)
{
	return (uint8_t)(WIFSIGNALED(status) ? 128 + WTERMSIG(status) :
					       WEXITSTATUS(status));
}

/* Moves on an item whose command has ended and that we still have. */
static void
end_item(struct in_progress_item *item, const struct jobs_end *end)
{
	const bool done = end->good || work.reports;

	item->output = end->output;
	item->status = status_for_done(end->status);
	if (!done) {
		io_close(&item->output);
		rest(item);
	}
	in_progress_become(&work.in_progress, item,
	    !done		   ? IN_PROGRESS_BACK :
		item->output != -1 ? IN_PROGRESS_PRINTED :
				     IN_PROGRESS_DONE);
}

static void
note_ended(const struct jobs_end *end)
{
	struct in_progress_item *item =
	    in_progress_find(&work.in_progress, end->id);
	int output = end->output;

	if (item != NULL && !item->lost) {
		end_item(item, end);
		return;
	}
	io_close(&output);
	if (item != NULL)
		forget_lost(item, end->good);
}

/*
 * Takes "item ID BOX NAME COUNT TEXT". Two boxes may each have given an item
 * for the same place; the one too many then goes back, for others.
 */
static void
take_item(const struct command *line)
{
	const size_t box = credits_find_box(&work.credits, line->arg[1]);
	uint64_t returned = 0;
	struct in_progress_item *item;

	(void)str_to_number(line->arg[3], UINT64_MAX, &returned);
	item = in_progress_find(&work.in_progress, line->arg[0]);
	if (item != NULL && item->lost)
		item->lost = false; /* ours again, and still running */
	if (box == work.credits.count || item != NULL)
		return; /* not asked for */
	item = in_progress_add(&work.in_progress, line->arg[0], box, returned);
	if (item == NULL)
		return;
	(void)snprintf(item->poster, sizeof(item->poster), "%.*s",
	    (int)line->arg[2].len, line->arg[2].at);
	if (in_progress_too_many(&work.in_progress))
		in_progress_become(&work.in_progress, item, IN_PROGRESS_BACK);
	else
		jobs_add(box, work.script.line);
}

/* Takes an answer. Answers come in the order of the commands. */
static void
cmd_work_take_answer(const struct command *line)
{
	const bool refused = line->rule->verb == VERB_ERR;
	const bool done = str_eq(line->arg[0], STR("done"));
	struct in_progress_item *item;

	if (str_eq(line->arg[0], STR("take"))) {
		credits_note_answer(&work.credits, line);
		return;
	}
	if (!done && !str_eq(line->arg[0], STR("back")))
		return;
	item = in_progress_oldest(&work.in_progress,
	    done ? IN_PROGRESS_ANSWERED : IN_PROGRESS_RETURNED);
	if (item == NULL)
		return;
	if (refused) {
		complain("item %s was given to another client", item->id);
		credits_forget(&work.credits, item->box);
	} else if (done) {
		in_progress_count(&work.in_progress);
		work.finished++;
	}
	in_progress_drop(&work.in_progress, item);
}

static void
cmd_work_take_line(const struct command *line)
{
	if (work.target != NULL &&
	    item_output_heed(&work.output, &work.script, line))
		return;
	if (work.ends)
		census_note(&work.census, &work.credits, line);
	if (line->rule->verb == VERB_ITEM)
		take_item(line);
	else if (line->rule->verb == VERB_OK || line->rule->verb == VERB_ERR)
		cmd_work_take_answer(line);
}

/*
 * Notes that the connection is lost: the boxes have all items back, and the
 * server knows nothing of us.
 */
static void
note_lost(void)
{
	jobs_forget();
	in_progress_mark_lost(&work.in_progress);
	if (work.target != NULL)
		item_output_lose(&work.output);
	credits_lose_all(&work.credits);
	census_init(&work.census);
}

/* Stops the work: running commands finish, waiting items are not begun. */
static void
stop(void)
{
	if (!jobs_done())
		complain("waiting for running commands; a second signal "
			 "terminates them");
	jobs_forget();
	in_progress_finish(&work.in_progress);
}

/* Returns whether no item is left to do, and none in progress. */
static bool
is_finished(void)
{
	if (work.in_progress.count > 0)
		return false;
	return work.in_progress.left == 0 ||
	    (work.ends && census_is_empty(&work.census, &work.credits));
}

static void
wait_for_more(usec rested)
{
	const bool ready = session_ready(&work.script.session);
	const usec times[] = { rested, jobs_due(), credits_due(&work.credits),
		ready ? lines_until(&work.output.lines) : WAIT_FOR_EVER,
		census_due(&work.census) };
	struct pollfd set[1];
	usec until = WAIT_FOR_EVER;

	for (size_t i = 0; i < COUNT(times); i++)
		until = times[i] < until ? times[i] : until;
	script_wait(&work.script, set, COUNT(set), until);
}

static int
status_of_all(void)
{
	if (work.output.lines.unsent)
		return EX_DATAERR;
	return work.ends && work.finished == 0 ? EX_TEMPFAIL : EX_OK;
}

/* Sends everything that can be sent now. */
static void
say_all(void)
{
	const struct in_progress *items = &work.in_progress;

	item_output_say(&work.output, &work.in_progress, &work.script);
	answer_for_all(IN_PROGRESS_DONE);
	answer_for_all(IN_PROGRESS_BACK);
	if (census_is_stale(&work.census))
		credits_forget_all(&work.credits);
	credits_take_more(&work.credits);
	if (work.ends)
		census_ask(&work.census, &work.credits,
		    items->count == 0 && items->left > 0 &&
			credits_settled(&work.credits));
}

static void
cmd_work_turn(void)
{
	struct script *script = &work.script;
	const usec rested = in_progress_wake(&work.in_progress, clock_mono());
	struct command line;

	while (!script->over && script_take(script, &line))
		cmd_work_take_line(&line);
	if (script->over)
		return;
	if (script->signal != 0 && work.in_progress.left > 0)
		stop();
	jobs_tend();
	say_all();
	if (is_finished())
		script_end(script, status_of_all());
	else
		wait_for_more(rested);
}

/*
 * Waits for the running commands, though the server will not learn of their
 * outcome. A second signal terminates them.
 */
static void
finish_running(void)
{
	struct script *script = &work.script;
	struct pollfd set[1];

	jobs_forget();
	in_progress_mark_lost(&work.in_progress);
	for (jobs_tend(); !jobs_done() && script->signals < 2; jobs_tend())
		script_wait(script, set, COUNT(set), jobs_due());
	jobs_abandon();
	in_progress_free(&work.in_progress);
}

int
cmd_work(int argc, char *const *argv)
{
	struct script_options options;

	read_options(&options, argc, argv);
	if (work.target == NULL)
		standard_need_output();
	work.jobs.begun = note_begun;
	work.jobs.ended = note_ended;
	in_progress_init(
	    &work.in_progress, work.credits.count, work.jobs.most, work.count);
	work.credits.script = &work.script;
	work.credits.in_progress = &work.in_progress;
	work.credits.seconds = seconds();
	census_init(&work.census);
	if (work.target != NULL)
		item_output_init(&work.output, work.target);
	jobs_begin(&work.jobs);
	script_begin(&work.script, &options, work.groups);
	work.script.finishes = work.script.unhurried = true;
	work.script.lost = note_lost;
	while (!work.script.over)
		cmd_work_turn();
	script_leave(&work.script);
	finish_running();
	return script_finish(&work.script);
}
