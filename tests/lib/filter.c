/* forkcast as a filter: see filter.h. */
#include "filter.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "deadline.h"
#include "pty.h"
#include "shared/io.h"

static struct {
	pid_t running; /* one a test, or 0 */
} filters;

static void
kill_it(void)
{
	if (filters.running == 0)
		return;
	(void)kill(filters.running, SIGKILL);
	(void)waitpid(filters.running, NULL, 0);
}

static void
make_pipe(int fd[2])
{
	MUST(pipe(fd) == 0 && fcntl(fd[0], F_SETFD, FD_CLOEXEC) != -1 &&
		fcntl(fd[1], F_SETFD, FD_CLOEXEC) != -1,
	    "no pipe: %s", strerror(errno));
}

static void
be_child(const char *const *argv, int in[2], int out[2], int err[2])
{
	(void)signal(SIGPIPE, SIG_DFL);
	if (dup2(in[0], 0) == -1 || dup2(out[1], 1) == -1 ||
	    dup2(err[1], 2) == -1)
		_exit(126);
	/* execv takes the strings as they are; it never writes. */
	(void)execv(argv[0], (char *const *)(const void *)argv);
	_exit(127);
}

void
filter_start(
    struct filter *filter, const char *address, const char *const *options)
{
	const char *argv[FILTER_ARGUMENTS] = { pty_client_path(), "-s",
		address };
	size_t count = 3;
	int in[2];
	int out[2];
	int err[2];

	for (; *options != NULL && count + 1 < FILTER_ARGUMENTS; options++)
		argv[count++] = *options;
	make_pipe(in);
	make_pipe(out);
	make_pipe(err);
	filter->pid = fork();
	MUST(filter->pid != -1, "cannot fork: %s", strerror(errno));
	if (filter->pid == 0)
		be_child(argv, in, out, err);
	filters.running = filter->pid;
	MUST(atexit(kill_it) == 0, "no room for atexit");
	(void)close(in[0]);
	(void)close(out[1]);
	(void)close(err[1]);
	filter->in = in[1];
	MUST(io_prepare(filter->in), "fcntl: %s", strerror(errno));
	filter->out = out[0];
	filter->err = err[0];
	MUST(signal(SIGPIPE, SIG_IGN) != SIG_ERR, "cannot ignore SIGPIPE");
}

static void
read_all(int fd, char text[FILTER_TEXT])
{
	const usec end = deadline();
	size_t len = 0;
	ssize_t count;

	do {
		MUST(deadline_poll(fd, POLLIN, end),
		    "the filter does not end; it has said:\n%.*s", (int)len,
		    text);
		count = io_read(fd, text + len, FILTER_TEXT - 1 - len);
		len += count > 0 ? (size_t)count : 0;
	} while (count > 0);
	text[len] = '\0';
}

int
filter_end(struct filter *filter)
{
	int status;

	io_close(&filter->in);
	if (filter->out != -1)
		read_all(filter->out, filter->said);
	read_all(filter->err, filter->complained);
	io_close(&filter->out);
	io_close(&filter->err);
	MUST(waitpid(filter->pid, &status, 0) == filter->pid, "waitpid: %s",
	    strerror(errno));
	filters.running = 0;
	return WIFEXITED(status) ? WEXITSTATUS(status) :
				   PTY_SIGNAL + WTERMSIG(status);
}
