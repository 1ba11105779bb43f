/*
 * forkcast lock: holds a key while a command runs, so that no other holder of
 * the key runs one at the same time. The command stays in our process group,
 * with our standard input and outputs, and dies with us where the system can
 * have that.
 */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "conf/option.h"
#include "script/script.h"
#include "shared/codes.h"
#include "shared/names.h"
#include "system/program.h"
#include "system/signals.h"

static const struct usage usage = {
	"usage: forkcast lock [-hV] [-C COMMAND] [-m NUMBER] [-n NAME]\n"
	"       [-s ADDRESS] [-t SECONDS] [-w SECONDS] TABLE KEY COMMAND [ARGUMENT]...",
	SCRIPT_OPTIONS "m:w:",
	"Run COMMAND while holding KEY in the table of the group TABLE; if "
	"others hold\n"
	"it, wait in the queue first. Exit with COMMAND's status.\n\n"
	"  -m NUMBER      Let up to NUMBER hold KEY at a time; default: 1.\n"
	"  -w SECONDS     Give up after waiting this long, with status 75; "
	"0: at once.\n" SCRIPT_HELP
};

/* Time from TERM to KILL. */
#define LAST_TIME (5 * SEC)

/* Added to the number of a signal, as shells do. */
#define BY_SIGNAL 128

static struct {
	struct script script;
	struct script_options options;
	char *table; /* a group */
	const char *key;
	char *const *words; /* of the command */
	size_t most; /* -m */
	char *seconds; /* -w, or null */
	usec wait; /* of it */
	enum {
		LOCK_NEW, /* nothing is asked yet */
		LOCK_ASKED, /* it is our turn soon, or not known yet */
		LOCK_WAITS, /* in the queue */
		LOCK_HOLDS, /* the command runs */
		LOCK_FREED, /* the command has ended, the reply has not come */
		LOCK_GIVES_UP /* likewise, without a command */
	} state;
	usec until; /* gives up then, with -w */
	pid_t pid; /* of the command; 0: none runs */
	int status; /* of it, as waitpid says */
	size_t signals; /* passed on to the command */
} lock;

static void
read_words(int argc, char *const *argv)
{
	static const struct option_row own[] = {
		{ 'm', .number = &lock.most, .least = 1,
		    .most = LIMIT_HOLDERS },
		{ 'w', .text = &lock.seconds },
		{ 0 },
	};

	lock.most = 1;
	script_read_options(&lock.options, &usage, own, argc, argv);
	if (lock.seconds != NULL && strcmp(lock.seconds, "0") != 0)
		lock.wait = option_time('w', lock.seconds);
	if (argc - optind < 3)
		option_misused(&usage, "missing argument");
	lock.table = argv[optind];
	lock.key = argv[optind + 1];
	lock.words = argv + optind + 2;
	option_check_groups((char *const[]) { lock.table, NULL });
	script_check_key(lock.key);
}

/* Returns whether no command runs; never blocks. */
static bool
has_ended(void)
{
	if (lock.pid != 0 &&
	    waitpid(lock.pid, &lock.status, WNOHANG) == lock.pid)
		lock.pid = 0;
	return lock.pid == 0;
}

/*
 * Terminates the command and waits until it has ended: sends TERM, and KILL
 * after 5 s or at another signal to us.
 */
static void
terminate(void)
{
	const usec end = clock_mono() + LAST_TIME;

	(void)kill(lock.pid, SIGTERM); /* our child, not yet reaped */
	(void)kill(lock.pid, SIGCONT);
	while (!has_ended()) {
		if (clock_mono() >= end || signals_end_signal() != 0) {
			(void)kill(lock.pid, SIGKILL);
			(void)waitpid(lock.pid, &lock.status, 0);
			lock.pid = 0;
			return;
		}
		/* a signal comes, perhaps the child's end */
		(void)signals_wait(NULL, 0, end);
	}
}

/*
 * Passes a signal on, unless the terminal has sent it to the command, too:
 * Ctrl-C goes to the whole process group in the foreground.
 */
static void
pass_on(int signal)
{
	bool foreground = false;

	for (int fd = 0; fd < 3; fd++)
		foreground = foreground || tcgetpgrp(fd) == getpgrp();
	if (lock.pid != 0 && !(signal == SIGINT && foreground))
		(void)kill(lock.pid, signal); /* our child */
}

static void
say_free(void)
{
	struct session *session = &lock.script.session;

	if (session_ready(session))
		SESSION_SAY(session, VERB_FREE, STR("free"),
		    str_from(lock.table), str_from(lock.key));
}

static void
fail_in_time(void)
{
	if (lock.wait == 0)
		script_fail(&lock.script, EX_TEMPFAIL, "%s is held", lock.key);
	else
		script_fail(&lock.script, EX_TEMPFAIL,
		    "%s: still held after %.3g s", lock.key,
		    (double)lock.wait / (double)SEC);
}

/*
 * Takes "held ID T KEY": runs the command if we wait for the key. After a
 * signal we end when the command has.
 */
