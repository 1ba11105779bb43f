/*
 * forkcast work: takes items from a box, one at a time, runs a command for
 * each, and answers with done if the command succeeds, with back if it fails;
 * if the output goes to the poster, always with done and the exit status.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "conf/option.h"
#include "script/jobs.h"
#include "script/lines.h"
#include "script/script.h"
#include "shared/io.h"
#include "system/files.h"
#include "system/program.h"

static const struct usage usage = {
	"usage: forkcast work [-ehRV] [-C COMMAND] [-c COUNT] [-k SECONDS]\n"
	"       [-n NAME] [-o GROUP|@] [-s ADDRESS] [-t SECONDS] BOX COMMAND\n"
	"       [ARG]...",
	"c:ek:o:R" SCRIPT_OPTIONS,
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
	"  -R             Reconnect when the connection is lost.\n" SCRIPT_HELP,
};

/* The target of the output that stands for the poster of the item. */
#define POSTER "@"

/* Time beyond -k before the server gives an item to somebody else. */
#define SPARE_TIME (60 * SEC)

/* Limits of the pause after a command has failed: 1 s, 2 s, 4 s, ... */
#define REST_LEAST SEC
#define REST_MOST (60 * SEC)

/*
 * Time before items that wait though we could have them are counted again: the
 * server holds them back for a reason of which it does not tell the end.
 */
#define AGAIN_TIME SEC

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
	/* The item: */
	enum state {
		STATE_NONE, /* there is none, and none is to come */
		STATE_ASKED, /* one is to come */
		STATE_RUNS, /* its command runs, or cannot be begun yet */
		STATE_LOST, /* its command runs, but the box has it back */
		STATE_PRINTED, /* the command's output is still to be sent */
		STATE_DONE, /* done is still to be sent */
		STATE_BACK, /* back is still to be sent */
		STATE_ANSWERED, /* done was sent, and brings another item */
		STATE_RETURNED /* back was sent */
	} state;
	char id[LIMIT_ID + 1];
	uint64_t returned; /* how often the item has been given back */
	uint8_t status; /* for done */
	int output; /* file of the command's output, or -1 */
	struct lines lines; /* of that output */
	bool dropped; /* its poster does not take the output */
	usec again; /* no item or count is asked for before that time */
	/*
	 * -e: what waits is counted while we have no item and could have one.
	 * The server gives us what waits before it answers, so if it says then
	 * that nothing waits, the box is empty.
	 */
	bool counts; /* the answer is to come */
	uint64_t waiting; /* items, in it */
	bool empty; /* there were none, and none has come since */
} work;

