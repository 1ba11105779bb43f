/* shared/die: what is said at the end, and the exit code. */
#include "shared/die.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "shared/io.h"
#include "shared/str.h"
#include "tests/lib/tap.h"

static void
dies(void)
{
	die_name("program");
	die(EX_USAGE, "bad option %s", "-x");
}

static void
dies_of_errno(void)
{
	die_name("program");
	errno = ENOENT;
	die_errno(EX_OSERR, "cannot open %s", "a%sb");
}

static void
complains(void)
{
	complain("%d of %d", 1, 2);
	_exit(EX_OK);
}

/* Runs the end in a child; returns its exit code, and what it said in said. */
static int
end_in_child(void (*end)(void), char *said, size_t size)
{
	int fd[2] = { -1, -1 };
	int status = 0;
	size_t len = 0;
	ssize_t count;

	if (!TAP_OK(pipe(fd) == 0, "a pipe"))
		return -1;
	const pid_t child = fork();
	if (child == 0) {
		if (dup2(fd[1], STDERR_FILENO) == STDERR_FILENO)
			end();
		_exit(EX_SOFTWARE);
	}
	io_close(&fd[1]);
	while ((count = io_read(fd[0], said + len, size - 1 - len)) > 0)
		len += (size_t)count;
	said[len] = '\0';
	io_close(&fd[0]);
	TAP_OK(child > 0 && waitpid(child, &status, 0) == child &&
		WIFEXITED(status),
	    "a child that ends");
	return WEXITSTATUS(status);
}

int
main(void)
{
	char said[1024];
	char reason[1024];

	TAP_NUM(end_in_child(dies, said, sizeof(said)), EX_USAGE,
	    "die: the exit code");
	TAP_STR(
	    str_from(said), STR("program: bad option -x\n"), "die: the line");
	(void)snprintf(reason, sizeof(reason),
	    "program: cannot open a%%sb: %s\n", strerror(ENOENT));
	TAP_NUM(end_in_child(dies_of_errno, said, sizeof(said)), EX_OSERR,
	    "die_errno: the exit code");
	TAP_STR(str_from(said), str_from(reason), "die_errno: the line");
	TAP_NUM(end_in_child(complains, said, sizeof(said)), EX_OK,
	    "complain: goes on");
	TAP_STR(str_from(said), STR("forkcast: 1 of 2\n"),
	    "complain: the line, under the name of the project");
	return tap_done();
}
