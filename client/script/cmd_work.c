/*
 * forkcast work: takes items from a box, runs a command for each, and answers
 * with done if the command succeeds, with back if it fails; if the output goes
 * to the poster, always with done and the exit status.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "conf/files.h"
#include "conf/option.h"
#include "net/program.h"
#include "script/jobs.h"
#include "script/lines.h"
#include "script/script.h"
#include "shared/io.h"

static const struct usage usage = {
	"usage: forkcast work [-ehRV] [-C COMMAND] [-c COUNT] [-k SECONDS]\n"
	"       [-n NAME] [-o GROUP|@] [-P NUMBER] [-s ADDRESS] [-t SECONDS]\n"
	"       BOX COMMAND [ARG]...",
	"c:ek:o:P:R" SCRIPT_OPTIONS,
	"Run COMMAND for each item of BOX, with the item on its standard "
	"input.\n\n"
	"  -c COUNT       Exit when COUNT items are done.\n"
	"  -e             Exit when BOX is empty: with 75 if no item was "
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

/*
 * Time before items that wait though we could have them are counted again: the
 * server holds them back for a reason of which it does not tell the end.
 */
#define AGAIN_TIME SEC

/* Credits that the server counts otherwise than we do. */
#define UNKNOWN SIZE_MAX

/* Each place can have an item, another one that is answered, and one's rest. */
#define ITEMS_MOST (4 * JOBS_MOST)

struct item {
	char id[LIMIT_ID + 1];
	uint64_t returned; /* how often the item has been given back */
	enum item_state {
		ITEM_RUNS, /* its command runs, or waits in the jobs' queue */
		ITEM_PRINTED, /* the command's output is still to be sent */
		ITEM_DONE, /* done is still to be sent */
		ITEM_BACK, /* back is still to be sent */
		ITEM_ANSWERED, /* done was sent; the item is no longer ours */
		ITEM_RETURNED, /* back was sent; the item is no longer ours */
		ITEM_RESTS /* back was answered; only its place stays empty */
	} state;
	uint64_t since; /* serial number of the change to this state */
	usec rest; /* its place stays empty until then, once it is back */
	bool lost; /* the server has taken it back already */
	uint8_t status; /* for done */
	int output; /* file of the command's output, or -1 */
};

static struct {
	struct script script;
	struct jobs_options jobs;
	char *groups[3]; /* to join: the box, and -o's */
	bool ends; /* -e */
	char *target; /* -o, or null */
	bool replies; /* the output goes to the items' posters */
	uint64_t seconds; /* time for each item; 0: no limit */
	size_t left; /* items still to be done */
	bool any; /* one was done */
	struct item item[ITEMS_MOST]; /* in no order */
	size_t count;
	uint64_t changes;
	size_t granted; /* credits asked for */
	size_t takes; /* requests for credits without an answer */
	/*
	 * -e: what waits is counted while we have no item and could have one.
	 * The server gives us what waits before it answers, so if it says then
	 * that nothing waits, the box is empty.
	 */
	bool counts; /* the answer is to come */
	uint64_t waiting; /* items, in it */
	bool empty; /* there were none, and none has come since */
	usec again; /* no other count before that time */
	/* The output of the oldest item that has printed. */
	struct lines lines;
	bool printing; /* lines are of it */
	char id[LIMIT_ID + 1]; /* its ID */
	bool dropped; /* its poster does not take the output */
} work;

