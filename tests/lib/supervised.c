/* forkcastd under a supervisor: see supervised.h. */
#include "supervised.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "deadline.h"
#include "proc.h"
#include "shared/io.h"

#define FILE_SIZE 4096
#define LOG_SIZE 65536

static struct {
	pid_t supervisor; /* 0: none */
	char directory[SCRATCH_PATH];
	char address[SCRATCH_PATH];
	char pid_file[SCRATCH_PATH];
	char log[SCRATCH_PATH];
} supervised;

/* Reads a file, cut to size - 1 bytes; false where there is none. */
static bool
read_file(const char *path, char *text, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	size_t len = 0;
	ssize_t count = 1;

	while (fd != -1 && len + 1 < size && count > 0) {
		count = io_read(fd, text + len, size - 1 - len);
		len += count > 0 ? (size_t)count : 0;
	}
	text[len] = '\0';
	if (fd == -1)
		return false;
	io_close(&fd);
	return true;
}

static long
read_pid(void)
{
	char text[32];

	return read_file(supervised.pid_file, text, sizeof(text)) ?
	    strtol(text, NULL, 10) :
	    0;
}

/* The supervisor first, or it would start the server again. */
static void
kill_all(void)
{
	long server;

	if (supervised.supervisor == 0)
		return;
	server = read_pid();
	(void)kill(supervised.supervisor, SIGKILL);
	(void)waitpid(supervised.supervisor, NULL, 0);
	if (server > 0)
		(void)kill((pid_t)server, SIGKILL);
}

static void
explain(void)
{
	char text[LOG_SIZE];

	if (read_file(supervised.log, text, sizeof(text)))
		tap_note("what the supervisor and the server said:\n%s", text);
}

void
supervised_needs(const char *program)
{
	static char reason[128];
	char command[128];

	(void)snprintf(
	    command, sizeof(command), "command -v %s >/dev/null", program);
	(void)snprintf(reason, sizeof(reason), "%s is not installed", program);
	if (SUPERVISED_RUN("/bin/sh", "-c", command) != 0)
		tap_skip(reason);
}

static void
copy_file(const char *kind, const char *name)
{
	char from[SCRATCH_PATH], to[SCRATCH_PATH + 32], text[FILE_SIZE];

	(void)snprintf(from, sizeof(from), "server/service/%s/%s", kind, name);
	(void)snprintf(to, sizeof(to), "%s/%s", supervised.directory, name);
	MUST(read_file(from, text, sizeof(text)), "there is no %s", from);
	scratch_write(to, text);
	MUST(chmod(to, 0755) == 0, "cannot make %s a program", to);
}

static void
set(const char *name, const char *value)
{
	MUST(setenv(name, value, 1) == 0, "out of memory");
}

/*
 * To end a server supervisors send TERM and then CONT, which takes back the
 * STOP by which a sanitizer that looks for leaks at the end holds a process:
 * both then wait for each other for ever.
 */
static void
look_for_no_leaks(void)
{
	set("ASAN_OPTIONS", "detect_leaks=0");
}

/* The run script finds forkcastd there first. */
static void
set_path(void)
{
	const char *build = getenv("FORKCAST_BUILD");
	const char *path = getenv("PATH");
	char *whole = realpath(build != NULL ? build : "build", NULL);
	char text[FILE_SIZE];

	MUST(whole != NULL, "there is no build directory");
	(void)snprintf(text, sizeof(text), "%s:%s", whole,
	    path != NULL ? path : "/bin:/usr/bin");
	free(whole);
	set("PATH", text);
}

static void
write_config(void)
{
	char path[SCRATCH_PATH], text[FILE_SIZE];

	scratch_path(path, "forkcastd.conf");
	(void)snprintf(text, sizeof(text), "listen %s\npid_file %s\n",
	    supervised.address, supervised.pid_file);
	scratch_write(path, text);
	set("FORKCASTD_CONF", path);
}

static void
be_supervisor(const char *supervisor)
{
	const int log =
	    open(supervised.log, O_WRONLY | O_CREAT | O_APPEND, 0600);

	(void)setpgid(0, 0);
	if (log == -1 || !io_copy(log, STDOUT_FILENO) ||
	    !io_copy(log, STDERR_FILENO) || !io_close_from(3))
		_exit(126);
	(void)execlp(
	    supervisor, supervisor, supervised.directory, (char *)NULL);
	_exit(127);
}

void
supervised_start(
    const char *supervisor, const char *kind, const char *const *files)
{
	scratch_path(supervised.directory, "service");
	scratch_path(supervised.address, "socket");
	scratch_path(supervised.pid_file, "pid");
	scratch_path(supervised.log, "log");
	MUST(mkdir(supervised.directory, 0700) == 0, "cannot make %s: %s",
	    supervised.directory, strerror(errno));
	for (; *files != NULL; files++)
		copy_file(kind, *files);
	set_path();
	look_for_no_leaks();
	write_config();
	must_explain_by(explain);
	MUST(atexit(kill_all) == 0, "no room for atexit");
	supervised.supervisor = fork();
	MUST(supervised.supervisor != -1, "cannot fork: %s", strerror(errno));
	if (supervised.supervisor == 0)
		be_supervisor(supervisor);
}

const char *
supervised_directory(void)
{
	return supervised.directory;
}

const char *
supervised_address(void)
{
	return supervised.address;
}

int
supervised_run(const char *const *argv)
{
	const pid_t pid = fork();
	int status;

	MUST(pid != -1, "cannot fork: %s", strerror(errno));
	if (pid == 0) {
		/* execvp takes the strings as they are; it never writes. */
		(void)execvp(argv[0], (char *const *)(const void *)argv);
		_exit(127);
	}
	MUST(waitpid(pid, &status, 0) == pid, "%s is lost", argv[0]);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static unsigned
count_lines(const char *text, const char *line)
{
	const size_t len = strlen(line);
	unsigned count = 0;

	while (*text != '\0') {
		const size_t size = strcspn(text, "\n");
		count += size == len && memcmp(text, line, len) == 0;
		text += size + (text[size] == '\n');
	}
	return count;
}

void
supervised_expect_at(const char *where, const char *line, unsigned times)
{
	const usec end = deadline();
	char text[LOG_SIZE];

	while (!read_file(supervised.log, text, sizeof(text)) ||
	    count_lines(text, line) < times)
		if (!deadline_pause(end))
			must_end(where, "\"%s\" was not logged %u times", line,
			    times);
}

long
supervised_pid(void)
{
	const usec end = deadline();
	long pid;

	while ((pid = read_pid()) <= 0)
		MUST(deadline_pause(end), "there is no pid file");
	return pid;
}

int
supervised_end(void)
{
	const usec end = deadline();
	int status;

	while (waitpid(supervised.supervisor, &status, WNOHANG) == 0)
		MUST(deadline_pause(end), "the supervisor does not end");
	supervised.supervisor = 0;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
