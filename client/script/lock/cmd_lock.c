/*
 * forkcast lock: holds a key while a command runs, so that no other holder of
 * the key runs one at the same time.
 */
#include <errno.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "script/cmd.h"
#include "script/lock/lock_words.h"
#include "script/lock/locked_command.h"
#include "script/script.h"
#include "shared/codes.h"
#include "shared/die.h"
#include "text/render.h"

static struct {
	struct script script;
	struct lock_words words;
	enum {
		LOCK_NEW, /* nothing is asked yet */
		LOCK_ASKED, /* it is our turn soon, or not known yet */
		LOCK_WAITS, /* in the queue; with -z, for the key to go */
		LOCK_HOLDS, /* the command runs */
		LOCK_FREED, /* the command has ended, the reply has not come */
		LOCK_GIVES_UP /* likewise, without a command */
	} state;
	usec until; /* gives up then, if -w is given */
	struct locked_command command;
	size_t signals; /* passed on to the command */
} lock;

static void
say_free(void)
{
	struct session *session = &lock.script.session;

	if (session_ready(session))
		SESSION_SAY(session, VERB_FREE, STR("free"),
		    str_from(lock.words.table), str_from(lock.words.key));
}

static void
fail_in_time(void)
{
	if (lock.words.wait == 0)
		script_fail(
		    &lock.script, EX_TEMPFAIL, "%s is held", lock.words.key);
	else
		script_fail(&lock.script, EX_TEMPFAIL,
		    "%s: still held after %.3g s", lock.words.key,
		    (double)lock.words.wait / (double)SEC);
}

/* Gives up when the time is over. */
static void
look_at_the_clock(void)
{
	if (lock.state != LOCK_WAITS || !lock.words.gives_up ||
	    clock_mono() < lock.until)
		return;
	if (lock.words.zero) {
		fail_in_time();
		return;
	}
	lock.state = LOCK_GIVES_UP;
	say_free();
}

static bool
is_our_table(struct str table)
{
	return str_caseeq(table, str_from(lock.words.table));
}

/* Returns whether the event, "VERB ID T KEY ...", is about our key. */
static bool
is_about_key(const struct command *line)
{
	return is_our_table(line->arg[1]) &&
	    str_eq(line->arg[2], str_from(lock.words.key));
}

/*
 * Takes "held ID T KEY": runs the command if we wait for the key. After a
 * signal we end when the command has.
 */
static void
take_held(const struct command *line)
{
	struct script *script = &lock.script;
	const bool waits = lock.state == LOCK_ASKED || lock.state == LOCK_WAITS;

	if (!waits || lock.words.zero || !is_about_key(line))
		return;
	if (!locked_command_begin(&lock.command, lock.words.command,
		script->options.server, line)) {
		script_fail(script, EX_OSERR, "cannot run %s: %s",
		    lock.words.command[0], strerror(errno));
		return;
	}
	lock.state = LOCK_HOLDS;
	script->finishes = script->unhurried = true;
}

/* Takes the answer to hold, "ok hold T KEY PLACE". */
static void
take_place(struct str rest)
{
	(void)str_word(&rest);
	(void)str_word(&rest);
	if (lock.state == LOCK_ASKED && !str_eq(rest, STR("0")))
		lock.state = LOCK_WAITS;
}

/* Takes the answer to get, "ok get T COUNT". */
static void
take_count(struct str rest)
{
	(void)str_word(&rest);
	if (str_eq(rest, STR("0")))
		script_end(&lock.script, EX_OK);
	else
		lock.state = LOCK_WAITS;
}

static void
take_ok(const struct command *line)
{
	switch (session_answered(&lock.script.session)) {
	case VERB_HOLD:
		take_place(line->count > 1 ? line->arg[1] : STR(""));
		break;
	case VERB_GET:
		take_count(line->count > 1 ? line->arg[1] : STR(""));
		break;
	case VERB_FREE:
		if (lock.state == LOCK_GIVES_UP)
			fail_in_time();
		else
			script_end(
			    &lock.script, locked_command_status(&lock.command));
		break;
	default:
		break;
	}
}

