/*
 * If a program passes its rehearsal and dies in the upgrade, the server ends as
 * if killed: its workers tell their clients, and the next server gets all that
 * it had.
 */
#include <signal.h>

#include "tests/lib/deadline.h"
#include "tests/lib/proc.h"
#include "tests/lib/upgrade.h"

int
main(void)
{
	char path[SCRATCH_PATH], pid_file[SCRATCH_PATH];
	const struct setup setup = {
		.listen = { path }, .args = { "-p", pid_file }, .paced = true
	};

	scratch_path(path, "socket");
	scratch_path(pid_file, "pid");
	struct server *server = server_start(&setup);
	struct conn *javad = conn_member(server, "javad", "1");
	const pid_t worker = server_worker(server, "javad");
	struct conn *control = upgrade_ask(
	    server, "upgrade %s", upgrade_program(UPGRADE_UNFIT("dies")));

	TAP_NUM(server_status(server), ENDED_BY(SIGKILL), "it dies");
	conn_expect(javad, "bye server-gone ...");
	conn_expect_end(javad);
	conn_close(javad);
	conn_close(control);
	proc_expect_gone(worker);
	server = server_start(&setup);
	conn_ask(conn_open(server), "javad", "ok name javad");
	PASS("the next one has its address, its files and its names");
	server_stop(server);
	return tap_done();
}
