/*
 * forkcast post: puts its arguments, or each line of standard input, into a box
 * as items of work. Waits as long as the box is full, and stays until there is
 * a member to leave the box to.
 */
#include <unistd.h>

#include "script/cmd.h"
#include "script/script.h"
#include "script/sending.h"
#include "script/work/box_handoff.h"
#include "session/wait.h"
#include "shared/die.h"

/* Pause before a full box is tried again; it soon has room. */
#define POST_PAUSE (50 * MSEC)

static const struct usage usage = {
	"usage: forkcast post [-hV] [-n NAME] [-s ADDRESS] [-t SECONDS]\n"
	"       BOX [TEXT]...",
	SCRIPT_OPTIONS,
	"Put TEXT, or each line of standard input, into BOX as work.\n"
	"All words after BOX are TEXT, even those that begin with "
	"-.\n\n" SCRIPT_HELP,
};

static struct {
	struct sending sending;
	struct box_handoff handoff; /* members to leave the box to */
	bool told; /* the wait for such a member was reported */
} poster;

/* Reports once that we wait for another member: one may come and leave again.
 */
static void
tell_waiting(void)
{
	const struct str box = poster.sending.group;

	if (!poster.told)
		complain("no other member in %.*s to keep its box; waiting for "
			 "one",
		    (int)box.len, box.at);
	poster.told = true;
}

/* Finishes once all items are accepted and somebody keeps the box. */
static void
cmd_post_finish(void)
{
	struct sending *sending = &poster.sending;
	struct script *script = &sending->script;
	const int status = sending_status(sending);

	if (sending->lines.taken == 0) {
		script_end(script, status);
		return;
	}
	box_handoff_seek(&poster.handoff, &script->session, sending->group);
	if (poster.handoff.state == BOX_HANDOFF_FOUND)
		script_end(script, status);
	else if (poster.told && script->signal != 0)
		script_fail(script, EX_TEMPFAIL,
		    "items left in %.*s are dropped", (int)sending->group.len,
		    sending->group.at);
	else if (poster.handoff.state == BOX_HANDOFF_NONE)
		tell_waiting();
}

static void
hear_all(void)
{
	struct sending *sending = &poster.sending;
	struct script *script = &sending->script;
	struct command line;

	while (!script->over && script_take(script, &line))
		if (!lines_heed(&sending->lines, script, &line))
			box_handoff_note(&poster.handoff, &script->session,
			    &line, sending->group);
}

static void
cmd_post_turn(void)
{
	struct sending *sending = &poster.sending;
	struct script *script = &sending->script;

	hear_all();
	if (script->over)
		return;
	if (script->signal != 0 && !sending->lines.ended)
		sending_leave_input(sending);
	lines_say(&sending->lines, script);
	if (sending_done(sending))
		cmd_post_finish();
	if (!script->over)
		sending_wait(sending, WAIT_FOR_EVER);
}

static void
cmd_post_tell(void)
{
	sending_tell_unanswered(&poster.sending);
}

int
cmd_post(int argc, char *const *argv)
{
	struct script_options options;
	struct script *script = &poster.sending.script;

	script_read_options(&options, argc, argv, &usage);
	if (optind == argc)
		script_usage(&options, "missing box");
	sending_begin(
	    &poster.sending, &options, VERB_POST, argv + optind, POST_PAUSE);
	script->tally = cmd_post_tell;
	if (!script->over)
		box_handoff_declare(&script->session, poster.sending.group);
	while (!script->over)
		cmd_post_turn();
	return script_finish(script);
}
