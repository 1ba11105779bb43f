/* A program on a pseudo-terminal: see pty.h. */
#include "pty.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "deadline.h"
#include "shared/io.h"

#define PATH_SIZE 512
#define SHOWN_SIZE 8192
#define LOOK (20 * MSEC)

static struct {
	struct pty *first;
	const char *term;
} ptys;

/* At exit: nothing outlives the test. */
static void
kill_all(void)
{
	for (struct pty *pty = ptys.first; pty != NULL; pty = pty->next) {
		if (pty->pid == 0)
			continue;
		(void)kill(-pty->pid, SIGKILL);
		(void)kill(pty->pid, SIGKILL);
		(void)waitpid(pty->pid, NULL, 0);
	}
}

/* The screen's rows up to the last that is not empty, for messages. */
static const char *
shown(const struct pty *pty)
{
	static char text[SHOWN_SIZE];
	char row[VT_TEXT];
	size_t len = 0;
	size_t end = 0;

	text[0] = '\0';
	for (size_t i = 0; i < VT_ROWS; i++) {
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
set_size(int fd, size_t columns)
{
	const struct winsize size = { .ws_row = VT_ROWS,
		.ws_col = (unsigned short)columns };

	MUST(ioctl(fd, TIOCSWINSZ, &size) == 0, "cannot set the window's size");
}

void
pty_term(const char *name)
{
	ptys.term = name;
}

static struct pty *
open_pty(void)
{
	struct pty *pty = calloc(1, sizeof(*pty));

	MUST(pty != NULL, "out of memory");
	pty->master = posix_openpt(O_RDWR | O_NOCTTY);
	MUST(pty->master != -1 && grantpt(pty->master) == 0 &&
		unlockpt(pty->master) == 0 && io_prepare(pty->master),
	    "no pseudo-terminal: %s", strerror(errno));
	pty->slave = open(ptsname(pty->master), O_RDWR | O_NOCTTY | O_CLOEXEC);
	MUST(pty->slave != -1 && tcgetattr(pty->slave, &pty->before) == 0,
	    "cannot open the pseudo-terminal: %s", strerror(errno));
	vt_init(&pty->vt, PTY_COLUMNS);
	set_size(pty->master, PTY_COLUMNS);
	if (ptys.first == NULL)
		MUST(atexit(kill_all) == 0, "no room for atexit");
	pty->next = ptys.first;
	ptys.first = pty;
	return pty;
}

/* In the child: the state in which a terminal would start it. */
static void
prepare_child(const char *path)
{
	const int signals[] = { SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGPIPE,
		SIGTSTP };

	for (size_t i = 0; i < COUNT(signals); i++)
		(void)signal(signals[i], SIG_DFL);
	if (setenv("TERM", ptys.term != NULL ? ptys.term : "xterm", 1) != 0)
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

struct pty *
pty_start(const char *const *argv)
{
	struct pty *pty = open_pty();
	const char *path = ptsname(pty->master);

	pty->pid = fork();
	MUST(pty->pid != -1, "cannot fork: %s", strerror(errno));
	if (pty->pid == 0) {
		prepare_child(path);
		/* execvp takes the strings as they are; it never writes. */
		(void)execvp(argv[0], (char *const *)(const void *)argv);
		_exit(127);
	}
	return pty;
}

const char *
pty_client_path(void)
{
	static char path[PATH_SIZE];
	const char *build = getenv("FORKCAST_BUILD");
	const int len = snprintf(
	    path, sizeof(path), "%s/forkcast", build != NULL ? build : "build");

	MUST(len > 0 && len < PATH_SIZE, "FORKCAST_BUILD is too long");
	MUST(access(path, X_OK) == 0, "cannot run %s: %s", path,
	    strerror(errno));
	return path;
}

struct pty *
pty_client(const char *address, const char *const *options)
{
	const char *argv[PTY_ARGUMENTS] = { pty_client_path(), "-s", address };
	size_t count = 3;

	for (; *options != NULL && count + 1 < PTY_ARGUMENTS; options++)
		argv[count++] = *options;
	return pty_start(argv);
}

/* Reads what the program has written, as long as there is some. */
static void
look(struct pty *pty)
{
	char bytes[4096];
	ssize_t count;

	while ((count = io_read(pty->master, bytes, sizeof(bytes))) > 0)
		vt_feed(&pty->vt, bytes, (size_t)count);
}

/* Waits a little for more; false if the deadline has passed. */
static bool
wait_more(struct pty *pty, usec end)
{
	const usec now = clock_mono();

	(void)deadline_poll(pty->master, POLLIN, now + LOOK); /* or later */
	look(pty);
	return now < end;
}

void
pty_type(struct pty *pty, const char *keys)
{
	const usec end = deadline();
	size_t left = strlen(keys);

	while (left > 0) {
		const ssize_t count = io_write(pty->master, keys, left);
		MUST(count > 0 || count == IO_AGAIN, "cannot type: %s",
		    strerror(errno));
		if (count > 0) {
			keys += count;
			left -= (size_t)count;
		}
		MUST(left == 0 || wait_more(pty, end),
		    "the program does not read its keys");
	}
}

size_t
pty_row(const struct pty *pty, const char *text)
{
	char row[VT_TEXT];

	for (size_t i = 0; i < VT_ROWS; i++) {
		vt_text(&pty->vt, i, row);
		if (strcmp(row, text) == 0)
			return i;
	}
	return VT_ROWS;
}

bool
pty_shows(struct pty *pty, const char *row)
{
	look(pty);
	return pty_row(pty, row) < VT_ROWS;
}

void
pty_expect_at(const char *where, struct pty *pty, const char *format, ...)
{
	const usec end = deadline();
	char text[VT_TEXT];
	va_list values;

	va_start(values, format);
	(void)vsnprintf(text, sizeof(text), format, values);
	va_end(values);
	while (!pty_shows(pty, text))
		if (!wait_more(pty, end))
			must_end(
			    where, "no row is \"%s\" but:%s", text, shown(pty));
}

static bool
begins_row(const struct pty *pty, const char *text)
{
	char row[VT_TEXT];

	for (size_t i = 0; i < VT_ROWS; i++) {
		vt_text(&pty->vt, i, row);
		if (strncmp(row, text, strlen(text)) == 0)
			return true;
	}
	return false;
}

void
pty_expect_begin_at(const char *where, struct pty *pty, const char *text)
{
	const usec end = deadline();

	look(pty);
	while (!begins_row(pty, text))
		if (!wait_more(pty, end))
			must_end(where, "no row begins with \"%s\" but:%s",
			    text, shown(pty));
}

static bool
cursor_is(const struct pty *pty, const char *text, size_t column)
{
	char row[VT_TEXT];

	vt_text(&pty->vt, pty->vt.row, row);
	return pty->vt.column == column && strcmp(row, text) == 0;
}

void
pty_expect_cursor_at(
    const char *where, struct pty *pty, const char *text, size_t column)
{
	const usec end = deadline();

	look(pty);
	while (!cursor_is(pty, text, column))
		if (!wait_more(pty, end))
			must_end(where,
			    "not \"%s\" with the cursor in %zu, but in %zu:%s",
			    text, column, pty->vt.column, shown(pty));
}

void
pty_expect_second_at(const char *where, struct pty *pty, bool second)
{
	const usec end = deadline();

	look(pty);
	while (pty->vt.second != second)
		if (!wait_more(pty, end))
			must_end(where, "it is %s the second screen:%s",
			    second ? "not on" : "still on", shown(pty));
}

void
pty_resize(struct pty *pty, size_t columns)
{
	pty->vt.columns = columns;
	set_size(pty->master, columns);
}

static bool
is_restored(const struct pty *pty)
{
	struct termios now;

	return tcgetattr(pty->slave, &now) == 0 &&
	    now.c_lflag == pty->before.c_lflag &&
	    now.c_iflag == pty->before.c_iflag &&
	    now.c_oflag == pty->before.c_oflag;
}

void
pty_expect_mode_at(const char *where, struct pty *pty, bool restored)
{
	const usec end = deadline();

	while (is_restored(pty) != restored)
		if (!wait_more(pty, end))
			must_end(where, "the terminal is %s raw mode:%s",
			    restored ? "still in" : "not in", shown(pty));
}

int
pty_status_at(const char *where, struct pty *pty)
{
	const usec end = deadline();

	while (pty->pid != 0 &&
	    waitpid(pty->pid, &pty->status, WNOHANG) != pty->pid)
		if (!wait_more(pty, end))
			must_end(
			    where, "the program does not end:%s", shown(pty));
	pty->pid = 0;
	look(pty);
	if (pty->vt.foreign > 0)
		must_end(where, "%zu sequences that it should not send:%s",
		    pty->vt.foreign, shown(pty));
	return WIFEXITED(pty->status) ? WEXITSTATUS(pty->status) :
					PTY_SIGNAL + WTERMSIG(pty->status);
}