static void
read_options(struct script_options *options, int argc, char *const *argv)
{
	static const struct option_row own[] = {
		{ 'c', .number = &work.left, .most = SIZE_MAX - 1 },
		{ 'e', .flag = &work.ends },
		{ 'k', .time = &work.jobs.limit },
		{ 'o', .text = &work.target },
		{ 'P', .number = &work.jobs.most, .most = JOBS_MOST },
		{ 0 },
	};

	work.jobs.most = 1;
	work.left = SIZE_MAX;
	script_read_options(options, &usage, own, argc, argv);
	argv += optind;
	if (argv[0] == NULL)
		option_misused(&usage, "missing box");
	if (argv[1] == NULL)
		option_misused(&usage,
		    "missing command. To chat in the group work, write "
		    "'#work'");
	work.groups[0] = argv[0];
	work.replies = work.target != NULL && strcmp(work.target, POSTER) == 0;
	if (work.target != NULL && !work.replies &&
	    !str_caseeq(str_from(work.target), str_from(argv[0])))
		work.groups[1] = work.target;
	option_check_groups(work.groups);
	work.jobs.words = argv + 1;
	work.jobs.what = "item";
	work.jobs.keeps = work.target != NULL;
	/* The server gives an unanswered item to somebody else after this. */
	const uint64_t seconds = (work.jobs.limit + SPARE_TIME + SEC - 1) / SEC;
	if (work.jobs.limit > 0 && seconds <= LIMIT_SECONDS)
		work.seconds = seconds;
}

/* Returns the item with that ID, or null. */
static struct item *
find(struct str id)
{
	for (size_t i = 0; i < work.count; i++)
		if (work.item[i].state != ITEM_RESTS &&
		    str_eq(str_from(work.item[i].id), id))
			return &work.item[i];
	return NULL;
}

/* Returns the item that has been longest in that state, or null. */
static struct item *
oldest(enum item_state state)
{
	struct item *found = NULL;

	for (size_t i = 0; i < work.count; i++) {
		struct item *item = &work.item[i];
		if (item->state == state &&
		    (found == NULL || item->since < found->since))
			found = item;
	}
	return found;
}

static void
become(struct item *item, enum item_state state)
{
	item->state = state;
	item->since = ++work.changes;
}

static void
drop(struct item *item)
{
	io_close(&item->output);
	*item = work.item[--work.count];
}

/* The item is no longer ours; its place may stay empty for a while. */
static void
leave(struct item *item)
{
	if (item->rest != 0)
		become(item, ITEM_RESTS);
	else
		drop(item);
}

/* How many items there are of these kinds. */
struct census {
	size_t held; /* which the server counts as ours */
	size_t busy; /* which take a place, or keep it empty */
	size_t promised; /* which may still become done, or were said to be */
};

static struct census
census(void)
{
	const usec now = clock_mono();
	struct census census = { 0 };

	for (size_t i = 0; i < work.count; i++) {
		const struct item *item = &work.item[i];
		const bool here = item->state < ITEM_ANSWERED;
		census.held += here && !item->lost;
		census.busy += here || item->rest > now;
		census.promised += !item->lost && item->state != ITEM_BACK &&
		    item->state <= ITEM_ANSWERED;
	}
	return census;
}

/* Returns how many items may be ours. */
static size_t
wanted(void)
{
	const struct census now = census();
	const size_t places =
	    work.jobs.most > now.busy ? work.jobs.most - now.busy : 0;
	const size_t open =
	    work.left > now.promised ? work.left - now.promised : 0;

	return now.held + (places < open ? places : open);
}

/*
 * Takes "item ID BOX NAME COUNT TEXT". If its place was given up meanwhile, the
 * item goes back, for others.
 */
static void
take_item(const struct command *line)
{
	const struct str id = line->arg[0];
	struct item *item = find(id);

	work.empty = false;
	if (item != NULL)
		item->lost = false; /* ours again, and still running */
	if (item != NULL || id.len > LIMIT_ID)
		return;
	if (work.count == ITEMS_MOST) {
		script_fail(&work.script, EX_PROTOCOL,
		    "the server gives items that were not asked for");
		return;
	}
	item = &work.item[work.count++];
	*item = (struct item) { .output = -1 };
	memcpy(item->id, id.at, id.len);
	(void)str_to_number(line->arg[3], UINT64_MAX, &item->returned);
	become(item, ITEM_RUNS);
	const struct census now = census();
	if (now.busy <= work.jobs.most && now.promised <= work.left)
		jobs_add(work.script.link.line);
	else
		become(item, ITEM_BACK);
}

