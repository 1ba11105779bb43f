/*
 * forkcast work: takes items from boxes, runs a command for each, and answers
 * with done if the command succeeds, with back if it fails. Earlier boxes on
 * the command line go first.
 */
#include <string.h>
#include <unistd.h>

#include "script/cmd.h"
#include "script/jobs.h"
#include "script/jobs_in_progress.h"
#include "script/lines.h"
#include "script/path.h"
#include "script/script.h"
#include "session/option.h"
#include "session/standard.h"
#include "session/wait.h"
#include "shared/codes.h"
#include "shared/die.h"
#include "shared/io.h"
#include "text/render.h"

static const struct usage usage = {
	"usage: forkcast work [-hRV] [-c COUNT] [-k SECONDS] [-n NAME] "
	"[-o GROUP]\n"
	"       [-P NUMBER] [-s ADDRESS] [-t SECONDS] BOX... [--] COMMAND "
	"[ARG]...",
	"c:k:o:P:R" SCRIPT_OPTIONS,
	"Run COMMAND for each item of BOX, with the item on its standard "
	"input.\n\n"
	"  -c COUNT       Exit when COUNT items are done.\n"
	"  -k SECONDS     Kill a command that runs longer.\n"
	"  -o GROUP       Send the output of the commands to GROUP.\n"
	"  -P NUMBER      Run up to NUMBER commands at once; default: 1.\n"
	"  -R             Reconnect when the connection is lost.\n" SCRIPT_HELP,
};

#define BOXES_MOST BACKLOG_RANKS

/* Time beyond -k before the server gives an item to somebody else. */
#define SPARE_TIME (60 * SEC)

/*
 * Limits of the time for which a place stays empty after its command has
 * failed: 1 s, 2 s, 4 s, ...
 */
#define REST_LEAST SEC
#define REST_MOST (60 * SEC)

/* Time before a box that refused a take is asked again. */
#define AGAIN_TIME SEC

/* Credits not asked for yet, or not known any more. */
#define UNKNOWN SIZE_MAX

static struct {
	struct script script;
	struct jobs_options jobs;
	struct in_progress in_progress;
	char *groups[BOXES_MOST + 2]; /* to join: the boxes', then -o's */
	size_t boxes;
	size_t granted[BOXES_MOST]; /* credits asked for */
	size_t takes; /* that were sent */
	size_t takes_answered;
	size_t takes_awaited; /* answers needed before any other take */
	usec again; /* no take before that time; 0: no refusal */
	size_t count; /* -c */
	char *group; /* -o, or null */
	struct lines lines; /* output of a command */
	bool printing; /* the lines are of the oldest item that has printed */
} work;

static struct str
box_name(size_t box)
{
	return str_from(work.groups[box]);
}

static bool
ends_boxes(const char *word)
{
	return strchr(word, '/') != NULL || path_has(word);
}

/* Counts the words that are boxes; *command then is the command after them. */
static size_t
count_boxes(char *const *words, char *const **command)
{
	size_t count = 0;

	while (words[count] != NULL && strcmp(words[count], "--") != 0)
		count++;
	if (words[count] != NULL) {
		*command = words + count + 1;
		return count;
	}
	count = words[0] != NULL;
	while (words[count] != NULL && !ends_boxes(words[count]))
		count++;
	*command = words + count;
	return count;
}

/*
 * Reads boxes and command. All words before the first "--" are boxes. Without
 * "--", the first word is a box, and so are the words after it up to the first
 * that names a program.
 */
static void
read_words(const struct script_options *options, char *const *words)
{
	const size_t count = count_boxes(words, &work.jobs.words);

	if (count == 0)
		script_usage(options, "missing box");
	if (count > BOXES_MOST)
		script_usage(options, "too many boxes");
	if (*work.jobs.words == NULL)
		script_usage(options,
		    "missing command: no argument after the boxes names a "
		    "program");
	if (!path_has(*work.jobs.words))
		die(EX_USAGE, "no such program: %s", *work.jobs.words);
	memcpy(work.groups, words, count * sizeof(words[0]));
	work.boxes = count;
	work.groups[count] = work.group;
	option_check_groups(work.groups);
}

static void
read_option(struct script_options *options, int letter)
{
	switch (letter) {
	case 'c':
		work.count = option_number('c', optarg, SIZE_MAX - 1);
		break;
	case 'k':
		work.jobs.limit = option_time('k', optarg);
		break;
	case 'o':
		work.group = optarg;
		break;
	case 'P':
		work.jobs.most = option_number('P', optarg, JOBS_MOST);
		break;
	case 'R':
		options->returns = true;
		break;
	default:
		script_option(options, letter);
	}
}

