/*
 * forkcast send: sends its arguments, or each line of standard input, to a
 * group or a client, and succeeds only when all lines have come back. With -l,
 * all lines are one message. forkcast tell is send to a client only.
 */
#include <string.h>
#include <unistd.h>

#include "conf/option.h"
#include "script/lines.h"

static const struct usage usage = {
	"usage: forkcast send [-dhlNV] [-C COMMAND] [-n NAME] [-s ADDRESS]\n"
	"       [-t SECONDS] GROUP|@NAME [TEXT]...\n"
	"       forkcast tell [OPTION]... NAME [TEXT]...",
	"dlN" SCRIPT_OPTIONS,
	"Send TEXT, or each line of standard input, to GROUP, or to the client "
	"NAME\n"
	"alone. All words after that are TEXT, even those that begin with "
	"-.\n\n" SCRIPT_HELP_SYNC
	"  -l             Send all lines as one message, or nothing.\n"
	"  -N             Send notes, which no program answers.\n" SCRIPT_HELP,
};

static struct {
	struct sending sending;
	bool notes; /* -N */
	bool whole; /* -l */
} sender;

/* Returns when to give up a group that takes no lines. */
static usec
end_of_patience(void)
{
	const usec stuck = sender.sending.lines.stuck;

	return stuck != 0 ? stuck + sender.sending.script.options.link.timeout :
			    WAIT_FOR_EVER;
}

static void
cmd_send_take_line(const struct command *line)
{
	(void)lines_heed(&sender.sending.lines, &sender.sending.script, line);
}

static void
cmd_send_turn(void)
{
	struct sending *sending = &sender.sending;
	struct script *script = &sending->script;

	if (clock_mono() >= end_of_patience())
		script_fail(script, EX_TEMPFAIL,
		    "%s%.*s has accepted no line for %.3g s",
		    sending->private ? "" : "group ", (int)sending->target.len,
		    sending->target.at,
		    (double)script->options.link.timeout / (double)SEC);
	if (script->over)
		return;
	if (lines_go_on(sending) && script_is_synced(script))
		script_end(script, sending->lines.status);
	else
		lines_wait(
		    &sending->lines, script, STDIN_FILENO, end_of_patience());
}

static void
cmd_send_tell(void)
{
	lines_tell_unanswered(&sender.sending);
}

int
cmd_send(int argc, char *const *argv)
{
	static const struct option_row own[] = {
		{ 'l', .flag = &sender.whole },
		{ 'N', .flag = &sender.notes },
		{ 0 },
	};
	struct sending *sending = &sender.sending;
	const bool tells = strcmp(argv[0], "tell") == 0;
	struct script_options options;
	enum verb verb = VERB_SEND;

	script_read_options(&options, &usage, own, argc, argv);
	if (optind == argc)
		option_misused(
		    &usage, tells ? "missing name" : "missing group");
	/* Who is heard under the account's name is the person. */
	options.link.itself = options.link.secret != NULL;
	sending->private = tells || argv[optind][0] == '@';
	if (sender.whole && sender.notes)
		option_misused(&usage, "a message of -l cannot be a note");
	if (sender.whole)
		verb = VERB_LINES;
	else if (sender.notes)
		verb = VERB_NOTE;
	else if (sending->private)
		verb = VERB_TELL;
	lines_begin(sending, &options, verb, argv + optind, cmd_send_take_line);
	sending->script.tally = cmd_send_tell;
	while (!sending->script.over)
		cmd_send_turn();
	return script_finish(&sending->script);
}
