/* Scripts of sh(1): see shell.h. */
#include "shell.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "deadline.h"
#include "page.h"
#include "pattern.h"
#include "pty.h"
#include "shared/io.h"

#define VALUE_SIZE (2 * PATH_MAX)

/* A line "PID TITLE" for each child of the server but the nursery. */
#define WORKERS                                                           \
	"workers() { for child in $(cat /proc/$SERVER/task/*/children); " \
	"do title=; read -r title </proc/$child/cmdline; "                \
	"[ \"$title\" = 'forkcastd: nursery' ] || "                       \
	"echo $child \"$title\"; done 2>/dev/null; }; "

static struct {
	struct shell *first;
	unsigned count;
	bool prepared;
} shells;

/* At exit: nothing outlives the test. */
static void
kill_all(void)
{
	for (struct shell *shell = shells.first; shell != NULL;
	     shell = shell->next) {
		if (shell->pid == 0)
			continue;
		(void)kill(-shell->pid, SIGKILL);
		(void)waitpid(shell->pid, NULL, 0);
	}
}

/* Puts the directory of the client in front of PATH. */
static bool
set_path(const char *client)
{
	char here[PATH_MAX];
	char value[VALUE_SIZE];
	const char *path = getenv("PATH");

	if (realpath(client, here) == NULL)
		return false;
	*strrchr(here, '/') = '\0';
	(void)snprintf(value, sizeof(value), "%s:%s", here,
	    path != NULL ? path : "/usr/bin:/bin");
	return setenv("PATH", value, 1) == 0;
}

/* Sets the variables that do not depend on the server. */
static void
prepare(void)
{
	char config[SCRATCH_PATH], state[SCRATCH_PATH];

	shells.prepared = true;
	scratch_path(config, "config");
	scratch_path(state, "state");
	MUST(set_path(pty_path(false)) &&
		setenv("XDG_CONFIG_HOME", config, 1) == 0 &&
		setenv("XDG_STATE_HOME", state, 1) == 0 &&
		unsetenv("FORKCAST_NAME") == 0 &&
		(pty_is_noon() || setenv("TZ", "UTC", 1) == 0),
	    "out of memory");
	MUST(atexit(kill_all) == 0, "no room for atexit");
}

/* Gives this process the environment of the scripts. */
static void
set_environment(const char *address)
{
	if (!shells.prepared)
		prepare();
	MUST(setenv("FORKCAST_SERVER", address, 1) == 0, "out of memory");
}

void
shell_set_number(const char *variable, long number)
{
	char text[24];

	(void)snprintf(text, sizeof(text), "%ld", number); /* fits */
	MUST(setenv(variable, text, 1) == 0, "out of memory");
}

/*
 * The program that started the tests may ignore these signals, as a shell does
 * for background jobs.
 */
static void
reset_signals(void)
{
	const int signals[] = { SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGPIPE };

	for (size_t i = 0; i < COUNT(signals); i++)
		(void)signal(signals[i], SIG_DFL);
}

/* In the child: becomes the script, as a shell of the user would start it. */
static void
be_child(const struct shell *shell, const char *script, const char *paced,
    const char *page)
{
	static char text[SHELL_TEXT + sizeof(WORKERS)];
	char directory[SCRATCH_PATH];
	const int flags = O_WRONLY | O_CREAT | O_TRUNC;
	const int in = open("/dev/null", O_RDONLY);
	const int out = open(shell->out, flags, 0600);
	const int err = open(shell->err, flags, 0600);

	scratch_path(directory, "");
	(void)setpgid(0, 0);
	reset_signals();
	if (dup2(in, 0) == -1 || dup2(out, 1) == -1 || dup2(err, 2) == -1 ||
	    (shell->page != NULL &&
		(!set_path(paced) ||
		    !page_give(shell->page, page, PAGE_SCRIPT))) ||
	    chdir(directory) != 0)
		_exit(126);
	if (snprintf(text, sizeof(text), WORKERS "%s", script) <
	    (int)sizeof(text))
		(void)execl("/bin/sh", "sh", "-c", text, (char *)NULL);
	_exit(127);
}

