/* A part of a test in a child process: see child.h. */
#include "child.h"

#include <errno.h>
#include <sys/wait.h>
#include <unistd.h>

#include "must.h"
#include "shared/io.h"

/* It hangs: longer than anything takes that does not. */
#define SECONDS_MAX 600

int
child_run(int (*body)(void))
{
	const pid_t child = fork();
	int status;

	MUST(child != -1, "cannot fork");
	if (child == 0) {
		(void)alarm(SECONDS_MAX);
		_exit(body());
	}
	while (waitpid(child, &status, 0) == -1)
		MUST(errno == EINTR, "cannot wait for a child");
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

pid_t
child_sleeper(void)
{
	int fd[2];
	pid_t child;
	char byte;

	MUST(pipe(fd) == 0, "cannot make a pipe");
	child = fork();
	MUST(child != -1, "cannot fork");
	if (child == 0) {
		io_close(&fd[1]);
		(void)io_read(fd[0], &byte, 1); /* nobody writes to it */
		_exit(0);
	}
	io_close(&fd[0]);
	return child; /* the other end is closed when the test is over */
}
