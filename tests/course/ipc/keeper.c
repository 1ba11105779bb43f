/* A process that holds and removes: see keeper.h. */
#include "keeper.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdnoreturn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "shared/io.h"

/* The keeper's first message. */
struct made {
	int id;
	int error;
};

/* A Ctrl-C ends the others, and then it has something to do. */
static void
outlive_the_others(void)
{
	(void)setsid(); /* the child of a fork leads no group: it can */
	(void)signal(SIGTERM, SIG_IGN);
	(void)signal(SIGHUP, SIG_IGN);
	(void)signal(SIGPIPE, SIG_IGN);
}

static noreturn void
keep(int line, int (*make)(void), void (*destroy)(int id))
{
	char nothing;

	outlive_the_others();
	/* It must be the end of nobody else's pipe. */
	if (dup2(line, STDIN_FILENO) == -1 || !io_close_from(STDERR_FILENO))
		_exit(1);
	(void)close(STDOUT_FILENO);
	const int id = make();
	const struct made made = { id, errno };
	if (id == -1) {
		(void)io_write_all(STDIN_FILENO, &made, sizeof(made));
		_exit(1);
	}
	/* If nobody is left to take it, it is removed at once. */
	if (io_write_all(STDIN_FILENO, &made, sizeof(made)))
		(void)io_read(STDIN_FILENO, &nothing, sizeof(nothing));
	destroy(id);
	_exit(0);
}

int
keeper_start(struct keeper *keeper, int (*make)(void), void (*destroy)(int id))
{
	struct made made = { -1, ECHILD };
	int line[2];

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, line) != 0)
		return -1;
	*keeper = (struct keeper) { .pid = fork(), .line = line[0] };
	if (keeper->pid == 0)
		keep(line[1], make, destroy);
	io_close(&line[1]);
	if (keeper->pid == -1) {
		io_close(&keeper->line);
		return -1;
	}
	if (io_read(keeper->line, &made, sizeof(made)) == sizeof(made) &&
	    made.id != -1)
		return made.id;
	keeper_end(keeper);
	errno = made.error;
	return -1;
}

void
keeper_end(struct keeper *keeper)
{
	io_close(&keeper->line);
	while (waitpid(keeper->pid, NULL, 0) == -1 && errno == EINTR)
		continue;
}
