/*
 * forkcast send: sends its arguments, or each line of standard input, to a
 * group, and succeeds only when all lines have come back. Lines that the server
 * refuses for now are sent again. With -w, each line must reach a number of
 * others.
 */
#include <unistd.h>

#include "script/audience.h"
#include "script/cmd.h"
#include "script/script.h"
#include "script/sending.h"
#include "session/option.h"
#include "session/wait.h"
#include "shared/die.h"

/* The maximum of -w: more than can be in a group. */
#define WANTED_MOST 1000000

static const struct usage usage = {
	"usage: forkcast send [-hV] [-n NAME] [-s ADDRESS] [-t SECONDS]\n"
	"       [-w NUMBER] GROUP [TEXT]...",
	"w:" SCRIPT_OPTIONS,
	"Send TEXT, or each line of standard input, to GROUP.\n"
	"All words after GROUP are TEXT, even those that begin with -.\n\n"
	"  -w NUMBER      Exit with 75 if a line reaches fewer than NUMBER "
	"others.\n" SCRIPT_HELP,
};

static struct {
	struct sending sending;
	size_t wanted; /* -w: others that each line must reach */
	struct audience audience;
	size_t missed; /* lines that reached fewer */
} sender;

/* Returns when to give up a group that takes no lines. */
static usec
end_of_patience(void)
{
	const usec stuck = sender.sending.lines.outbox.stuck;

	return stuck != 0 ? stuck + sender.sending.script.options.timeout :
			    WAIT_FOR_EVER;
}

/*
 * Takes a line of ours that has come back, and so has gone to all members;
 * counts it if these are too few.
 */
static void
count_audience(const struct command *line)
{
	if (line->rule->verb == VERB_MSG &&
	    audience_others(&sender.audience) < sender.wanted)
		sender.missed++;
}

static void
tell_missed(void)
{
	const struct str group = sender.sending.group;

	if (sender.wanted == 1)
		complain("lines that reached no other member of %.*s: %zu",
		    (int)group.len, group.at, sender.missed);
	else
		complain("lines that reached fewer than %zu other members of "
			 "%.*s: %zu",
		    sender.wanted, (int)group.len, group.at, sender.missed);
}

static int
status_of_all(void)
{
	const int status = sending_status(&sender.sending);

	return status == EX_OK && sender.missed > 0 ? EX_TEMPFAIL : status;
}

static void
hear_all(void)
{
	struct sending *sending = &sender.sending;
	struct script *script = &sending->script;
	struct command line;

	while (!script->over && script_take(script, &line)) {
		audience_note(&sender.audience, &line, sending->group);
		if (lines_heed(&sending->lines, script, &line))
			count_audience(&line);
	}
	if (clock_mono() >= end_of_patience())
		script_fail(script, EX_TEMPFAIL,
		    "group %.*s has accepted no line for %.3g s",
		    (int)sending->group.len, sending->group.at,
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
	if (sender.wanted > 0 && script_joined(script))
		audience_ask(
		    &sender.audience, &script->session, sending->group);
	lines_say(&sending->lines, script);
	if (sending_done(sending))
		script_end(script, status_of_all());
	else
		sending_wait(sending, end_of_patience());
}

static void
cmd_send_tell(void)
{
	sending_tell_unanswered(&sender.sending);
	if (sender.missed > 0)
		tell_missed();
}

static void
read_options(struct script_options *options, int argc, char *const *argv)
{
	int letter;

	script_options(options, &usage, argc, argv);
	while ((letter = usage_option(&usage, argc, argv)) != -1)
		if (letter == 'w')
			sender.wanted = option_number('w', optarg, WANTED_MOST);
		else
			script_option(options, letter);
	if (optind == argc)
		script_usage(options, "missing group");
}

int
cmd_send(int argc, char *const *argv)
{
	struct script_options options;

	read_options(&options, argc, argv);
	sending_begin(&sender.sending, &options, VERB_SEND, argv + optind, 0);
	sender.sending.script.tally = cmd_send_tell;
	while (!sender.sending.script.over)
		cmd_send_turn();
	return script_finish(&sender.sending.script);
}