static struct shell *
start(const char *address, const char *script, const char *paced)
{
	struct shell *shell = calloc(1, sizeof(*shell));
	char name[32], page[SCRATCH_PATH];

	MUST(shell != NULL, "out of memory");
	set_environment(address);
	(void)snprintf(name, sizeof(name), "shell-%u.out", shells.count);
	scratch_path(shell->out, name);
	(void)snprintf(name, sizeof(name), "shell-%u.err", shells.count++);
	scratch_path(shell->err, name);
	shell->page = paced != NULL ? page_make(page) : NULL;
	(void)snprintf(shell->script, sizeof(shell->script), "%s", script);
	shell->pid = fork();
	MUST(shell->pid != -1, "cannot fork: %s", strerror(errno));
	if (shell->pid == 0)
		be_child(shell, script, paced, page);
	(void)setpgid(shell->pid, shell->pid); /* the child does it too */
	shell->next = shells.first;
	shells.first = shell;
	return shell;
}

struct shell *
shell_start(const char *address, const char *script)
{
	return start(address, script, NULL);
}

struct shell *
shell_start_paced(const char *address, const char *script)
{
	return start(address, script, pty_path(true));
}

void
shell_pace(const struct shell *shell, usec time)
{
	page_pace_at(HERE, shell->page, shell->pid, time);
}

void
shell_signal(const struct shell *shell, int signal)
{
	MUST(signal > 0 && kill(shell->pid, signal) == 0, "cannot kill: %s",
	    strerror(errno));
}

void
shell_signal_all(const struct shell *shell, int signal)
{
	MUST(signal > 0 && kill(-shell->pid, signal) == 0, "cannot kill: %s",
	    strerror(errno));
}

static const char *
read_file(struct shell *shell, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t count = fd == -1 ? 0 : io_read(fd, shell->text, SHELL_TEXT - 1);

	io_close(&fd);
	shell->text[count > 0 ? count : 0] = '\0';
	return shell->text;
}

const char *
shell_said(struct shell *shell)
{
	return read_file(shell, shell->out);
}

/* On a slow machine an operator is told so; that is left out. */
const char *
shell_complained(struct shell *shell)
{
	static const char slow[] = "still working\n";
	const char *text = read_file(shell, shell->err);

	while (strncmp(text, slow, strlen(slow)) == 0)
		text += strlen(slow);
	return text;
}

/* The sanitizers' words are those that matter if it has failed. */
static void
explain(struct shell *shell)
{
	tap_note("it has said:\n%s", shell_said(shell));
	tap_note("it has complained:\n%s", shell_complained(shell));
}

int
shell_status(struct shell *shell)
{
	const usec end = deadline();
	int status;

	while (waitpid(shell->pid, &status, WNOHANG) != shell->pid)
		if (!deadline_pause(end)) {
			explain(shell);
			must_end(HERE, "it does not end: %s", shell->script);
		}
	(void)kill(-shell->pid, SIGKILL); /* what it has left behind */
	shell->pid = 0;
	return WIFEXITED(status) ? WEXITSTATUS(status) :
				   SHELL_SIGNAL + WTERMSIG(status);
}

/* The first line of *text, which then begins behind it. */
static struct str
next_line(const char **text)
{
	const struct str line = { *text, strcspn(*text, "\n") };

	*text += line.len + (line.at[line.len] == '\n');
	return line;
}

static bool
has_line(const char *text, const char *pattern)
{
	while (*text != '\0')
		if (pattern_matches(pattern, next_line(&text)))
			return true;
	return false;
}

void
shell_expect(struct shell *shell, const char *file, const char *pattern)
{
	const usec end = deadline();

	while (!has_line(read_file(shell, file), pattern))
		if (!deadline_pause(end)) {
			explain(shell);
			must_end(HERE, "there is no line \"%s\"", pattern);
		}
}

bool
shell_matches(const char *patterns, const char *text)
{
	char pattern[512];

	while (*patterns != '\0' && *text != '\0') {
		const struct str line = next_line(&patterns);
		(void)snprintf(
		    pattern, sizeof(pattern), "%.*s", (int)line.len, line.at);
		if (!pattern_matches(pattern, next_line(&text)))
			return false;
	}
	return *patterns == '\0' && *text == '\0';
}

void
shell_await(const char *address, const char *name, const char *group)
{
	char script[512];

	(void)snprintf(script, sizeof(script),
	    "until forkcast names '%s' 2>/dev/null | grep -qx '[@+]*%s'; do "
	    "sleep 0.05 || sleep 1; done",
	    group, name);
	struct shell *shell = shell_start(address, script);
	MUST(shell_status(shell) == 0, "cannot wait for %s", name);
}
