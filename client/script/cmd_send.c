/*
 * forkcast send: sends its arguments, or each line of standard input, to a
 * group, and succeeds only when all lines have come back. Lines that the server
 * refuses for now are sent again. With -w, each line must reach a number of
 * others. forkcast post puts its lines into a box as items of work instead, and
 * stays until there is a member to leave the box to.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "script/audience.h"
#include "script/box_handoff.h"
#include "script/cmd.h"
#include "script/lines.h"
#include "script/script.h"
#include "session/option.h"
#include "session/standard.h"
#include "shared/die.h"
#include "shared/io.h"
#include "text/plural.h"

/* Pause before a full box is tried again; it soon has room. */
#define POST_PAUSE (50 * MSEC)

/* The maximum of -w: more than can be in a group. */
#define WANTED_MOST 1000000

static const struct form {
	enum verb verb;
	struct usage usage;
	const char *none; /* complaint about a missing group */
	usec pause; /* before a refused line is sent again; 0: default */
	bool posts; /* post: waits without limit, also for a member */
} forms[] = {
	{ VERB_SEND,
	    { "usage: forkcast send [-hV] [-n NAME] [-s ADDRESS] "
	      "[-t SECONDS]\n"
	      "       [-w NUMBER] GROUP [TEXT]...",
		"w:" SCRIPT_OPTIONS,
		"Send TEXT, or each line of standard input, to GROUP.\n"
		"All words after GROUP are TEXT, even those that begin with "
		"-.\n\n"
		"  -w NUMBER      Exit with 75 if a line reaches fewer than "
		"NUMBER others.\n" SCRIPT_HELP },
	    "missing group", 0, false },
	{ VERB_POST,
	    { "usage: forkcast post [-hV] [-n NAME] [-s ADDRESS] "
	      "[-t SECONDS]\n"
	      "       BOX [TEXT]...",
		SCRIPT_OPTIONS,
		"Put TEXT, or each line of standard input, into BOX as work.\n"
		"All words after BOX are TEXT, even those that begin with "
		"-.\n\n" SCRIPT_HELP },
	    "missing box", POST_PAUSE, true },
};

static struct {
	struct script script;
	const struct form *form;
	struct str group;
	struct lines lines;
	size_t wanted; /* -w: others that each line must reach */
	struct audience audience;
	size_t missed; /* lines that reached fewer */
	bool words; /* the arguments are the input */
	bool cut; /* the input was not read to its end */
	struct box_handoff handoff; /* members to leave the box to */
	bool told; /* the wait for such a member was reported */
} sending;

static void
take_words(char *const *words)
{
	if (!lines_set(&sending.lines, words))
		die(EX_DATAERR, "text too long; nothing sent");
	sending.words = true;
}

/*
 * Ends the input at a signal: whole lines that were read are still sent, a
 * partial one is not.
 */
static void
leave_input(void)
{
	sending.cut = !sending.lines.ended && io_pending(STDIN_FILENO) > 0;
	lines_cut(&sending.lines);
}

/*
 * Returns when to give up a group that takes no lines. A full box is never
 * given up.
 */
static usec
end_of_patience(void)
{
	const usec stuck = sending.lines.outbox.stuck;

	return stuck != 0 && !sending.form->posts ?
	    stuck + sending.script.options.timeout :
	    WAIT_FOR_EVER;
}

static void
wait_for_more(void)
{
	const bool ready = session_ready(&sending.script.session);
	const usec next = ready ? lines_until(&sending.lines) : WAIT_FOR_EVER;
	const usec patience = end_of_patience();
	const bool reads = lines_reads(&sending.lines) && ready;
	struct pollfd set[2] = { [1] = { .fd = reads ? STDIN_FILENO : -1,
				     .events = POLLIN } };

	script_wait(&sending.script, set, COUNT(set),
	    next < patience ? next : patience);
	if (set[1].revents != 0 &&
	    lines_read(&sending.lines, STDIN_FILENO) == IO_FAIL)
		script_fail(&sending.script, EX_IOERR,
		    "cannot read standard input: %s", strerror(errno));
}

/* Reports once that we wait for another member: one may come and leave again.
 */
static void
tell_waiting(void)
{
	if (!sending.told)
		complain("no other member in %.*s to keep its box; waiting for "
			 "one",
		    (int)sending.group.len, sending.group.at);
	sending.told = true;
}

/*
 * Takes a line of ours that has come back, and so has gone to all members;
 * counts it if these are too few.
 */
static void
count_audience(const struct command *line)
{
	if (line->rule->verb == VERB_MSG &&
	    audience_others(&sending.audience) < sending.wanted)
		sending.missed++;
}

