/* A plain fork for each child: see child.h. */
#include "process/fork/child.h"

#include <unistd.h>

#include "process/fork/apart.h"

pid_t
child_fork(const struct child_args *given)
{
	const pid_t pid = fork();

	if (pid == 0)
		_exit(given->kind->main(given));
	return pid;
}

#ifndef CLONING

bool
child_init(void)
{
	return true;
}

pid_t
child_make(const struct child_args *given, int newborn)
{
	(void)newborn;
	return child_fork(given);
}

int
child_ready_fd(void)
{
	return -1;
}

int
child_ready(void)
{
	return -1;
}

void
child_release(int newborn)
{
	(void)newborn;
}

#endif