static bool
is_ready(void)
{
	return link_is_joined(&work.script.link) &&
	    session_ready(&work.script.session);
}

/* Asks for credits, once: each item uses one, done returns it, back does not.
 */
static void
grant(size_t count)
{
	SESSION_SAY(&work.script.session, VERB_TAKE, STR("take"),
	    str_from(work.groups[0]), DECIMAL(count), DECIMAL(work.seconds));
	work.granted = count;
	work.takes++;
}

/*
 * Says that the item is done. That gives its credit back, with which the box
 * could at once give us another one that we do not want: then it has fewer
 * credits before that.
 */
static void
say_done(struct item *item)
{
	struct session *session = &work.script.session;

	become(item, ITEM_ANSWERED);
	const size_t most = wanted();
	if (work.granted != UNKNOWN && work.granted > most)
		grant(most);
	if (!session_ready(session))
		become(item, ITEM_DONE);
	else if (item->status == 0)
		SESSION_SAY(
		    session, VERB_DONE, STR("done"), str_from(item->id));
	else
		SESSION_SAY(session, VERB_DONE, STR("done"), str_from(item->id),
		    DECIMAL(item->status));
}

/* Says all that can be said: done and back, credits, and the count of -e. */
static void
say_answers(void)
{
	struct session *session = &work.script.session;
	struct item *item;

	for (size_t i = work.count; i > 0; i--)
		if (work.item[i - 1].state == ITEM_RESTS &&
		    work.item[i - 1].rest <= clock_mono())
			drop(&work.item[i - 1]);
	while (is_ready() && (item = oldest(ITEM_DONE)) != NULL)
		say_done(item);
	while (is_ready() && (item = oldest(ITEM_BACK)) != NULL) {
		SESSION_SAY(
		    session, VERB_BACK, STR("back"), str_from(item->id));
		become(item, ITEM_RETURNED);
		if (work.granted != UNKNOWN)
			work.granted--; /* it costs a credit */
	}
	if (is_ready() && work.granted != wanted())
		grant(wanted());
	if (!work.ends || work.count > 0 || work.left == 0 || work.counts ||
	    work.takes > 0 || clock_mono() < work.again || !is_ready())
		return;
	work.counts = true;
	work.waiting = 0;
	SESSION_SAY(
	    session, VERB_BOXES, STR("boxes"), str_from(work.groups[0]));
}

/* Takes an answer to done or back; they come in the order of the commands. */
static void
heed_answer(const struct command *line, bool done)
{
	struct item *item = oldest(done ? ITEM_ANSWERED : ITEM_RETURNED);

	if (item == NULL)
		return;
	if (line->rule->verb == VERB_ERR) {
		complain("item %s was given to another client", item->id);
		work.granted = UNKNOWN;
	} else if (done) {
		work.left -= work.left > 0 && work.left != SIZE_MAX;
		work.any = true;
	}
	leave(item);
}

/* Takes the answer to the count. */
static void
heed_count(void)
{
	work.counts = false;
	if (work.count > 0)
		return; /* one came before it */
	work.empty = work.waiting == 0;
	work.again = clock_mono() + AGAIN_TIME;
}

/* Begins with the output anew, but keeps in mind that a line was not sent. */
static void
begin_output(void)
{
	const int status = work.lines.status;

	lines_init(&work.lines, work.replies ? VERB_REPLY : VERB_SEND,
	    work.target != NULL ? str_from(work.target) : STR(""));
	work.lines.status = status;
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
	struct item *item = oldest(ITEM_PRINTED);
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
	become(item, ITEM_DONE);
}

/*
 * Takes a line of the server; false if it does not answer one of the output. If
 * a group refuses a line for good, this ends the script; if a poster does, the
 * rest of that item's output is dropped.
 */
