/*
 * nice sets how far root's server raises its priority, by default to -20; 0
 * leaves it. Workers keep the priority that the server was started with, and on
 * Linux they do not preempt the process that wakes them.
 */
#define _GNU_SOURCE /* SCHED_BATCH, syscall */
#include <errno.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tests/lib/conn.h"

static const struct {
	const char *config;
	int nice;
} rows[] = {
	{ "", -20 },
	{ "nice -5\n", -5 },
	{ "nice 0\n", 3 },
};

/* Returns getpriority's result, for which -1 is a valid value. */
static int
nice_of(pid_t pid)
{
	errno = 0;
	const int nice = getpriority(PRIO_PROCESS, (id_t)pid);

	MUST(errno == 0, "no priority of process %ld", (long)pid);
	return nice;
}

int
main(void)
{
	if (setpriority(PRIO_PROCESS, 0, -1) != 0)
		tap_skip("only who may raise a priority can see it raised");
	MUST(setpriority(PRIO_PROCESS, 0, 3) == 0, "cannot be nice");
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct server *server =
		    server_start(&(struct setup) { .config = rows[i].config });
		struct conn *javad = conn_named(server, "javad");
		const pid_t worker = server_worker(server, "javad");
		TAP_NUM(nice_of(server->pid), rows[i].nice, "the server: %s",
		    rows[i].config);
		TAP_NUM(nice_of(worker), 3, "its worker");
#if defined(SCHED_BATCH) && defined(__linux__)
		/* musl's sched_getscheduler refuses to say it. */
		TAP_NUM(syscall(SYS_sched_getscheduler, worker), SCHED_BATCH,
		    "which does not preempt");
#endif
		conn_close(javad);
		server_stop(server);
	}
	server_refuses(&(struct setup) { .config = "nice 5\n" }, 78,
	    "forkcastd: *:1: nice 5: must be from -20 to 0");
	PASS("no other values");
	return tap_done();
}