static void
read_options(struct script_options *options, int argc, char *const *argv)
{
	int letter;

	script_options(options, &usage, argc, argv);
	work.jobs.most = 1;
	work.count = SIZE_MAX;
	while ((letter = usage_option(&usage, argc, argv)) != -1)
		read_option(options, letter);
	read_words(options, argv + optind);
	work.jobs.what = "item";
	work.jobs.keeps = work.group != NULL;
	work.jobs.server = options->server;
}

static bool
is_ready(void)
{
	return script_joined(&work.script) &&
	    session_ready(&work.script.session);
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
cmd_work_take(size_t box, size_t count)
{
	SESSION_SAY(&work.script.session, VERB_TAKE, STR("take"), box_name(box),
	    DECIMAL(count < LIMIT_CREDITS ? count : LIMIT_CREDITS),
	    DECIMAL(seconds()));
	work.granted[box] = count;
	work.takes++;
}

/*
 * Asks each box for the credits wanted. If a box is to give more, the later
 * boxes wait until its items have come. To know when, the take is sent twice:
 * the items come after the first answer and before the second.
 */
static void
take_more(void)
{
	if (work.takes_answered < work.takes_awaited ||
	    clock_mono() < work.again)
		return;
	for (size_t box = 0; box < work.boxes && is_ready(); box++) {
		const size_t wanted =
		    in_progress_wanted(&work.in_progress, box);
		if (work.granted[box] == wanted)
			continue;
		const bool more =
		    work.granted[box] == UNKNOWN || work.granted[box] < wanted;
		cmd_work_take(box, wanted);
		if (!more || box + 1 == work.boxes)
			continue;
		if (is_ready())
			cmd_work_take(box, wanted);
		work.takes_awaited = work.takes;
		return;
	}
}

/*
 * Lowers a box's credits before done gives it one back. Only the first box may
 * keep that credit; any other must let the earlier boxes go first.
 */
static void
hold_back(size_t box)
{
	const size_t most = box == 0 ?
	    in_progress_wanted(&work.in_progress, box) :
	    in_progress_of(&work.in_progress, box);

	if (work.granted[box] != UNKNOWN && work.granted[box] > most)
		cmd_work_take(box, most);
}

static void
say_answer(const struct in_progress_item *item, bool done)
{
	struct session *session = &work.script.session;

	if (done)
		SESSION_SAY(
		    session, VERB_DONE, STR("done"), str_from(item->id));
	else
		SESSION_SAY(
		    session, VERB_BACK, STR("back"), str_from(item->id));
}

/*
 * Repeats the take of a box whose item is done, and lets the other boxes wait
 * for the answer: an item for the credit that done gave back comes before it.
 */
static void
await_next(size_t box)
{
	if (box + 1 == work.boxes || work.granted[box] == UNKNOWN ||
	    !is_ready())
		return;
	cmd_work_take(box, work.granted[box]);
	work.takes_awaited = work.takes;
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
		hold_back(item->box);
	if (!is_ready()) {
		in_progress_become(&work.in_progress, item, state);
		return;
	}
	say_answer(item, done);
	if (!done && work.granted[item->box] != UNKNOWN)
		work.granted[item->box]--;
	if (done)
		await_next(item->box);
}

static void
answer_for_all(enum in_progress_state state)
{
	struct in_progress_item *item;

	while (is_ready() &&
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

	if (item != NULL)
		in_progress_become(&work.in_progress, item, IN_PROGRESS_RUNS);
}

static void
note_ended(const struct jobs_end *end)
{
	struct in_progress_item *item =
	    in_progress_find(&work.in_progress, end->id);
	int output = end->output;

	if (item == NULL || item->lost || !end->good)
		io_close(&output);
	if (item == NULL)
		return;
	item->output = output;
	if (item->lost) {
		forget_lost(item, end->good);
		return;
	}
	if (!end->good)
		rest(item);
	in_progress_become(&work.in_progress, item,
	    !end->good	     ? IN_PROGRESS_BACK :
		output != -1 ? IN_PROGRESS_PRINTED :
			       IN_PROGRESS_DONE);
}

/* Sends what a command has printed, before its item is done. */
static void
say_printed(void)
{
	struct lines *lines = &work.lines;
	struct in_progress_item *item =
	    in_progress_oldest(&work.in_progress, IN_PROGRESS_PRINTED);
	ssize_t count = 1;

	if (item == NULL)
		return;
	if (!work.printing)
		lines_restart(lines);
	work.printing = true;
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
	in_progress_become(&work.in_progress, item, IN_PROGRESS_DONE);
}

static size_t
find_box(struct str name)
{
	size_t box = 0;

	while (box < work.boxes && !str_caseeq(box_name(box), name))
		box++;
	return box;
}

/*
 * Takes "item ID BOX NAME COUNT TEXT". Two boxes may each have given an item
 * for the same place; the one too many then goes back, for others.
 */
static void
take_item(const struct command *line)
{
	const size_t box = find_box(line->arg[1]);
	uint64_t returned = 0;
	struct in_progress_item *item;

	(void)str_to_number(line->arg[3], UINT64_MAX, &returned);
	item = in_progress_find(&work.in_progress, line->arg[0]);
	if (item != NULL && item->lost)
		item->lost = false; /* ours again, and still running */
	if (box == work.boxes || item != NULL)
		return; /* not asked for */
	item = in_progress_add(&work.in_progress, line->arg[0], box, returned);
	if (item == NULL)
		return;
	if (in_progress_too_many(&work.in_progress))
		in_progress_become(&work.in_progress, item, IN_PROGRESS_BACK);
	else
		jobs_add(box, work.script.line);
}

/*
 * Handles a refused take. The server may have no room for one more box now, or
 * may have forgotten this one while nobody took from it: all boxes are asked
 * again.
 */
static void
take_refusal(const struct command *line)
{
	char why[SCRIPT_MESSAGE / 2];

	(void)render_string(why, sizeof(why), &line->arg[2], 1);
	if (!str_eq(line->arg[1], code_word(CODE_TOO_MANY))) {
		script_fail(
		    &work.script, EX_NOPERM, "cannot take items: %s", why);
		return;
	}
	if (work.again == 0)
		complain("cannot take items: %s; trying again", why);
	work.again = clock_mono() + AGAIN_TIME;
	for (size_t box = 0; box < work.boxes; box++)
		work.granted[box] = UNKNOWN;
}

/* Takes an answer. Answers come in the order of the commands. */
static void
cmd_work_take_answer(const struct command *line)
{
	const bool refused = line->rule->verb == VERB_ERR;
	const bool done = str_eq(line->arg[0], STR("done"));
	struct in_progress_item *item;

	if (str_eq(line->arg[0], STR("take"))) {
		work.takes_answered++;
		if (refused)
			take_refusal(line);
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
		work.granted[item->box] = UNKNOWN;
	} else if (done) {
		in_progress_count(&work.in_progress);
	}
	in_progress_drop(&work.in_progress, item);
}

static void
cmd_work_take_line(const struct command *line)
{
	if (work.group != NULL && lines_heed(&work.lines, &work.script, line)) {
		if (work.lines.refused)
			script_end(&work.script, EX_NOPERM);
	} else if (line->rule->verb == VERB_ITEM)
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
	lines_init(&work.lines, VERB_SEND, work.lines.group, 0);
	work.printing = false;
	work.takes = work.takes_answered = work.takes_awaited = 0;
	work.again = 0;
	memset(work.granted, 0, sizeof(work.granted));
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

static void
wait_for_more(usec rested)
{
	const usec times[] = { rested, jobs_due(),
		clock_mono() < work.again ? work.again : WAIT_FOR_EVER,
		session_ready(&work.script.session) ? lines_until(&work.lines) :
						      WAIT_FOR_EVER };
	struct pollfd set[1];
	usec until = WAIT_FOR_EVER;

	for (size_t i = 0; i < COUNT(times); i++)
		until = times[i] < until ? times[i] : until;
	script_wait(&work.script, set, COUNT(set), until);
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
	say_printed();
	answer_for_all(IN_PROGRESS_DONE);
	answer_for_all(IN_PROGRESS_BACK);
	take_more();
	if (work.in_progress.left == 0 && work.in_progress.count == 0)
		script_end(script, work.lines.unsent ? EX_DATAERR : EX_OK);
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
	if (work.group == NULL)
		standard_need_output();
	work.jobs.begun = note_begun;
	work.jobs.ended = note_ended;
	in_progress_init(
	    &work.in_progress, work.boxes, work.jobs.most, work.count);
	if (work.group != NULL)
		lines_init(&work.lines, VERB_SEND, str_from(work.group), 0);
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
