/*
 * After many upgrades, descriptors, memory and the title are what they were,
 * and nobody has noticed; forkcastctl always finds a running server.
 */
#include <stdio.h>

#include "tests/lib/deadline.h"
#include "tests/lib/proc.h"
#include "tests/lib/shell.h"
#include "tests/lib/upgrade.h"

#define UPGRADES 30
#define FIRST 5 /* after which it has all that it needs */
#define MORE_KB 128 /* of its own; how much of the program is in varies */

/* Looks again and again, until it is told that this is enough. */
static struct shell *
check_until_enough(const struct server *server)
{
	char script[256];

	(void)snprintf(script, sizeof(script),
	    "until [ -e enough ]; do"
	    " forkcastctl -p %ld check -t 600 || exit 1; done | grep -vc OK",
	    (long)server->pid);
	return shell_start("1", script);
}

static void
expect_found(struct shell *looking)
{
	char path[SCRATCH_PATH];

	scratch_path(path, "enough");
	scratch_write(path, "");
	(void)shell_status(looking);
	TAP_STR(str_from(shell_said(looking)), STR("0\n"),
	    "it was alive whenever it was looked at");
	TAP_STR(str_from(shell_complained(looking)), STR(""), "and is named");
}

int
main(void)
{
	if (!proc_is_there())
		tap_skip("needs /proc");
	struct server *server = server_start(NULL);
	struct conn *javad = conn_member(server, "javad", "1");
	struct conn *ali = conn_member(server, "ali", "1");
	const pid_t worker = server_worker(server, "javad");
	long descriptors = 0, resident = 0;
	char title[2][512];
	size_t memory = 0;

	conn_expect(javad, "join * 1 ali");
	proc_title(server->pid, title[0], sizeof(title[0]));
	struct shell *looking = NULL;
	for (int i = 0; i < UPGRADES; i++) {
		if (i == FIRST) {
			descriptors = proc_descriptors(server->pid);
			resident = proc_status(server->pid, "RssAnon");
			memory = server_memory(server);
			looking = check_until_enough(server);
		}
		upgrade_to(server, i % 2 == 0 ? UPGRADE_LATER : UPGRADE_THIS);
		conn_say(javad, "send 1 %d", i);
		conn_expect(javad, "msg * 1 javad %d", i);
		conn_expect(ali, "msg * 1 javad %d", i);
	}
	upgrade_to(server, UPGRADE_LATER);
	expect_found(looking);
	TAP_NUM(proc_descriptors_soon(server->pid, descriptors), descriptors,
	    "descriptors");
	TAP_NUM(server_memory(server), memory, "its own memory");
	resident = proc_status(server->pid, "RssAnon") - resident;
	TAP_OK(resident < MORE_KB || sanitized(),
	    "the process has %ld KiB more", resident);
	proc_title(server->pid, title[1], sizeof(title[1]));
	TAP_STR(str_from(title[1]), str_from(title[0]), "its title");
	TAP_NUM(server_worker(server, "javad"), worker, "a worker");
	server_expect_workers(server, 2);
	server_stop(server);
	return tap_done();
}
