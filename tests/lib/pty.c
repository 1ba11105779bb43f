/* A program on a pseudo-terminal: see pty.h. */
#include "pty.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "deadline.h"
#include "page.h"
#include "proc.h"
#include "scratch.h"
#include "shared/io.h"

#define PATH_SIZE 512
#define SHOWN_SIZE ((size_t)64 * 1024)
#define READS 64 /* at once, of one that does not stop */
#define LOOK (20 * MSEC)

static struct {
	struct pty *first;
	const char *term;
	bool prepared; /* the environment */
	bool noon;
	bool paced; /* the next client */
} ptys;

/*
 * At exit: nothing outlives the test. If it has failed, nobody has ended the
 * jobs of a shell, for whom SIGHUP may be the order to read a configuration;
 * else they are to be gone, and run/run tells who is not.
 */
static void
kill_all(void)
{
	for (struct pty *pty = ptys.first; pty != NULL; pty = pty->next) {
		if (pty->pid == 0)
			continue;
		(void)kill(-pty->pid, SIGKILL);
		(void)kill(pty->pid, SIGKILL);
		if (tap_failures() > 0)
			proc_kill_session(pty->pid);
		(void)waitpid(pty->pid, NULL, 0);
	}
}

/* The screen's rows up to the last that is not empty, for messages. */
const char *
pty_shown(const struct pty *pty)
{
	static char text[SHOWN_SIZE];
	char row[VT_TEXT];
	size_t len = 0;
	size_t end = 0;

	text[0] = '\0';
	for (size_t i = 0; i < pty->vt.rows; i++) {
		vt_text(&pty->vt, i, row);
		const int more = snprintf(text + len, sizeof(text) - len,
		    "\n#   %zu%s|%s", i, i == pty->vt.row ? ">" : " ", row);
		if (more < 0 || (size_t)more >= sizeof(text) - len)
			break;
		len += (size_t)more;
		if (row[0] != '\0' || i == pty->vt.row)
			end = len;
	}
	text[end] = '\0';
	return text;
}

static void
set_size(int fd, size_t rows, size_t columns)
{
	const struct winsize size = { .ws_row = (unsigned short)rows,
		.ws_col = (unsigned short)columns };

	MUST(ioctl(fd, TIOCSWINSZ, &size) == 0, "cannot set the window's size");
}

void
pty_term(const char *name)
{
	ptys.term = name;
}

/* The variable is that directory in the scratch directory. */
static void
set_directory(const char *variable, const char *name)
{
	char path[SCRATCH_PATH];

	scratch_path(path, name);
	path[strlen(path) - (name[0] == '\0')] = '\0'; /* its last slash */
	MUST(setenv(variable, path, 1) == 0, "out of memory");
}

void
pty_environment(void)
{
	if (ptys.prepared)
		return;
	ptys.prepared = true;
	set_directory("HOME", "");
	set_directory("XDG_CONFIG_HOME", "config");
	set_directory("XDG_STATE_HOME", "state");
	(void)unsetenv("MAKEFLAGS"); /* of the make that runs the tests */
}

void
pty_noon(void)
{
	const int seconds = (int)(clock_wall() / SEC % (24 * 60 * 60));
	const int behind = seconds - (12 * 60 + 30) * 60;
	const int much = behind < 0 ? -behind : behind;
	char zone[32];

	(void)snprintf(zone, sizeof(zone), "XYZ%c%d:%02d:%02d",
	    behind < 0 ? '-' : '+', much / (60 * 60), much / 60 % 60,
	    much % 60);
	MUST(setenv("TZ", zone, 1) == 0, "out of memory");
	ptys.noon = true;
}

bool
pty_is_noon(void)
{
	return ptys.noon;
}

void
pty_config(const char *text)
{
	static const char *const directories[] = { "config",
		"config/forkcast" };
	char path[SCRATCH_PATH];

	pty_environment();
	for (size_t i = 0; i < COUNT(directories); i++) {
		scratch_path(path, directories[i]);
		MUST(mkdir(path, 0700) == 0 || errno == EEXIST,
		    "cannot make %s: %s", path, strerror(errno));
	}
	scratch_path(path, "config/forkcast/config");
	scratch_write(path, text);
	/* The scratch directory may be somebody else's: the file is ours. */
	MUST(chown(path, geteuid(), getegid()) == 0, "cannot own %s: %s", path,
	    strerror(errno));
	scratch_path(path, "config/forkcast/set");
	(void)unlink(path); /* what /set has set, if it has */
}

static struct pty *
open_pty(size_t rows, size_t columns)
{
	struct pty *pty = calloc(1, sizeof(*pty));

	MUST(pty != NULL, "out of memory");
	MUST(
	    rows > 0 && rows <= VT_ROWS && columns > 0 && columns <= VT_COLUMNS,
	    "%zux%zu is no size of a terminal", columns, rows);
	pty->master = posix_openpt(O_RDWR | O_NOCTTY);
	MUST(pty->master != -1 && grantpt(pty->master) == 0 &&
		unlockpt(pty->master) == 0 && io_prepare(pty->master),
	    "no pseudo-terminal: %s", strerror(errno));
	pty->slave = open(ptsname(pty->master), O_RDWR | O_NOCTTY | O_CLOEXEC);
	MUST(pty->slave != -1 && tcgetattr(pty->slave, &pty->before) == 0,
	    "cannot open the pseudo-terminal: %s", strerror(errno));
	vt_init(&pty->vt, rows, columns);
	set_size(pty->master, rows, columns);
	if (ptys.first == NULL)
		MUST(atexit(kill_all) == 0, "no room for atexit");
	pty->next = ptys.first;
	ptys.first = pty;
	return pty;
}