static void
take_held(const struct command *line)
{
	struct script *script = &lock.script;
	struct heard heard;

	/* Before our own answer, another connection of ours has got it. */
	if ((lock.state != LOCK_ASKED && lock.state != LOCK_WAITS) ||
	    session_awaits(&script->session, VERB_HOLD, false) ||
	    !str_caseeq(line->arg[1], str_from(lock.table)) ||
	    !str_eq(line->arg[2], str_from(lock.key)))
		return;
	(void)heard_take(&heard, line, STR("")); /* it is for us */
	const pid_t pid = program_start(&(struct program_start) {
	    .words = lock.words,
	    .fd = { -1, -1, -1 },
	    .place = PROGRAM_HERE,
	    .heard = &heard,
	});
	if (pid == -1) {
		say_free();
		script_fail(script, EX_OSERR, "cannot run %s: %s",
		    lock.words[0], strerror(errno));
		return;
	}
	lock.pid = pid;
	lock.state = LOCK_HOLDS;
	script->finishes = script->unhurried = true;
}

/* Takes "ok hold T KEY PLACE" or "ok free ...". */
static void
take_ok(const struct command *line)
{
	struct str rest = line->arg[1];
	const int status = lock.status;

	(void)str_word(&rest);
	(void)str_word(&rest);
	if (lock.script.session.answered == VERB_HOLD) {
		if (lock.state == LOCK_ASKED && !str_eq(rest, STR("0")))
			lock.state = LOCK_WAITS;
	} else if (lock.state == LOCK_GIVES_UP) {
		fail_in_time();
	} else if (lock.script.session.answered == VERB_FREE) {
		script_end(&lock.script,
		    WIFSIGNALED(status) ? BY_SIGNAL + WTERMSIG(status) :
					  WEXITSTATUS(status));
	}
}

static void
cmd_lock_take_line(const struct command *line)
{
	struct script *script = &lock.script;

	switch (line->rule->verb) {
	case VERB_OK:
		take_ok(line);
		break;
	case VERB_ERR:
		if (lock.state == LOCK_ASKED)
			lock.state = LOCK_NEW; /* there is nothing to free */
		script_refuse(script, line, "%s", lock.table);
		break;
	case VERB_HELD:
		take_held(line);
		break;
	case VERB_LEAVE: /* if we are removed, the hold has ended */
	case VERB_KICK:
		if (lock.state != LOCK_NEW &&
		    !world_has(&script->session.joined, str_from(lock.table)))
			script_fail(script, EX_UNAVAILABLE, "removed from %s",
			    lock.table);
		break;
	default:
		break;
	}
}

/* Asks for the key. */
static void
cmd_lock_say(void)
{
	struct session *session = &lock.script.session;

	if (lock.state != LOCK_NEW || !link_is_joined(&lock.script.link) ||
	    !session_ready(session))
		return;
	lock.state = LOCK_ASKED;
	lock.until = clock_mono() + lock.wait;
	SESSION_SAY(session, VERB_HOLD, STR("hold"), str_from(lock.table),
	    str_from(lock.key), DECIMAL(lock.most),
	    DECIMAL((uint64_t)getpid()));
}

/*
 * Passes signals on to the command, and frees the key when it has ended. If the
 * connection is at its end already, the hold may have ended before. Gives up
 * waiting when the time is over.
 */
static void
tend(void)
{
	struct script *script = &lock.script;

	if (lock.state == LOCK_HOLDS) {
		if (script->signals > lock.signals)
			pass_on(script->signal);
		lock.signals = script->signals;
		if (!script->session.hears || !has_ended())
			return;
		lock.state = LOCK_FREED;
		say_free();
	} else if (lock.state == LOCK_WAITS && lock.seconds != NULL &&
	    clock_mono() >= lock.until) {
		lock.state = LOCK_GIVES_UP;
		say_free();
	}
}

int
cmd_lock(int argc, char *const *argv)
{
	const struct sigaction usual = { .sa_handler = SIG_DFL };
	struct script *script = &lock.script;

	read_words(argc, argv);
	char *const groups[] = { lock.table, NULL };
	/* The end of a child must be seen; the signal exists. */
	(void)sigaction(SIGCHLD, &usual, NULL);
	script_begin(script, &lock.options, groups, cmd_lock_take_line);
	while (!script->over) {
		cmd_lock_say();
		script_rest(script,
		    lock.state == LOCK_WAITS && lock.seconds != NULL ?
			lock.until :
			WAIT_FOR_EVER);
		if (!script->over)
			tend();
	}
	if (lock.pid != 0 && script->signal == 0)
		complain("%s: not held any more; terminating %s", lock.key,
		    lock.words[0]);
	if (lock.pid != 0)
		terminate();
	/* Another connection of ours would keep it. */
	if (lock.state == LOCK_ASKED || lock.state == LOCK_WAITS ||
	    lock.state == LOCK_HOLDS)
		say_free();
	/* Without the reply to free, the hold may have ended before. */
	if (script->message[0] != '\0' &&
	    (lock.state == LOCK_HOLDS || lock.state == LOCK_FREED))
		script->status = EX_UNAVAILABLE;
	return script_finish(script);
}
