/* Under daemontools, svc starts, reloads, restarts and stops the server. */
#include <signal.h>
#include <unistd.h>

#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/proc.h"
#include "tests/lib/supervised.h"

static void
wait_for_supervisor(void)
{
	const usec end = deadline();

	while (SUPERVISED_RUN("svok", supervised_directory()) != 0)
		MUST(deadline_pause(end), "supervise does not start");
}

int
main(void)
{
	supervised_needs("supervise");
	SUPERVISED_START("supervise", "daemontools", "run");
	const char *directory = supervised_directory();
	wait_for_supervisor();
	supervised_expect("ready", 1);
	struct conn *javad = conn_open_at(supervised_address());
	conn_ask(javad, "javad", "ok name javad");
	PASS("a client is served");
	TAP_NUM(SUPERVISED_RUN("svc", "-h", directory), 0, "svc -h");
	supervised_expect("reload: done", 1);
	PASS("has reloaded it");
	const long before = supervised_pid();
	TAP_NUM(SUPERVISED_RUN("svc", "-t", directory), 0, "svc -t");
	conn_wait_for(javad, "bye shutdown ...");
	conn_close(javad);
	supervised_expect("ready", 2);
	const long after = supervised_pid();
	TAP_OK(after != before, "has started it again");
	javad = conn_open_at(supervised_address());
	conn_ask(javad, "javad", "ok name javad");
	conn_close(javad);
	TAP_NUM(SUPERVISED_RUN("svc", "-d", directory), 0, "svc -d");
	proc_expect_gone((pid_t)after);
	TAP_OK(access(supervised_address(), F_OK) != 0, "has stopped it");
	TAP_NUM(SUPERVISED_RUN("svc", "-x", directory), 0, "svc -x");
	TAP_NUM(supervised_end(), 0, "supervise ends");
	return tap_done();
}