static void
read_box_options(struct script_options *options, int argc, char *const *argv)
{
	static const struct option_row own[] = {
		{ 'c', .number = &work.left, .least = 1, .most = SIZE_MAX - 1 },
		{ 'e', .flag = &work.ends },
		{ 'k', .time = &work.jobs.limit },
		{ 'o', .text = &work.target },
		{ 0 },
	};

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

/* Takes "item ID BOX NAME COUNT TEXT". */
static void
take_item(const struct command *line)
{
	const struct str id = line->arg[0];

	work.empty = false;
	if (work.left == 0)
		return; /* it goes back when we leave */
	if (work.state != STATE_ASKED || id.len > LIMIT_ID) {
		script_fail(&work.script, EX_PROTOCOL,
		    "the server gives items that were not asked for");
		return;
	}
	memcpy(work.id, id.at, id.len);
	work.id[id.len] = '\0';
	(void)str_to_number(line->arg[3], UINT64_MAX, &work.returned);
	work.state = STATE_RUNS;
	jobs_add(work.script.link.line);
}

/* Asks for so many items; done brings another one, back does not. */
static void
say_take(size_t count)
{
	SESSION_SAY(&work.script.session, VERB_TAKE, STR("take"),
	    str_from(work.groups[0]), DECIMAL(count), DECIMAL(work.seconds));
}

/* Says that the item is done; if it is the last one, it brings no other. */
static void
say_done(void)
{
	struct session *session = &work.script.session;

	if (work.left <= 1)
		say_take(0);
	if (!session_ready(session))
		return;
	if (work.status == 0)
		SESSION_SAY(session, VERB_DONE, STR("done"), str_from(work.id));
	else
		SESSION_SAY(session, VERB_DONE, STR("done"), str_from(work.id),
		    DECIMAL(work.status));
	work.state = STATE_ANSWERED;
}

/* Says what is to be said now: done or back, take, and the count of -e. */
static void
say_answer(void)
{
	struct session *session = &work.script.session;
	const bool waits = work.left == 0 || clock_mono() < work.again;

	if (!link_is_joined(&work.script.link) || !session_ready(session))
		return;
	if (work.state == STATE_DONE) {
		say_done();
	} else if (work.state == STATE_BACK) {
		SESSION_SAY(session, VERB_BACK, STR("back"), str_from(work.id));
		work.state = STATE_RETURNED;
	} else if (work.state == STATE_NONE && !waits) {
		say_take(1);
		work.state = STATE_ASKED;
	} else if (work.state == STATE_ASKED && !waits && work.ends &&
	    !work.counts) {
		work.counts = true;
		work.waiting = 0;
		SESSION_SAY(session, VERB_BOXES, STR("boxes"),
		    str_from(work.groups[0]));
	}
}

/* Takes an answer to done or back. */
static void
heed_answer(const struct command *line)
{
	const bool done = work.state == STATE_ANSWERED;

	work.state = STATE_NONE;
	if (line->rule->verb == VERB_ERR) {
		complain("item %s was given to another client", work.id);
	} else if (done) {
		work.left -= work.left > 0 && work.left != SIZE_MAX;
		work.any = true;
		work.state = STATE_ASKED;
	}
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
}

/*
 * Reads the output of the item's command and sends as much as may be sent now.
 * The item is done when all of it is.
 */
static void
say_output(void)
{
	struct lines *lines = &work.lines;
	ssize_t count;

	if (work.state != STATE_PRINTED)
		return;
	do {
		count = lines_reads(lines) ? lines_read(lines, work.output) : 0;
		lines_say(lines, &work.script);
	} while (count > 0);
	if (count == IO_FAIL)
		die_errno(EX_IOERR, "cannot read the output of a command");
	if (!lines_done(lines))
		return;
	io_close(&work.output);
	work.state = STATE_DONE;
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

/* Moves on the item, whose command has ended and which we still have. */
static void
end_item(const struct jobs_end *end)
{
	usec time = REST_LEAST;

	work.output = end->output;
	work.status =
	    (uint8_t)(WIFSIGNALED(end->status) ? 128 + WTERMSIG(end->status) :
						 WEXITSTATUS(end->status));
	if (end->good || work.replies) {
		work.state = work.output != -1 ? STATE_PRINTED : STATE_DONE;
		lines_restart(&work.lines);
		work.dropped = false;
		if (work.replies)
			work.lines.target = str_from(work.id);
		return;
	}
	io_close(&work.output);
	if (work.status == PROGRAM_FAILED)
		script_fail(&work.script, EX_OSERR, "%s cannot be run",
		    work.jobs.words[0]);
	/* The pause is longer each time the item fails. */
	for (uint64_t i = 0; i < work.returned && time < REST_MOST; i++)
		time *= 2;
	work.again = clock_mono() + usec_earlier(time, REST_MOST);
	work.state = STATE_BACK;
}

static void
note_ended(const struct jobs_end *end)
{
	int output = end->output;

	if (work.state != STATE_LOST) {
		end_item(end);
		return;
	}
	/* The server has it back, and gives it again, to others or to us. */
	io_close(&output);
	complain("item %s is %s, but went back when the connection was lost",
	    work.id, end->good ? "done" : "not done");
	work.state = STATE_NONE;
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
		heed_answer(line);
	else if (answered != VERB_TAKE && answered != VERB_BOXES)
		return;
	else if (line->rule->verb == VERB_ERR)
		script_refuse(&work.script, line, "cannot take items");
	else if (answered == VERB_BOXES) {
		work.counts = false;
		if (work.state != STATE_ASKED)
			return; /* an item came before the count */
		work.empty = work.waiting == 0;
		work.again = clock_mono() + AGAIN_TIME;
	}
}

/*
 * Notes that the connection is lost: the box has the item back, the server
 * knows nothing of us, and the item is remembered only if its command runs.
 */
static void
note_lost(void)
{
	if (work.state == STATE_RUNS && jobs_waiting() == 0) {
		work.state = STATE_LOST;
	} else if (work.state != STATE_LOST) {
		io_close(&work.output);
		work.state = STATE_NONE;
	}
	jobs_forget();
	work.counts = work.empty = false;
	begin_output();
}

/* After a signal, a running command finishes, and a waiting one is not begun.
 */
static void
stop(void)
{
	if (!jobs_done())
		complain("waiting for the running command; a second signal "
			 "terminates it");
	work.left = 0;
	if (jobs_waiting() > 0)
		work.state = STATE_BACK;
	jobs_forget();
}

static void
wait_for_more(void)
{
	usec until = jobs_due();

	if (work.again > clock_mono())
		until = usec_earlier(until, work.again);
	lines_wait(&work.lines, &work.script, -1, until);
}

static void
cmd_work_turn(void)
{
	struct script *script = &work.script;

	if (script->signal != 0 && work.left > 0)
		stop();
	jobs_tend();
	say_output();
	say_answer();
	if ((work.state != STATE_NONE && work.state != STATE_ASKED) ||
	    (work.left > 0 && !(work.ends && work.empty)))
		wait_for_more(); /* an item is ours, or more are to come */
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

	read_box_options(&options, argc, argv);
	if (work.target == NULL)
		files_need_output();
	work.jobs.ended = note_ended;
	work.output = -1;
	begin_output();
	jobs_begin(&work.jobs);
	script_begin(script, &options, work.groups, cmd_work_take_line);
	script->finishes = script->unhurried = true;
	script->lost = note_lost;
	while (!script->over)
		cmd_work_turn();
	script_leave(script);
	/*
	 * A running command is waited for, though the server will not learn of
	 * its outcome. A second signal terminates it.
	 */
	note_lost();
	for (jobs_tend(); !jobs_done() && script->signals < 2; jobs_tend())
		script_rest(script, jobs_due());
	jobs_abandon();
	return script_finish(script);
}