/* In the child: the state in which a terminal would start it. */
static void
prepare_child(const char *path, const char *term)
{
	const int signals[] = { SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGPIPE,
		SIGTSTP };

	for (size_t i = 0; i < COUNT(signals); i++)
		(void)signal(signals[i], SIG_DFL);
	if (setenv("TERM", term, 1) != 0)
		_exit(126);
	if (setsid() == -1)
		_exit(126);
	const int fd = open(path, O_RDWR);
	/* Linux takes the first terminal opened; BSD wants to be told. */
	if (fd == -1 || ioctl(fd, TIOCSCTTY, 0) != 0 || dup2(fd, 0) == -1 ||
	    dup2(fd, 1) == -1 || dup2(fd, 2) == -1)
		_exit(126);
	if (fd > STDERR_FILENO)
		(void)close(fd);
}

static void
start(struct pty *pty, const char *const *argv, const char *term)
{
	const char *path = ptsname(pty->master);
	const char *name = ptys.term != NULL ? ptys.term : term;
	char page[SCRATCH_PATH];

	pty->vt.dumb = strcmp(name, "dumb") == 0;
	pty->vt.one_screen =
	    strcmp(name, "linux") == 0 || strcmp(name, "screen") == 0;
	pty_environment();
	if (ptys.paced)
		pty->page = page_make(page);
	pty->pid = fork();
	MUST(pty->pid != -1, "cannot fork: %s", strerror(errno));
	if (pty->pid == 0) {
		prepare_child(path, name);
		if (ptys.paced && !page_give(pty->page, page, PAGE_PERSON))
			_exit(126);
		/* execvp takes the strings as they are; it never writes. */
		(void)execvp(argv[0], (char *const *)(const void *)argv);
		_exit(127);
	}
}

struct pty *
pty_start_sized(const char *const *argv, size_t rows, size_t columns)
{
	struct pty *pty = open_pty(rows, columns);

	pty->vt.window = true;
	start(pty, argv, "xterm-256color");
	return pty;
}

const char *
pty_path(bool paced)
{
	static char paths[2][PATH_SIZE];
	char *path = paths[paced];
	const char *build = getenv("FORKCAST_BUILD");
	const int len = snprintf(path, PATH_SIZE, "%s/%sforkcast",
	    build != NULL ? build : "build",
	    paced ? "tests/servers/paced/" : "");

	MUST(len > 0 && len < PATH_SIZE, "FORKCAST_BUILD is too long");
	MUST(access(path, X_OK) == 0, "cannot run %s: %s", path,
	    strerror(errno));
	return path;
}

void
pty_paced(bool paced)
{
	ptys.paced = paced;
}

void
pty_pace(const struct pty *pty, usec time)
{
	page_pace_at(HERE, pty->page, pty->pid, time);
}

/* Adds the options to the arguments, which have room for so many and a null. */
static void
add_options(const char *argv[PTY_ARGUMENTS], const char *const *options)
{
	size_t count = 0;

	while (argv[count] != NULL)
		count++;
	for (; *options != NULL && count + 1 < PTY_ARGUMENTS; options++)
		argv[count++] = *options;
	MUST(*options == NULL, "too many options");
}

struct pty *
pty_client(const char *address, const char *const *options)
{
	const char *argv[PTY_ARGUMENTS] = { pty_path(ptys.paced), "-p", "-s",
		address };
	struct pty *pty = open_pty(VT_ROWS, PTY_COLUMNS);

	add_options(argv, options);
	start(pty, argv, "xterm");
	return pty;
}

struct pty *
pty_window(const char *address, size_t rows, size_t columns,
    const char *const *options)
{
	const char *argv[PTY_ARGUMENTS] = { pty_path(ptys.paced), "-s",
		address };

	add_options(argv, options);
	return pty_start_sized(argv, rows, columns);
}

void
pty_look(struct pty *pty)
{
	char bytes[4096];
	ssize_t count;

	for (int i = 0; i < READS; i++) {
		count = io_read(pty->master, bytes, sizeof(bytes));
		if (count <= 0)
			break;
		vt_feed(&pty->vt, bytes, (size_t)count);
	}
}

bool
pty_wait(struct pty *pty, usec end)
{
	const bool in_time = !deadline_passed(end);

	(void)deadline_poll(
	    pty->master, POLLIN, clock_mono() + LOOK); /* or later */
	pty_look(pty);
	return in_time;
}

static void
type(struct pty *pty, const char *keys, size_t left, usec end)
{
	while (left > 0) {
		const ssize_t count = io_write(pty->master, keys, left);
		MUST(count > 0 || count == IO_AGAIN, "cannot type: %s",
		    strerror(errno));
		if (count > 0) {
			keys += count;
			left -= (size_t)count;
		}
		MUST(left == 0 || pty_wait(pty, end),
		    "the program does not read its keys");
	}
}

void
pty_type(struct pty *pty, const char *keys)
{
	type(pty, keys, strlen(keys), deadline());
}

void
pty_resize_to(struct pty *pty, size_t rows, size_t columns)
{
	vt_resize(&pty->vt, rows, columns);
	set_size(pty->master, rows, columns);
}

int
pty_status(struct pty *pty)
{
	const usec end = deadline();

	while (pty->pid != 0 &&
	    waitpid(pty->pid, &pty->status, WNOHANG) != pty->pid)
		MUST(pty_wait(pty, end), "the program does not end:%s",
		    pty_shown(pty));
	pty->pid = 0;
	pty_look(pty);
	MUST(pty->vt.foreign == 0, "%zu sequences that it should not send:%s",
	    pty->vt.foreign, pty_shown(pty));
	return WIFEXITED(pty->status) ? WEXITSTATUS(pty->status) :
					PTY_SIGNAL + WTERMSIG(pty->status);
}
