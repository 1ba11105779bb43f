/*
 * A rehearsed program, which has read all messages and the password, can be
 * read by no other process of its user, and dies with its server. If one passes
 * its rehearsal and dies in the upgrade, the server ends as if killed: its
 * workers tell their clients, and the next server gets all that it had.
 */
#include <signal.h>

#include "tests/lib/deadline.h"
#include "tests/lib/proc.h"
#include "tests/lib/upgrade.h"

#define CHILDREN 16

/* Waits for the child of the server that is no worker. */
static pid_t
find_rehearsal(const struct server *server)
{
	const pid_t worker = server_worker(server, "javad");
	const usec end = deadline();
	pid_t children[CHILDREN];

	do {
		const size_t count =
		    proc_children(server->pid, children, CHILDREN);
		for (size_t i = 0; i < count; i++)
			if (children[i] != worker)
				return children[i];
	} while (deadline_pause(end));
	MUST(false, "there is no rehearsal");
	return 0;
}

#ifdef __linux__
#define LINUX true
#else
#define LINUX false
#endif

/* It has loaded the state when it hangs, and is hidden before. */
static void
test_rehearsal(void)
{
	struct server *server = server_start(&(struct setup) { .paced = true });
	struct conn *javad = conn_member(server, "javad", "1");
	const bool can_tell = proc_status(server->pid, "Uid") != 0;
	const bool open = proc_is_open_to_its_user(server->pid);
	const usec end = deadline();

	upgrade_to(server, UPGRADE_PACED);
	TAP_OK(proc_is_open_to_its_user(server->pid) == open,
	    "who goes on is as open as before");
	struct conn *control = upgrade_ask(
	    server, "upgrade %s", upgrade_program(UPGRADE_UNFIT("hangs")));
	const pid_t pid = find_rehearsal(server);
	while (can_tell && proc_is_open_to_its_user(pid))
		MUST(deadline_pause(end), "one that is tried is open");
	server_signal(server, SIGKILL);
	(void)server_status(server);
	proc_expect_gone(pid);
	PASS("it is gone when the server is killed");
	conn_close(control);
	conn_close(javad);
}

static void
test_death(void)
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
}

int
main(void)
{
	if (LINUX)
		test_rehearsal();
	test_death();
	return tap_done();
}
