/* How urgent a child is: see priority.h. Neither call is ever refused. */
#define _GNU_SOURCE /* SCHED_BATCH */
#include "sandbox/priority.h"

#include <sched.h>
#include <sys/resource.h>

void
priority_set(int nice)
{
	(void)setpriority(PRIO_PROCESS, 0, nice);
#ifdef SCHED_BATCH
	const struct sched_param none = { .sched_priority = 0 };

	(void)sched_setscheduler(0, SCHED_BATCH, &none);
#endif
}
