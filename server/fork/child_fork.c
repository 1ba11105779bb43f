/* A plain fork for each worker: see child.h. */
#include "fork/child.h"

#include <unistd.h>

#include "fork/cloning.h"

pid_t
child_fork(const struct worker *worker)
{
	const pid_t pid = fork();

	if (pid == 0)
		_exit(worker_main(worker));
	return pid;
}

#ifndef CLONING

bool
child_init(void)
{
	return true;
}

pid_t
child_make(const struct worker *worker)
{
	return child_fork(worker);
}

int
child_ready_fd(void)
{
	return -1;
}

bool
child_is_ready(void)
{
	return false;
}

void
child_release(void)
{
}

#endif
