/*
 * If root starts the server, the router has a higher priority than the workers,
 * which keep the priority at start, and on Linux they do not preempt the
 * process that wakes them.
 */
#define _GNU_SOURCE /* SCHED_BATCH, syscall */
#include <errno.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tests/lib/conn.h"

/* Returns getpriority's result, for which -1 is a valid value. */
static int
nice_of(pid_t pid)
{
	errno = 0;
	const int nice = getpriority(PRIO_PROCESS, (id_t)pid);

	MUST(errno == 0, "no priority of process %ld", (long)pid);
	return nice;
}

#ifdef SCHED_BATCH
/* musl's sched_getscheduler refuses to say it. */
static int
policy_of(pid_t pid)
{
	return (int)syscall(SYS_sched_getscheduler, pid);
}
#endif

int
main(void)
{
	const int ours = nice_of(0);

	/* In a container root may not either: then nothing changes. */
	const bool may = setpriority(PRIO_PROCESS, 0, -20) == 0 &&
	    setpriority(PRIO_PROCESS, 0, ours) == 0;
	struct server *server = server_start(NULL);
	(void)conn_named(server, "javad");
	TAP_NUM(nice_of(server->pid), may ? -20 : ours, "the router's");
	TAP_NUM(nice_of(server_worker(server, "javad")), ours, "a worker's");
#ifdef SCHED_BATCH
	TAP_NUM(policy_of(server_worker(server, "javad")), SCHED_BATCH,
	    "it does not preempt");
	TAP_OK(policy_of(server->pid) != SCHED_BATCH, "the router may");
#endif
	server_stop(server);
	return tap_done();
}
