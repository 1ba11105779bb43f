/*
 * forkcast send: sends its arguments, or each line of standard input, to a
 * group or a client, and succeeds only when all lines have come back. Lines
 * that the server refuses for now are sent again. With -l, all lines are one
 * message. forkcast tell sends to a client only.
 */
#include <unistd.h>

#include "net/wait.h"
#include "script/cmd.h"
#include "script/script.h"
#include "script/sending.h"
#include "shared/die.h"
#include "text/plural.h"

#define WHOLE_AND_NOTES                                                 \
	SCRIPT_HELP_SYNC                                                \
	"  -l             Send all lines as one message, or nothing.\n" \
	"  -N             Send notes, which no program answers.\n"      \
	"  -S             Strip colours and other escape sequences.\n"

static const struct form {
	struct usage usage;
	const char *none; /* complaint about a missing receiver */
	bool tells; /* the receiver is a client even without "@" */
} forms[] = {
	{ { "usage: forkcast send [-dhlNSV] [-C COMMAND] [-n NAME] [-s ADDRESS]\n"
	    "       [-t SECONDS] GROUP|@NAME [TEXT]...",
	      "dlNS" SCRIPT_OPTIONS,
	      "Send TEXT, or each line of standard input, to GROUP, or to the "
	      "client NAME\n"
	      "alone. All words after that are TEXT, even those that begin with "
	      "-.\n\n" WHOLE_AND_NOTES SCRIPT_HELP },
	    "missing group", false },
	{ { "usage: forkcast tell [-dhlNSV] [-C COMMAND] [-n NAME] [-s ADDRESS]\n"
	    "       [-t SECONDS] NAME [TEXT]...",
	      "dlNS" SCRIPT_OPTIONS,
	      "Send TEXT, or each line of standard input, to the client NAME "
	      "alone.\n"
	      "All words after NAME are TEXT, even those that begin with "
	      "-.\n\n" WHOLE_AND_NOTES SCRIPT_HELP },
	    "missing name", true },
};

static struct {
	struct sending sending;
	bool notes; /* -N */
	bool whole; /* -l */
	bool strips; /* -S */
} sender;

/* Returns when to give up a group that takes no lines. */
static usec
end_of_patience(void)
{
	const usec stuck = sender.sending.lines.outbox.stuck;

	return stuck != 0 ? stuck + sender.sending.script.options.timeout :
			    WAIT_FOR_EVER;
}

static void
hear_all(void)
{
	struct sending *sending = &sender.sending;
	struct script *script = &sending->script;
	struct command line;

	while (!script->over && script_take(script, &line))
		(void)lines_heed(&sending->lines, script, &line);
	if (clock_mono() >= end_of_patience())
		script_fail(script, EX_TEMPFAIL,
		    "%s%.*s has accepted no line for %.3g s",
		    sending->private ? "" : "group ", (int)sending->group.len,
		    sending->group.at,
		    (double)script->options.timeout / (double)SEC);
}

static void
cmd_send_turn(void)
{
	struct sending *sending = &sender.sending;
	struct script *script = &sending->script;

	hear_all();
	if (script->over)
		return;
	if (script->signal != 0 && !sending->lines.ended)
		sending_leave_input(sending);
	lines_say(&sending->lines, script);
	if (sending_done(sending) && script_is_synced(script))
		script_end(script, sending_status(sending));
	else
		sending_wait(sending, end_of_patience());
}

/* Tells a person that the receiver is not here; a script need not know. */
static void
tell_kept(void)
{
	const struct str name = sender.sending.group;
	const size_t kept = sender.sending.lines.kept;

	if (kept > 0 && isatty(STDERR_FILENO))
		complain("%zu %s kept until %.*s logs in", kept,
		    plural(kept, "line", "lines"), (int)name.len, name.at);
}

static void
cmd_send_tell(void)
{
	tell_kept();
	sending_tell_unanswered(&sender.sending);
}

static void
read_options(const struct form *form, struct script_options *options, int argc,
    char *const *argv)
{
	static const struct script_option own[] = {
		{ 'l', .flag = &sender.whole },
		{ 'N', .flag = &sender.notes },
		{ 'S', .flag = &sender.strips },
		{ 0 },
	};

	script_read_options(options, &form->usage, own, argc, argv);
	if (optind == argc)
		script_usage(options, form->none);
	sender.sending.private = form->tells || argv[optind][0] == '@';
	if (sender.whole && sender.notes)
		script_usage(options, "a message of -l cannot be a note");
}

static enum verb
verb_of(bool private)
{
	if (sender.whole)
		return VERB_LINES;
	if (sender.notes)
		return VERB_NOTE;
	return private ? VERB_TELL : VERB_SEND;
}

static int
cmd_send_run(const struct form *form, int argc, char *const *argv)
{
	struct sending *sending = &sender.sending;
	struct script_options options;

	read_options(form, &options, argc, argv);
	sending_begin(
	    sending, &options, verb_of(sending->private), argv + optind, 0);
	sending->script.tally = cmd_send_tell;
	sending->lines.hints = true;
	sending->lines.strips = sender.strips;
	while (!sending->script.over)
		cmd_send_turn();
	return script_finish(&sending->script);
}

int
cmd_send(int argc, char *const *argv)
{
	return cmd_send_run(&forms[0], argc, argv);
}

int
cmd_tell(int argc, char *const *argv)
{
	return cmd_send_run(&forms[1], argc, argv);
}