static void
take_error(const struct command *line)
{
	const bool later = str_eq(line->arg[1], code_word(CODE_SLOW_DOWN));
	char why[SCRIPT_MESSAGE / 2];

	script_fail(&lock.script, later ? EX_TEMPFAIL : EX_NOPERM, "%s: %s",
	    lock.words.table,
	    render_string(why, sizeof(why), &line->arg[2], 1));
}

/* Takes "leave ID G NAME": if we are removed, the hold has ended. */
static void
take_leave(const struct command *line)
{
	if (is_our_table(line->arg[1]) &&
	    str_caseeq(line->arg[2], session_name(&lock.script.session)))
		script_fail(&lock.script, EX_UNAVAILABLE, "removed from %s",
		    lock.words.table);
}

/* Takes "cut ID T KEY NAME", for which -z waits. */
static void
take_cut(const struct command *line)
{
	if (lock.words.zero && is_about_key(line))
		script_end(&lock.script, EX_OK);
}

static void
cmd_lock_take_line(const struct command *line)
{
	switch (line->rule->verb) {
	case VERB_OK:
		take_ok(line);
		break;
	case VERB_ERR:
		take_error(line);
		break;
	case VERB_HELD:
		take_held(line);
		break;
	case VERB_LEAVE:
		take_leave(line);
		break;
	case VERB_CUT:
		take_cut(line);
		break;
	default:
		break;
	}
}

/* Asks for the key. With -z, subscribes first, so that no change is missed. */
static void
cmd_lock_say(void)
{
	struct session *session = &lock.script.session;
	const struct str table = str_from(lock.words.table);
	const struct str key = str_from(lock.words.key);

	if (lock.state != LOCK_NEW || !script_joined(&lock.script) ||
	    !session_ready(session))
		return;
	lock.state = LOCK_ASKED;
	lock.until = clock_mono() + lock.words.wait;
	if (lock.words.zero) {
		SESSION_SAY_ITSELF(session, VERB_HEAR, STR("hear"), key);
		SESSION_SAY(session, VERB_GET, STR("get"), table, key);
	} else {
		SESSION_SAY(session, VERB_HOLD, STR("hold"), table, key,
		    DECIMAL(lock.words.most), DECIMAL((uint64_t)getpid()));
	}
}

/*
 * Passes signals on to the command, and frees the key when it has ended. If the
 * connection is at its end already, the hold may have ended before.
 */
static void
tend_command(void)
{
	struct script *script = &lock.script;

	if (lock.state != LOCK_HOLDS)
		return;
	if (script->signals > lock.signals)
		locked_command_signal(&lock.command, script->signal);
	lock.signals = script->signals;
	if (!script->session.hears || !locked_command_ended(&lock.command))
		return;
	lock.state = LOCK_FREED;
	say_free();
}

/*
 * Ends the command, if it still runs. Without the server's reply to free, the
 * hold may have ended while the command ran.
 */
static void
end_command(void)
{
	struct script *script = &lock.script;

	if (lock.command.pid != 0 && script->signal == 0)
		complain("%s: not held any more; terminating %s",
		    lock.words.key, lock.words.command[0]);
	locked_command_terminate(&lock.command);
	if (script->message[0] != '\0' &&
	    (lock.state == LOCK_HOLDS || lock.state == LOCK_FREED))
		script->status = EX_UNAVAILABLE;
}

int
cmd_lock(int argc, char *const *argv)
{
	struct script *script = &lock.script;
	struct pollfd set[1];
	struct command line;

	lock_words_read(&lock.words, argc, argv);
	char *const groups[] = { lock.words.table, NULL };
	locked_command_prepare();
	script_begin(script, &lock.words.options, groups);
	while (!script->over) {
		cmd_lock_say();
		script_wait(script, set, COUNT(set),
		    lock.state == LOCK_WAITS && lock.words.gives_up ?
			lock.until :
			WAIT_FOR_EVER);
		tend_command();
		while (!script->over && script_take(script, &line))
			cmd_lock_take_line(&line);
		look_at_the_clock();
	}
	end_command();
	return script_finish(script);
}
