/*
 * forkcast post: puts its arguments, or each line of standard input, into a box
 * as items of work. Waits as long as the box is full or too many of the items
 * wait there and, with -w, until the items are done.
 */
#include <stdio.h>
#include <unistd.h>

#include "net/wait.h"
#include "script/cmd.h"
#include "script/script.h"
#include "script/sending.h"
#include "script/work/posted.h"
#include "session/standard.h"
#include "shared/die.h"
#include "text/plural.h"

/* Pause before a full box is tried again; it soon has room. */
#define POST_PAUSE (50 * MSEC)

/* The maximum of -m: no more can wait in a box. */
#define WAITING_MOST 1000

static const struct usage usage = {
	"usage: forkcast post [-dhlqVw] [-C COMMAND] [-m NUMBER] [-n NAME]\n"
	"       [-s ADDRESS] [-t SECONDS] BOX [TEXT]...\n"
	"       forkcast post -l",
	"dlm:qw" SCRIPT_OPTIONS,
	"Put TEXT, or each line of standard input, into BOX as items of work.\n"
	"All words after BOX are TEXT, even those that begin with -.\n\n" SCRIPT_HELP_SYNC
	"  -l             Print who takes the items, and their results; without "
	"BOX,\n"
	"                 each box, and how many items wait, are taken, and "
	"clients take.\n"
	"  -m NUMBER      Let at most NUMBER of the items wait; 0: post one at "
	"a time,\n"
	"                 and wait until it is taken.\n"
	"  -q             Exit with 75 instead of waiting.\n"
	"  -w             Wait until the items are done; exit with the highest "
	"status.\n" SCRIPT_HELP,
};

static struct {
	struct sending sending;
	bool lists; /* -l */
	size_t most; /* -m; SIZE_MAX: no limit */
	bool hurries; /* -q */
	bool awaits; /* -w */
	struct posted posted; /* with -l, -m or -w */
	size_t pings; /* with -q: unanswered */
	bool pinged; /* one was sent since we have to wait */
	enum {
		NOT_BLOCKED,
		FULL_BOX,
		ENOUGH_WAIT,
		NOT_TAKEN
	} blocked; /* with -q: why we would have to wait */
} poster;

/* Returns whether we must learn what becomes of the items. */
static bool
follows(void)
{
	return poster.lists || poster.awaits || poster.most != SIZE_MAX;
}

/* Returns how many more items may wait in the box. */
static size_t
room(void)
{
	const size_t most = poster.most > 0 ? poster.most : 1;
	const size_t waiting = poster.posted.waiting;

	return most > waiting ? most - waiting : 0;
}

static void
fail_blocked(void)
{
	struct script *script = &poster.sending.script;
	const struct str box = poster.sending.group;
	const size_t waiting = poster.posted.waiting;

	if (poster.blocked == FULL_BOX)
		script_fail(script, EX_TEMPFAIL, "%.*s takes no more items now",
		    (int)box.len, box.at);
	else if (poster.blocked == ENOUGH_WAIT)
		script_fail(script, EX_TEMPFAIL, "%zu %s in %.*s already",
		    waiting, plural(waiting, "item waits", "items wait"),
		    (int)box.len, box.at);
	else
		script_fail(script, EX_TEMPFAIL,
		    "nobody has taken the item from %.*s at once", (int)box.len,
		    box.at);
}

/* Ends the script with the first thing that was wrong. */
static void
cmd_post_end(void)
{
	struct script *script = &poster.sending.script;
	const size_t dropped = poster.posted.dropped;
	const int status = sending_status(&poster.sending);

	if (poster.blocked != NOT_BLOCKED)
		fail_blocked();
	else if (status != EX_OK)
		script_end(script, status);
	else if (dropped > 0)
		script_fail(script, EX_UNAVAILABLE, "%zu %s dropped", dropped,
		    plural(dropped, "item was", "items were"));
	else
		script_end(
		    script, poster.awaits ? poster.posted.status : EX_OK);
}

/* Prints "VERB ID NAME ..." with -l; only the text of a reply without. */
static void
print_event(const struct command *line)
{
	const struct str verb = line->rule->word, name = grammar_actor(line);
	const struct str rest = line->count > 3 ? line->arg[3] : STR("");
	bool well = true;

	if (poster.lists)
		well =
		    printf("%.*s %.*s%s%.*s%s%.*s\n", (int)verb.len, verb.at,
			(int)line->arg[0].len, line->arg[0].at,
			name.len > 0 ? " " : "", (int)name.len, name.at,
			rest.len > 0 ? " " : "", (int)rest.len, rest.at) >= 0;
	else if (poster.awaits && line->rule->verb == VERB_REPLY)
		well = printf("%.*s\n", (int)rest.len, rest.at) >= 0;
	if (!well || fflush(stdout) != 0)
		script_fail_output(&poster.sending.script);
}

static void
cmd_post_hear(const struct command *line)
{
	struct sending *sending = &poster.sending;
	const struct session *session = &sending->script.session;
	const bool ok = line->rule->verb == VERB_OK;

	if (session_answered(session) == VERB_PING) {
		poster.pings--;
	} else if (lines_heed(&sending->lines, &sending->script, line)) {
		if (ok && follows())
			posted_add(&poster.posted, line);
	} else if (posted_note(&poster.posted, line)) {
		print_event(line);
	} else if (line->rule->verb == VERB_DROPPED && !follows()) {
		/* The IDs of all items are known only if we follow them. */
		poster.posted.dropped++;
	}
}