static void
tell_missed(void)
{
	const struct str group = sending.group;

	if (sending.wanted == 1)
		complain("lines that reached no other member of %.*s: %zu",
		    (int)group.len, group.at, sending.missed);
	else
		complain("lines that reached fewer than %zu other members of "
			 "%.*s: %zu",
		    sending.wanted, (int)group.len, group.at, sending.missed);
}

static int
status_of(const struct lines *lines)
{
	if (lines->refused)
		return EX_NOPERM;
	if (lines->unsent)
		return EX_DATAERR;
	return sending.missed > 0 ? EX_TEMPFAIL : EX_OK;
}

/* Finishes once all lines are accepted. */
static void
cmd_send_finish(void)
{
	struct script *script = &sending.script;
	const struct lines *lines = &sending.lines;

	if (!sending.form->posts || lines->taken == 0) {
		script_end(script, status_of(lines));
		return;
	}
	box_handoff_seek(&sending.handoff, &script->session, sending.group);
	if (sending.handoff.state == BOX_HANDOFF_FOUND)
		script_end(script, status_of(lines));
	else if (sending.told && script->signal != 0)
		script_fail(script, EX_TEMPFAIL,
		    "items left in %.*s are dropped", (int)sending.group.len,
		    sending.group.at);
	else if (sending.handoff.state == BOX_HANDOFF_NONE)
		tell_waiting();
}

static void
cmd_send_turn(void)
{
	struct script *script = &sending.script;
	struct lines *lines = &sending.lines;
	struct command line;

	while (!script->over && script_take(script, &line)) {
		audience_note(&sending.audience, &line, sending.group);
		if (lines_heed(lines, script, &line))
			count_audience(&line);
		else if (sending.form->posts)
			box_handoff_note(&sending.handoff, &script->session,
			    &line, sending.group);
	}
	if (clock_mono() >= end_of_patience())
		script_fail(script, EX_TEMPFAIL,
		    "group %.*s has accepted no line for %.3g s",
		    (int)sending.group.len, sending.group.at,
		    (double)script->options.timeout / (double)SEC);
	if (script->over)
		return;
	if (script->signal != 0 && !lines->ended)
		leave_input();
	if (sending.wanted > 0 && script_joined(script))
		audience_ask(
		    &sending.audience, &script->session, sending.group);
	lines_say(lines, script);
	if (script_joined(script) && lines_done(lines))
		cmd_send_finish();
	if (!script->over)
		wait_for_more();
}

/*
 * Reports the lines that were refused, not answered or not sent. Those without
 * an answer may have been heard.
 */
static void
count_unanswered(void)
{
	const size_t refused = outbox_refused(&sending.lines.outbox);
	const size_t owed = outbox_pending(&sending.lines.outbox);

	if (!sending.lines.ended)
		leave_input();
	const size_t unsaid = lines_unsaid(&sending.lines);
	if (refused > 0)
		complain("%zu %s refused with slow-down", refused,
		    plural(refused, "line", "lines"));
	if (owed > 0)
		complain(
		    "%zu %s: no reply", owed, plural(owed, "line", "lines"));
	if (unsaid > 0 && !sending.words)
		complain(
		    "%zu %s not sent", unsaid, plural(unsaid, "line", "lines"));
	if (sending.cut)
		complain("standard input was not read to its end");
	if (sending.missed > 0)
		tell_missed();
}

static void
read_options(struct script_options *options, int argc, char *const *argv)
{
	const struct usage *usage = &sending.form->usage;
	int letter;

	script_options(options, usage, argc, argv);
	while ((letter = usage_option(usage, argc, argv)) != -1)
		if (letter == 'w')
			sending.wanted =
			    option_number('w', optarg, WANTED_MOST);
		else
			script_option(options, letter);
	if (optind == argc)
		script_usage(options, sending.form->none);
}

static int
cmd_send_run(const struct form *form, int argc, char *const *argv)
{
	struct script_options options;

	sending.form = form;
	read_options(&options, argc, argv);
	char *const groups[] = { argv[optind], NULL };
	option_check_groups(groups);
	sending.group = str_from(groups[0]);
	lines_init(&sending.lines, form->verb, sending.group, form->pause);
	if (optind + 1 < argc)
		take_words(argv + optind + 1);
	else
		standard_need_input();
	script_begin(&sending.script, &options, groups);
	sending.script.finishes = true;
	sending.script.tally = count_unanswered;
	if (form->posts && !sending.script.over)
		box_handoff_declare(&sending.script.session, sending.group);
	while (!sending.script.over)
		cmd_send_turn();
	return script_finish(&sending.script);
}

int
cmd_send(int argc, char *const *argv)
{
	return cmd_send_run(&forms[0], argc, argv);
}

int
cmd_post(int argc, char *const *argv)
{
	return cmd_send_run(&forms[1], argc, argv);
}
