/* The priority of a child: see priority.h. Neither call is ever refused. */
#define _GNU_SOURCE /* SCHED_BATCH, syscall */
#include "sandbox/priority.h"

#include <sched.h>
#include <sys/resource.h>
#ifdef __linux__
#include <sys/syscall.h>
#include <unistd.h>
#endif

void
priority_set(int nice)
{
	(void)setpriority(PRIO_PROCESS, 0, nice);
#if defined(SCHED_BATCH) && defined(__linux__)
	const struct sched_param none = { .sched_priority = 0 };

	/*
	 * Applies to a thread, and this child is one; musl refuses it for a
	 * process.
	 */
	(void)syscall(SYS_sched_setscheduler, 0, SCHED_BATCH, &none);
#endif
}