static bool
heed_output(const struct command *line)
{
	const int status = work.lines.status;
	char why[SCRIPT_WHY];

	if (work.target == NULL || !lines_heed(&work.lines, &work.script, line))
		return false;
	if (line->rule->verb != VERB_ERR ||
	    str_eq(line->arg[1], code_word(CODE_SLOW_DOWN)))
		return true;
	if (!work.replies) {
		script_end(&work.script, EX_NOPERM);
		return true;
	}
	work.lines.status = status;
	(void)lines_unsaid(&work.lines);
	if (!work.dropped)
		complain("output of item %s dropped: %s", work.id,
		    script_why(line, why));
	work.dropped = true;
	return true;
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
		become(item, item->output != -1 ? ITEM_PRINTED : ITEM_DONE);
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
	become(item, ITEM_BACK);
}

static void
note_ended(const struct jobs_end *end)
{
	struct item *item = find(end->event->arg[0]);
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
	drop(item);
}

static void
cmd_work_take_line(const struct command *line)
{
	uint64_t waiting = 0;

	if (heed_output(line))
		return;
	const enum verb answered = work.script.session.answered;
	if (line->rule->verb == VERB_ITEM)
		take_item(line);
	else if (line->rule->verb == VERB_BOX &&
	    str_to_number(line->arg[1], UINT32_MAX, &waiting))
		work.waiting += waiting;
	else if (answered == VERB_DONE || answered == VERB_BACK)
		heed_answer(line, answered == VERB_DONE);
	else if (answered != VERB_TAKE && answered != VERB_BOXES)
		return;
	else if (line->rule->verb == VERB_ERR)
		script_refuse(&work.script, line, "cannot take items");
	else if (answered == VERB_TAKE)
		work.takes--;
	else
		heed_count();
}

/*
 * Notes that the connection is lost: the box has all items back, the server
 * knows nothing of us, and only the items whose command runs are remembered.
 */
static void
note_lost(void)
{
	for (size_t i = work.count; i > 0; i--) {
		struct item *item = &work.item[i - 1];
		if (item->state == ITEM_RUNS && !jobs_has(str_from(item->id)))
			item->lost = true;
		else
			leave(item);
	}
	jobs_forget();
	work.takes = work.granted = 0;
	work.counts = work.empty = false;
	work.again = 0;
	begin_output();
}

/* After a signal, running commands finish, and waiting ones are not begun. */
static void
stop(void)
{
	if (!jobs_done())
		complain("waiting for running commands; a second signal "
			 "terminates them");
	work.left = 0;
	for (size_t i = 0; i < work.count; i++)
		if (work.item[i].state == ITEM_RUNS &&
		    jobs_has(str_from(work.item[i].id)))
			become(&work.item[i], ITEM_BACK);
	jobs_forget();
}

/* Returns whether no item is ours, and no more is to come. */
static bool
is_over(void)
{
	for (size_t i = 0; i < work.count; i++)
		if (work.item[i].state != ITEM_RESTS)
			return false;
	return work.left == 0 || (work.ends && work.empty);
}

static void
wait_for_more(void)
{
	const usec now = clock_mono();
	usec until =
	    usec_earlier(jobs_due(), lines_until(&work.lines, &work.script));
	struct pollfd set[1];

	if (work.again > now)
		until = usec_earlier(until, work.again);
	for (size_t i = 0; i < work.count; i++)
		if (work.item[i].rest > now)
			until = usec_earlier(until, work.item[i].rest);
	script_wait(&work.script, set, COUNT(set), until);
}

static void
cmd_work_turn(void)
{
	struct script *script = &work.script;

	if (script->signal != 0 && work.left > 0)
		stop();
	jobs_tend();
	say_output();
	say_answers();
	if (!is_over())
		wait_for_more();
	else if (work.lines.status != EX_OK)
		script_end(script, EX_DATAERR);
	else
		script_end(
		    script, work.ends && !work.any ? EX_TEMPFAIL : EX_OK);
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
	work.jobs.ended = note_ended;
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
	note_lost();
	for (jobs_tend(); !jobs_done() && script->signals < 2; jobs_tend())
		script_wait(script, set, COUNT(set), jobs_due());
	jobs_abandon();
	return script_finish(script);
}
