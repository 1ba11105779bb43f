/*
 * Under s6, the server reports that it is ready, and s6-svc reloads, restarts
 * and stops it and waits for each.
 */
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/proc.h"
#include "tests/lib/supervised.h"

/* s6-svok looks at the FIFO alone, s6-svwait needs the status made after it. */
static void
wait_for_supervisor(void)
{
	char status[PATH_MAX];
	const usec end = deadline();

	(void)snprintf(status, sizeof(status), "%s/supervise/status",
	    supervised_directory());
	while (access(status, F_OK) != 0)
		MUST(deadline_pause(end), "s6-supervise does not start");
}

int
main(void)
{
	supervised_needs("s6-supervise");
	SUPERVISED_START("s6-supervise", "s6", "run", "notification-fd");
	const char *directory = supervised_directory();
	wait_for_supervisor();
	TAP_NUM(SUPERVISED_RUN("s6-svwait", "-U", "-t", "600000", directory), 0,
	    "it is up and ready");
	struct conn *javad = conn_open_at(supervised_address());
	conn_ask(javad, "javad", "ok name javad");
	PASS("a client is served");
	TAP_NUM(SUPERVISED_RUN("s6-svc", "-h", directory), 0, "s6-svc -h");
	supervised_expect("reload: done", 1);
	PASS("has reloaded it");
	const long before = supervised_pid();
	TAP_NUM(SUPERVISED_RUN("s6-svc", "-r", directory), 0, "s6-svc -r");
	conn_wait_for(javad, "bye shutdown ...");
	conn_close(javad);
	supervised_expect("ready", 2);
	TAP_NUM(SUPERVISED_RUN("s6-svwait", "-U", "-t", "600000", directory), 0,
	    "it is ready again");
	const long after = supervised_pid();
	TAP_OK(after != before, "as another process");
	javad = conn_open_at(supervised_address());
	conn_ask(javad, "javad", "ok name javad");
	conn_close(javad);
	TAP_NUM(
	    SUPERVISED_RUN("s6-svc", "-wD", "-T", "600000", "-d", directory), 0,
	    "s6-svc -d");
	TAP_OK(proc_is_gone((pid_t)after) &&
		access(supervised_address(), F_OK) != 0,
	    "has stopped it");
	supervised_expect("stopped", 2);
	TAP_NUM(SUPERVISED_RUN("s6-svc", "-x", directory), 0, "s6-svc -x");
	TAP_NUM(supervised_end(), 0, "s6-supervise ends");
	return tap_done();
}
