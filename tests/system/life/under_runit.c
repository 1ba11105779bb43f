/* Under runit, sv starts, reloads, restarts and stops the server. */
#include <signal.h>
#include <unistd.h>

#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/proc.h"
#include "tests/lib/supervised.h"

/* sv of a service that is there; it waits until it is as it should be. */
static int
sv(const char *command)
{
	return SUPERVISED_RUN(
	    "sv", "-w", "600", command, supervised_directory());
}

static void
wait_for_supervisor(void)
{
	const usec end = deadline();

	while (sv("status") != 0)
		MUST(deadline_pause(end), "runsv does not start");
}

/* sv looks at what runsv wrote last, which may be older than its command. */
static void
wait_until_stopped(long pid)
{
	const usec end = deadline();

	while (!proc_is_gone((pid_t)pid) ||
	    access(supervised_address(), F_OK) == 0)
		MUST(deadline_pause(end), "the server does not stop");
}

int
main(void)
{
	supervised_needs("runsv");
	SUPERVISED_START("runsv", "runit", "run");
	wait_for_supervisor();
	TAP_NUM(sv("start"), 0, "sv start");
	supervised_expect("ready", 1);
	struct conn *javad = conn_open_at(supervised_address());
	conn_ask(javad, "javad", "ok name javad");
	PASS("a client is served");
	TAP_NUM(sv("hup"), 0, "sv hup");
	supervised_expect("reload: done", 1);
	PASS("has reloaded it");
	const long before = supervised_pid();
	TAP_NUM(sv("term"), 0, "sv term");
	conn_wait_for(javad, "bye shutdown ...");
	conn_close(javad);
	supervised_expect("ready", 2);
	TAP_OK(supervised_pid() != before, "and it is started again");
	TAP_NUM(sv("restart"), 0, "sv restart");
	supervised_expect("ready", 3);
	const long after = supervised_pid();
	javad = conn_open_at(supervised_address());
	conn_ask(javad, "javad", "ok name javad");
	conn_close(javad);
	TAP_NUM(sv("stop"), 0, "sv stop");
	wait_until_stopped(after);
	PASS("has stopped it");
	supervised_expect("stopped", 3);
	TAP_NUM(sv("exit"), 0, "sv exit");
	TAP_NUM(supervised_end(), 0, "runsv ends");
	return tap_done();
}
