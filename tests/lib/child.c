/* A part of a test in a child process: see child.h. */
#include "child.h"

#include <errno.h>
#include <sys/wait.h>
#include <unistd.h>

#include "must.h"

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