/*
 * With -q: returns whether so many items wait that another one may not be
 * posted, or the last one has not been taken at once.
 */
static bool
is_full(void)
{
	const struct lines *lines = &poster.sending.lines;

	return room() == 0 && outbox_is_idle(&lines->outbox) &&
	    (lines_wait(lines) || poster.most == 0);
}

/*
 * With -q: notes why we would have to wait. A ping shows whether an item was
 * taken at once: its event comes before the reply.
 */
static void
note_blocked(void)
{
	const struct outbox *outbox = &poster.sending.lines.outbox;
	struct session *session = &poster.sending.script.session;
	const bool full = is_full();

	if (outbox_refused(outbox) > 0 && outbox_pending(outbox) == 0)
		poster.blocked = FULL_BOX;
	else if (!full)
		poster.pinged = false;
	else if (poster.pinged && poster.pings == 0)
		poster.blocked = poster.most > 0 ? ENOUGH_WAIT : NOT_TAKEN;
	else if (!poster.pinged && session_ready(session)) {
		SESSION_SAY(session, VERB_PING, STR("ping"));
		poster.pings++;
		poster.pinged = true;
	}
}

/* Returns whether nothing more is to be posted or waited for. */
static bool
is_finished(void)
{
	if (poster.blocked != NOT_BLOCKED)
		return true;
	if (!sending_done(&poster.sending))
		return false;
	if (poster.sending.script.signal != 0)
		return true;
	if (poster.most == 0 && poster.posted.waiting > 0)
		return false;
	return !poster.awaits || poster.posted.count == 0;
}

static void
cmd_post_turn(void)
{
	struct sending *sending = &poster.sending;
	struct script *script = &sending->script;
	struct command line;

	while (!script->over && script_take(script, &line))
		cmd_post_hear(&line);
	if (script->over)
		return;
	if (script->signal != 0 && !sending->lines.ended)
		sending_leave_input(sending);
	if (poster.most != SIZE_MAX)
		sending->lines.most = room();
	if (poster.hurries && poster.blocked == NOT_BLOCKED)
		note_blocked();
	if (poster.blocked == NOT_BLOCKED)
		lines_say(&sending->lines, script);
	if (is_finished() && script_is_synced(script))
		cmd_post_end();
	else
		sending_wait(sending, WAIT_FOR_EVER);
}

static void
cmd_post_tell(void)
{
	const size_t count = poster.posted.count;

	sending_tell_unanswered(&poster.sending);
	if (poster.awaits && count > 0)
		complain("%zu %s: not known to be done", count,
		    plural(count, "item", "items"));
}

static void
read_options(struct script_options *options, int argc, char *const *argv)
{
	static const struct script_option own[] = {
		{ 'l', .flag = &poster.lists },
		{ 'm', .count = &poster.most, .most = WAITING_MOST },
		{ 'q', .flag = &poster.hurries },
		{ 'w', .flag = &poster.awaits },
		{ 0 },
	};

	poster.most = SIZE_MAX;
	script_read_options(options, &usage, own, argc, argv);
	if (poster.hurries && poster.awaits)
		script_usage(options, "-q and -w cannot be combined");
	if (optind == argc && !poster.lists)
		script_usage(options, "missing box");
	if (poster.lists || poster.awaits)
		standard_need_output();
}

/* Prints "BOX WAITING TAKEN TAKERS" of each box. */
static int
list_boxes(const struct script_options *options)
{
	static char *const none[] = { NULL };
	struct script *script = &poster.sending.script;
	struct pollfd set[1];
	struct command line;

	script_begin(script, options, none);
	if (!script->over)
		SESSION_SAY(&script->session, VERB_BOXES, STR("boxes"));
	while (!script->over) {
		script_wait(script, set, COUNT(set), WAIT_FOR_EVER);
		while (!script->over && script_take(script, &line))
			if (line.rule->verb == VERB_BOX)
				(void)printf("%.*s %.*s %.*s %.*s\n",
				    (int)line.arg[0].len, line.arg[0].at,
				    (int)line.arg[1].len, line.arg[1].at,
				    (int)line.arg[2].len, line.arg[2].at,
				    (int)line.arg[3].len, line.arg[3].at);
			else if (session_answered(&script->session) ==
			    VERB_BOXES)
				script_end(script, EX_OK);
	}
	if (fflush(stdout) != 0 || ferror(stdout))
		script_fail_output(script);
	return script_finish(script);
}

int
cmd_post(int argc, char *const *argv)
{
	struct script_options options;
	struct script *script = &poster.sending.script;

	read_options(&options, argc, argv);
	if (optind == argc)
		return list_boxes(&options);
	sending_begin(
	    &poster.sending, &options, VERB_POST, argv + optind, POST_PAUSE);
	script->tally = cmd_post_tell;
	if (!script->over && follows())
		SESSION_SAY(
		    &script->session, VERB_WANT, STR("want"), STR("full"));
	while (!script->over)
		cmd_post_turn();
	const int status = script_finish(script);
	posted_free(&poster.posted);
	return status;
}
