/* Programs that are run for the user: see program.h. */
#include "system/program.h"

#include <ctype.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <stdnoreturn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/prctl.h>
#elif defined(__FreeBSD__)
#include <sys/procctl.h>
#endif

#include "shared/die.h"
#include "shared/io.h"
#include "system/signals.h"
#include "system/term.h"

/* From TERM to KILL, and between looks whether a program has ended. */
#define LAST_MS 200
#define LOOK_MS 5

/*
 * Sets the variable of that key of heard.h, or of our own, in capitals; a null
 * value unsets it. The value contains no NUL, as it comes from the protocol.
 * Returns false if there is no memory.
 */
static bool
set_variable(const char *key, struct str value)
{
	char name[32] = "FORKCAST_";

	for (size_t i = strlen(name); *key != '\0'; i++)
		name[i] = (char)toupper((unsigned char)*key++);
	if (value.at == NULL)
		return unsetenv(name) == 0;
	char *copy = strndup(value.at, value.len);
	const bool good = copy != NULL && setenv(name, copy, 1) == 0;
	free(copy);
	return good;
}

static bool
set_environment(const struct program_start *start)
{
	const struct heard *heard = start->heard;
	const struct str none = { NULL, 0 };

	if (heard == NULL)
		return true;
	const struct command *event = &heard->event;
	/* Our own environment may have what this event does not set. */
	bool good = set_variable("name", none) && set_variable("sender", none);
	for (int arg = 0; arg <= ARG_REST; arg++)
		if (heard_key((enum arg)arg) != NULL)
			good = good &&
			    set_variable(heard_key((enum arg)arg), none);
	for (size_t i = 0; i < event->count; i++) {
		const char *key = i == grammar_causer(event->rule) ?
		    "sender" :
		    heard_key(event->rule->args[i]);
		if (key != NULL)
			good = good && set_variable(key, event->arg[i]);
	}
	if (start->count > 0)
		good = good && set_variable("count", DECIMAL(start->count));
	return good && set_variable("kind", heard->kind) &&
	    set_variable("account", heard->account);
}

/*
 * Has the kernel kill this process when its parent ends, where it can, even if
 * that has happened already.
 */
static void
die_with(pid_t parent)
{
#ifdef __linux__
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL); /* cannot fail */
#elif defined(PROC_PDEATHSIG_CTL)
	int signal = SIGKILL;

	(void)procctl(P_PID, 0, PROC_PDEATHSIG_CTL, &signal); /* as above */
#endif
	if (getppid() != parent)
		_exit(PROGRAM_FAILED);
}

/* Turns the child into the program. */
static noreturn void
become(const struct program_start *start, pid_t parent)
{
	const struct sigaction usual = { .sa_handler = SIG_DFL };
	char shell[] = "/bin/sh", option[] = "-c";
	/* execvp takes char *, but changes nothing. */
	union {
		const char *constant;
		char *word;
	} line = { .constant = start->line };
	char *const by_shell[] = { shell, option, line.word, NULL };
	char *const *words = line.word != NULL ? by_shell : start->words;
	bool good = true;

	term_disown();
	if (start->place == PROGRAM_APART)
		(void)setsid(); /* cannot fail: a new child leads no group */
	else if (start->place == PROGRAM_GROUP)
		(void)setpgid(0, 0); /* the parent does it too */
	else
		die_with(parent);
	signals_finish();
	(void)sigaction(SIGPIPE, &usual, NULL);
	for (int i = 0; i < 3; i++)
		good = good && (start->fd[i] == -1 || io_copy(start->fd[i], i));
	if (start->place == PROGRAM_APART)
		good = good && io_close_from(3);
	if (good && set_environment(start))
		(void)execvp(words[0], words);
	const bool is_missing = errno == ENOENT;
	complain("cannot run %s: %s", words[0], strerror(errno));
	_exit(start->place == PROGRAM_HERE && is_missing ? PROGRAM_NOT_FOUND :
							   PROGRAM_FAILED);
}

pid_t
program_start(const struct program_start *start)
{
	const pid_t parent = getpid();
	const pid_t pid = fork();

	if (pid == 0)
		become(start, parent);
	if (pid != -1 && start->place == PROGRAM_GROUP)
		(void)setpgid(pid, pid); /* the child does this too */
	return pid;
}

const char *
program_how(int status, char room[PROGRAM_HOW])
{
	const bool killed = WIFSIGNALED(status);

	(void)snprintf(room, PROGRAM_HOW, "%s %d",
	    killed ? "killed by signal" : "exit status",
	    killed ? WTERMSIG(status) : WEXITSTATUS(status));
	return room;
}

/*
 * Returns whether the program has ended. It is not reaped, so that the number
 * of its process group stays its own. Where SIGCHLD is ignored, a child that
 * has ended is gone.
 */
static bool
has_ended(pid_t pid)
{
	siginfo_t info = { 0 };

	return waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) !=
	    0 ||
	    info.si_pid != 0;
}

/* Waits for the end; returns whether it has come. */
static bool
await_end(pid_t pid, int milliseconds)
{
	while (!has_ended(pid)) {
		if (milliseconds <= 0)
			return false;
		(void)poll(NULL, 0, LOOK_MS);
		milliseconds -= LOOK_MS;
	}
	return true;
}

/*
 * Signals the whole group, and the program itself, which may not lead a group
 * yet.
 */
static void
signal_all(pid_t pid, int signal)
{
	(void)kill(-pid, signal);
	(void)kill(pid, signal);
}

bool
program_end(pid_t pid, int milliseconds, int *status)
{
	const bool by_itself = await_end(pid, milliseconds);

	if (!by_itself) {
		signal_all(pid, SIGTERM);
		(void)await_end(pid, LAST_MS);
	}
	signal_all(pid, SIGKILL); /* also what it has left in the group */
	*status = 0; /* where SIGCHLD is ignored, there is none */
	while (waitpid(pid, status, 0) == -1 && errno == EINTR)
		continue;
	return by_itself;
}
