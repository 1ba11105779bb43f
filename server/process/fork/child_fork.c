/* A plain fork for each child: see child.h. */
#include "process/fork/child.h"

#include <unistd.h>

pid_t
child_fork(const struct child_args *given)
{
	const pid_t pid = fork();

	if (pid == 0)
		_exit(given->kind->main(given));
	return pid;
}
