/* The doorbell of a server's workers: see bell.h. */
#define _GNU_SOURCE /* syscall */
#include "bell.h"

#include <string.h>
#include <unistd.h>

#include "server/process/sandbox/sandbox.h"
#include "shared/io.h"

#ifdef __linux__
#include <sys/syscall.h>
#endif

#if defined(SYS_pidfd_open) && defined(SYS_pidfd_getfd)
int
bell_take(pid_t worker)
{
	int process = (int)syscall(SYS_pidfd_open, worker, 0);
	const int bell = (int)syscall(SYS_pidfd_getfd, process, CHILD_BELL, 0);

	io_close(&process);
	return bell;
}
#else
int
bell_take(pid_t worker)
{
	(void)worker;
	return -1;
}
#endif

void
bell_fill(int bell)
{
	char rings[4096];

	memset(rings, 0xff, sizeof(rings));
	for (size_t len = sizeof(rings); len > 0; len /= 2)
		while (io_write(bell, rings, len) > 0)
			continue;
}
