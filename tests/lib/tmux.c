/* Programs in terminals: see tmux.h. */
#include "tmux.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "deadline.h"
#include "scratch.h"
#include "shared/io.h"
#include "shell.h"
#include "tap.h"

#define SCREEN ((size_t)64 * 1024)
#define ARGS 20
#define TERMINALS 16

static struct {
	struct shell *server;
	char socket[SCRATCH_PATH];
	char screen[SCREEN];
	pid_t group[TERMINALS]; /* of each terminal's processes */
	size_t count;
} terminals;

static bool
is_there(const char *program)
{
	char command[200];

	(void)snprintf(
	    command, sizeof(command), "command -v %s >/dev/null 2>&1", program);
	return system(command) == 0; /* NOLINT: a name from the test itself */
}

void
tmux_needs(const char *const programs[])
{
	static char why[100];

	for (; *programs != NULL; programs++)
		if (!is_there(*programs)) {
			(void)snprintf(
			    why, sizeof(why), "there is no %s here", *programs);
			tap_skip(why);
		}
}

static void
be_tmux(const char *const args[], int out)
{
	const char *all[ARGS] = { "tmux", "-S", terminals.socket };
	size_t count = 3;

	while (*args != NULL && count + 1 < ARGS)
		all[count++] = *args++;
	if (dup2(out, 1) == -1 || dup2(out, 2) == -1)
		_exit(126);
	(void)execvp("tmux", (char *const *)all);
	_exit(127);
}

/* Runs tmux and returns its exit status; its output is in terminals.screen. */
static int
call(const char *const args[])
{
	int ends[2], status;
	size_t len = 0;
	ssize_t got;
	pid_t pid;

	MUST(pipe(ends) == 0, "no pipe: %s", strerror(errno));
	pid = fork();
	MUST(pid != -1, "cannot fork: %s", strerror(errno));
	if (pid == 0)
		be_tmux(args, ends[1]);
	(void)close(ends[1]);
	while (len + 1 < SCREEN &&
	    (got = read(ends[0], terminals.screen + len, SCREEN - 1 - len)) > 0)
		len += (size_t)got;
	terminals.screen[len] = '\0';
	(void)close(ends[0]);
	MUST(waitpid(pid, &status, 0) == pid, "tmux is lost");
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

#define CALL(...) call((const char *const[]) { __VA_ARGS__, NULL })

/* At exit: they would write into the scratch directory while it is removed. */
static void
kill_all(void)
{
	const usec until = deadline();

	for (size_t i = 0; i < terminals.count; i++)
		(void)kill(-terminals.group[i], SIGKILL);
	for (size_t i = 0; i < terminals.count; i++)
		while (
		    kill(-terminals.group[i], 0) == 0 && deadline_pause(until))
			;
}

/* In the foreground, so that it is ended with the test. */
static void
begin(const char *address)
{
	const usec until = deadline();

	if (terminals.server != NULL)
		return;
	MUST(setenv("LC_ALL", "C.UTF-8", 1) == 0, "out of memory");
	scratch_path(terminals.socket, "tmux");
	terminals.server = shell_start(address,
	    "unset TMUX; HOME=$PWD SHELL=/bin/sh exec tmux -S tmux "
	    "-f /dev/null -D");
	MUST(atexit(kill_all) == 0, "no room for atexit");
	while (CALL("show-options", "-g") != 0)
		MUST(deadline_pause(until), "tmux does not begin: %s",
		    terminals.screen);
}

void
tmux_run(const char *name, const char *address, const char *command)
{
	char directory[SCRATCH_PATH];

	begin(address);
	scratch_path(directory, "");
	MUST(CALL("new-session", "-d", "-s", name, "-x", "120", "-y", "40",
		 "-c", directory, command) == 0,
	    "%s: tmux says: %s", name, terminals.screen);
	/*
	 * For a terminal that has ended, tmux prints nothing and exits with 0.
	 */
	MUST(CALL("display-message", "-p", "-t", name, "#{pane_pid}") == 0 &&
		strtol(terminals.screen, NULL, 10) > 1 &&
		terminals.count < TERMINALS,
	    "%s: it has ended, or tmux says: %s", name, terminals.screen);
	terminals.group[terminals.count++] =
	    (pid_t)strtol(terminals.screen, NULL, 10);
}

static void
press(const char *name, const char *key)
{
	MUST(CALL("send-keys", "-t", name, key) == 0, "%s: tmux says: %s", name,
	    terminals.screen);
}

void
tmux_type(const char *name, const char *text)
{
	MUST(CALL("send-keys", "-t", name, "-l", text) == 0,
	    "%s: tmux says: %s", name, terminals.screen);
	press(name, "Enter");
}

void
tmux_sees_at(const char *where, const char *name, const char *text)
{
	const usec until = deadline();

	do {
		if (CALL("capture-pane", "-p", "-t", name) == 0 &&
		    strstr(terminals.screen, text) != NULL)
			return;
	} while (deadline_pause(until));
	must_end(where, "%s: wanted \"%s\" on the screen:\n%s", name, text,
	    terminals.screen);
}
