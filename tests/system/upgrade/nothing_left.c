/*
 * Without a descriptor, or for an ordinary user without a process, for the
 * rehearsal, the upgrade is refused, and succeeds when there are some again.
 */
#define _DEFAULT_SOURCE /* RLIMIT_NPROC */
#include <sys/resource.h>
#include <unistd.h>

#include "tests/lib/proc.h"
#include "tests/lib/upgrade.h"

static void
test_processes(struct server *server, struct conn *javad)
{
	unsigned long limit[2];

	proc_limits(server->pid, "Max processes", limit);
	proc_limit(server->pid, RLIMIT_NPROC, 0);
	upgrade_fails(server, upgrade_program(UPGRADE_LATER),
	    "cannot run *: Resource temporarily ...");
	conn_ask(javad, "ping", "ok ping");
	proc_limit(server->pid, RLIMIT_NPROC, limit[0]);
	PASS("no process");
}

int
main(void)
{
	if (!proc_is_there())
		tap_skip("needs /proc");
	struct server *server = server_start(&(struct setup) { .stays = true });
	struct conn *javad = conn_named(server, "javad");
	const char *program = upgrade_program(UPGRADE_LATER);
	unsigned long files[2];

	proc_limits(server->pid, "Max open files", files);
	/* One for who asks; and from there on as many as the step has left. */
	const long used = proc_descriptors(server->pid);
	for (long more = 1; more < 3; more++) {
		struct conn *control = conn_open_at(server->control);
		conn_ask(control, "ping", "ok ping");
		proc_limit(server->pid, RLIMIT_NOFILE, (rlim_t)(used + more));
		conn_say(control, "upgrade %s", program);
		conn_expect(control, "- checking the new program");
		upgrade_expect(control, "err ...");
		server_expect(server, "upgrade: refused: ...");
		conn_ask(javad, "ping", "ok ping");
		proc_limit(server->pid, RLIMIT_NOFILE, files[0]);
		conn_close(control);
		PASS("%ld descriptors are too few", more - 1);
	}
	if (geteuid() != 0) /* whom it is no limit to */
		test_processes(server, javad);
	upgrade_to(server, UPGRADE_LATER);
	conn_ask(javad, "ping", "ok ping");
	server_stop(server);
	return tap_done();
}
